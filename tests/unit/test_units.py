"""Numbers in their units read as a person expects, and none is an empty cell."""

from decimal import Decimal
from fractions import Fraction

import pytest

from metricops.units import Number, plain, short, shown


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (560000, "usd", "$560,000"),
        (Decimal("-1234.56"), "usd", "-$1,235"),
        (Decimal("12.345"), "usd", "$12.35"),
        (Decimal("0.00"), "usd", "$0"),
        (1200, "CHF", "1,200 CHF"),
        (0.2083333, "%", "20.8%"),
        (Decimal("0.4005"), "%", "40.1%"),
        (Fraction(1, 3), "%", "33.3%"),
        (Decimal("-0.0001"), "%", "0.0%"),
        (2.405, "x", "2.41x"),
        (38.25, "days", "38.3 days"),
        (41, "deals", "41 deals"),
        (41, "count", "41"),
        (1234567, "", "1,234,567"),
        (0.125, "", "0.13"),
        (100, "", "100"),
        (10**37, "", f"{10**37:,}"),
        (None, "usd", "no data"),
        (float("nan"), "x", "no data"),
        (float("inf"), "x", "no data"),
    ],
)
def test_shown(value: Number | None, unit: str, text: str) -> None:
    assert shown(value, unit) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (560000, "$560k"),
        (1250000, "$1.25M"),
        (Decimal("-3900000"), "-$3.9M"),
        (2 * 10**9, "$2B"),
        (999, "$999"),
        (0, "$0"),
        (None, "no data"),
    ],
)
def test_short(value: Number | None, text: str) -> None:
    assert short(value) == text


def test_short_leaves_other_units_alone() -> None:
    assert short(5000, "deals") == "5,000 deals"


def test_a_column_whose_heading_says_the_unit_shows_the_number_only() -> None:
    assert plain(41, "deals") == "41"
    assert plain(38.24, "days") == "38.2"
    assert plain(0.5, "%") == "50.0%"
    assert plain(None, "deals") == "no data"


def test_no_number_is_too_wide() -> None:
    assert shown(1.7e308, "usd").startswith("$17")
