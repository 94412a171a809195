"""Contributions add up to the change exactly, and mix and rate say what they are meant to say."""

from decimal import Decimal
from fractions import Fraction as F

from hypothesis import given
from hypothesis import strategies as st

from metricops.explain.contributions import contributions, formula, total
from metricops.explain.values import Contribution, Part, Parts

small = st.integers(min_value=0, max_value=50)
parts = st.dictionaries(st.sampled_from(["a", "b", "c", None]), st.builds(Part, small, small), min_size=1)
sums = st.dictionaries(st.sampled_from(["a", "b", "c", None]), st.builds(Part, small), min_size=1)


def test_a_sum_splits_into_the_differences_of_its_segments() -> None:
    found = contributions({"a": Part(10), "b": Part(1)}, {"a": Part(4), "c": Part(2)})
    assert found == (
        Contribution("a", F(6), F(0)),
        Contribution("c", F(-2), F(0)),
        Contribution("b", F(1), F(0)),
    )


def test_equal_weights_leave_only_rate() -> None:
    # 50 of 100 each side; only a's rate falls from 60 % to 40 %: half of 20 points is a's
    found = contributions({"a": Part(20, 50), "b": Part(10, 50)}, {"a": Part(30, 50), "b": Part(10, 50)})
    assert found == (Contribution("a", F(-1, 10), F(0)), Contribution("b", F(0), F(0)))


def test_equal_rates_within_segments_leave_only_mix() -> None:
    # a wins 80 %, b wins 20 % in both windows; a shrinks from half of the deals to a quarter
    now: Parts = {"a": Part(20, 25), "b": Part(15, 75)}
    before: Parts = {"a": Part(40, 50), "b": Part(10, 50)}
    found = {c.segment: c for c in contributions(now, before) or ()}
    assert all(c.rate == 0 for c in found.values())
    assert sum(c.mix for c in found.values()) == F(35, 100) - F(50, 100)
    assert found["a"].mix < 0, "losing weight of the better segment hurts"
    assert found["b"].mix < 0, "gaining weight of the worse segment hurts"


def test_a_segment_absent_in_one_window_is_all_mix() -> None:
    found = {c.segment: c for c in contributions({"a": Part(1, 4), "new": Part(0, 4)}, {"a": Part(1, 4)}) or ()}
    assert found["new"].rate == 0
    assert found["a"].rate == 0
    assert sum(c.total for c in found.values()) == F(1, 8) - F(1, 4)


def test_the_worked_example_of_a_falling_win_rate() -> None:
    """Independent arithmetic: the midpoint formulas written out with plain fractions."""
    before: Parts = {"Mid": Part(36, 100), "Ent": Part(20, 60), "SMB": Part(4, 40)}
    now: Parts = {"Mid": Part(22, 100), "Ent": Part(14, 60), "New": Part(2, 30)}
    rate_mid = (F(22, 100) - F(36, 100)) * (F(100, 190) + F(100, 200)) / 2
    overall = (F(38, 190) + F(60, 200)) / 2
    mix_new = F(30, 190) * (F(2, 30) - overall)
    found = {c.segment: c for c in contributions(now, before) or ()}
    assert found["Mid"].rate == rate_mid
    assert found["New"] == Contribution("New", F(0), mix_new)
    assert sum(c.total for c in found.values()) == F(38, 190) - F(60, 200)


def test_no_denominator_is_not_known() -> None:
    assert contributions({"a": Part(1, 0)}, {"a": Part(1, 2)}) is None
    assert total({"a": Part(1, 0)}) is None
    assert total({}) is None
    assert total({None: Part(None)}) is None  # a window without rows is no 0


def test_decimals_and_nulls_stay_exact() -> None:
    found = contributions({"a": Part(Decimal("0.30"))}, {"a": Part(Decimal("0.10")), "b": Part(None)})
    assert found is not None
    assert found[0].total == F(1, 5)


def test_formula_splits_a_ratio_between_its_parts() -> None:
    # 2/10 to 3/20: the numerator alone adds 1/10 at the old and 1/20 at the new denominator
    assert formula({"a": Part(3, 20)}, {"a": Part(2, 10)}) == (F(3, 40), F(3, 20) - F(1, 5) - F(3, 40))
    assert formula({"a": Part(3)}, {"a": Part(2)}) is None


@given(parts, parts)
def test_a_ratio_always_adds_up(now: dict[str | None, Part], before: dict[str | None, Part]) -> None:
    found = contributions(now, before)
    value, base = total(now), total(before)
    if found is None:
        assert value is None or base is None
    else:
        assert value is not None
        assert base is not None
        assert sum((c.total for c in found), F()) == value - base


@given(parts, parts)
def test_swapping_the_windows_swaps_the_sign(now: dict[str | None, Part], before: dict[str | None, Part]) -> None:
    there, back = contributions(now, before), contributions(before, now)
    assert (there is None) == (back is None)
    if there and back:
        assert {c.segment: c.total for c in there} == {c.segment: -c.total for c in back}


@given(sums, sums)
def test_a_sum_always_adds_up(now: dict[str | None, Part], before: dict[str | None, Part]) -> None:
    found = contributions(now, before)
    assert found is not None
    assert sum(c.total for c in found) == (total(now) or 0) - (total(before) or 0)
