"""Numbers inside sentences."""

from fractions import Fraction

import pytest

from metricops.evaluate.amounts import amount, apart, change, limit_amount, share
from metricops.evaluate.exact import approximate, exact, number
from metricops.evaluate.sentences import label_of, subject


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("560000", "usd", "$560k"),
        ("1250000", "usd", "$1.25M"),
        ("2.41", "x", "2.41x"),
        ("0.312", "%", "31.2%"),
        ("52.3", "days", "52.3 days"),
        ("1e40", "usd", "1e+40 usd"),
        ("-1e300", "", "-1e+300"),
    ],
)
def test_amounts(value: str, unit: str, text: str) -> None:
    assert amount(Fraction(value), unit) == text


@pytest.mark.parametrize(
    ("limit", "unit", "text"),
    [
        ("3", "x", "3.0x"),
        ("3.25", "x", "3.25x"),
        ("0.95", "%", "95%"),
        ("0.955", "%", "95.5%"),
        ("500000", "usd", "$500k"),
    ],
)
def test_limits_have_no_digits_that_nobody_wrote(limit: str, unit: str, text: str) -> None:
    assert limit_amount(Fraction(limit), unit) == text


@pytest.mark.parametrize(
    ("value", "limit", "unit", "texts"),
    [
        ("2.41", "3", "x", ("2.41x", "3.0x")),
        ("3", "3", "x", ("3.00x", "3.0x")),
        ("2.999", "3", "x", ("2.999x", "3.0x")),
        ("500400", "500000", "usd", ("$500.4k", "$500k")),
        ("500004", "500000", "usd", ("$500,004", "$500,000")),
        ("500000.01", "500000", "usd", ("$500,000.01", "$500k")),
        ("500000.01", "500000", "CHF", ("500,000.01 CHF", "500k CHF")),
        ("0.29999", "0.3", "%", ("29.999%", "30%")),
        ("30.001", "30", "days", ("30.001 days", "30 days")),
    ],
)
def test_a_value_never_reads_like_the_limit_it_is_not(
    value: str, limit: str, unit: str, texts: tuple[str, str]
) -> None:
    assert apart(Fraction(value), Fraction(limit), unit) == texts


def test_shares_and_changes() -> None:
    assert share(Fraction("0.15")) == "15%"
    assert share(Fraction("0.155")) == "15.5%"
    assert change(Fraction("-0.241")) == "24.1%"
    assert change(Fraction("-0.15"), Fraction("0.15")) == "15.0%"
    assert change(Fraction("-0.150001"), Fraction("0.15")) == "15.0001%"
    assert change(Fraction(10) ** 300) == "1e+302%"
    assert change(Fraction(12345)) == "1,234,500.0%"


def test_exact_numbers() -> None:
    assert exact(0.1) == Fraction(1, 10)
    assert exact(0.1 + 0.2) == Fraction(3, 10)
    assert exact(float("nan")) is None
    assert exact(True) == 1
    assert number(Fraction(5, 4)) == Fraction(5, 4)
    assert number(Fraction(1, 3)) == 1 / 3
    assert approximate(-(Fraction(10) ** 400)) == float("-inf")


def test_subjects() -> None:
    assert subject("Win rate", (("segment", "Enterprise"),)) == "Enterprise win rate"
    assert subject("ARR churn", (("segment", None),)) == "(none) ARR churn"
    assert subject("Win rate", ()) == "Win rate"
    assert label_of("win_rate") == "Win rate"
    assert label_of("arr", "ARR") == "ARR"
