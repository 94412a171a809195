"""Comparisons are exact, add up, do not depend on which side is left, and never call missing numbers equal."""

from decimal import Decimal
from fractions import Fraction as F

import pytest

from metricops.compare import Standing, compare, sentence, tolerance
from metricops.errors import MetricopsError

HALF = Decimal("0.005")


def test_every_key_stands_where_it_stands() -> None:
    left = {("a",): 100, ("b",): Decimal("1000"), ("c",): 10, ("d",): 7, ("e",): None, (None,): 3}
    right = {("a",): Decimal("100.0"), ("b",): 1005, ("c",): 8, ("f",): 5, ("e",): None, (None,): None}
    found = compare(left, right, HALF)
    assert [(p.keys[0], p.standing, p.gap, p.share) for p in found.pairs] == [
        ("a", Standing.SAME, 0, 0),
        ("b", Standing.ROUNDING, 5, F(5, 1005)),
        ("c", Standing.DIFFERS, -2, F(2, 10)),
        ("d", Standing.ONLY_LEFT, -7, None),
        ("e", Standing.NO_DATA, None, None),
        (None, Standing.ONLY_LEFT, -3, None),
        ("f", Standing.ONLY_RIGHT, 5, None),
    ]
    assert [p.keys[0] for p in found.apart] == ["d", "f", None, "c"]


def test_gaps_add_up_to_the_gap_of_the_totals() -> None:
    found = compare({("a",): 0.1, ("b",): 0.2}, {("a",): 0.3, ("c",): 5}, HALF)
    assert found.total is not None
    assert (found.total.left, found.total.right) == (F(3, 10), F(53, 10))
    assert found.total.gap == sum(p.gap or 0 for p in found.pairs) == 5


@pytest.mark.parametrize(
    ("right", "standing"), [("1005.0252", "differs"), ("1005.0251", "rounding"), ("995", "rounding")]
)
def test_exactly_the_tolerance_is_rounding(right: str, standing: str) -> None:
    left = {(): Decimal(1000)}
    assert compare(left, {(): Decimal(right)}, HALF).verdict == standing
    assert compare({(): Decimal(right)}, left, HALF).verdict == standing


def test_without_tolerance_only_equal_numbers_agree() -> None:
    assert compare({(): 0}, {(): Decimal("0.00")}, Decimal(0)).verdict == Standing.SAME
    assert not compare({(): 10**30}, {(): 10**30 + 1}, Decimal(0)).within_tolerance


def test_totals_that_agree_do_not_hide_rows_that_do_not() -> None:
    found = compare({("a",): 10, ("b",): 20}, {("a",): 20, ("b",): 10}, HALF)
    assert found.total is not None
    assert found.total.standing == Standing.SAME
    assert not found.within_tolerance
    assert sentence(found, "crm", "billing", "usd") == (
        "In total crm and billing are the same: a conflict in 2 of 2 rows."
    )


def test_rows_that_agree_do_not_hide_a_total_that_does_not() -> None:
    found = compare({("a",): 1000, ("b",): -999}, {("a",): 1004, ("b",): -999}, HALF)
    assert {p.agrees for p in found.pairs} == {True}
    assert found.verdict == Standing.DIFFERS
    assert sentence(found, "crm", "billing").endswith("a conflict in total only.")


def test_shares_do_not_add_up_and_miss_no_gap_where_a_side_is_missing() -> None:
    found = compare({("a",): 0.25, ("b",): 0.5}, {("a",): 0.5}, HALF, additive=False)
    assert found.total is None
    assert [p.gap for p in found.pairs] == [F(1, 4), None]
    assert sentence(found, "x", "y", "%") == (
        "x and y are apart by up to 50.0% of the larger, where 0.5% is tolerated: "
        "a conflict in 2 of 2 rows, 1 of them on one side only."
    )


@pytest.mark.parametrize("nothing", [None, float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_no_number_agrees_with_nothing(nothing: float | Decimal | None) -> None:
    assert compare({(): nothing}, {(): nothing}, Decimal(1)).verdict == Standing.NO_DATA
    assert not compare({(): nothing}, {(): nothing}, Decimal(1)).within_tolerance
    assert compare({(): nothing}, {(): 0}, Decimal(1)).verdict == Standing.ONLY_RIGHT
    assert compare({(): 0}, {(): nothing}, Decimal(1)).verdict == Standing.ONLY_LEFT


def test_no_rows_are_no_agreement() -> None:
    found = compare({}, {}, HALF)
    assert (found.pairs, found.total, found.verdict) == ((), None, Standing.NO_DATA)
    assert sentence(found, "x", "y") == "Neither x nor y has a number here."


@pytest.mark.parametrize(
    ("right", "said"),
    [
        (1000, "x and y are the same."),
        (1004, "y is $4 above x, 0.4% of the larger, where 0.5% is tolerated: rounding, not a conflict."),
        (750, "y is $250 below x, 25.0% of the larger, where 0.5% is tolerated: a conflict."),
        (None, "Only x has numbers here; y has none."),
    ],
)
def test_one_number_each_makes_one_sentence(right: int | None, said: str) -> None:
    assert sentence(compare({(): 1000}, {(): right}, HALF), "x", "y", "usd") == said


def test_a_tiny_gap_never_reads_as_none() -> None:
    found = compare({(): 10**9}, {(): 10**9 + 1}, HALF)
    assert "less than 0.001% of the larger" in sentence(found, "x", "y")


@pytest.mark.parametrize(
    ("text", "value"), [("0.5%", "0.005"), (" 2 % ", "0.02"), ("0%", "0"), ("100%", "1"), (Decimal("0.1"), "0.1")]
)
def test_a_tolerance_is_a_percentage(text: str | Decimal, value: str) -> None:
    assert tolerance(text) == Decimal(value)


@pytest.mark.parametrize("text", ["0.5", "", "%", "-1%", "101%", "nan%", "a%", Decimal("-0.1"), Decimal("Infinity")])
def test_what_is_no_tolerance_is_refused(text: str | Decimal) -> None:
    with pytest.raises(MetricopsError, match="is not a tolerance; needed is a percentage from 0% to 100%"):
        tolerance(text)
