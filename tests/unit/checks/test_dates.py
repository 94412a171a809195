"""Dates by name in the SQL of checks."""

from datetime import date

import pytest
from sqlglot import parse_one

from metricops.checks.dates import NAMES, AsOf, dated
from metricops.periods import Calendar

SUNDAY = date(2026, 11, 15)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("today", "2026-11-15"),
        ("as_of", "2026-11-15"),
        ("week_start", "2026-11-09"),
        ("week_end", "2026-11-15"),
        ("month_start", "2026-11-01"),
        ("month_end", "2026-11-30"),
        ("quarter_start", "2026-10-01"),
        ("quarter_end", "2026-12-31"),
        ("year_start", "2026-01-01"),
        ("year_end", "2026-12-31"),
    ],
)
def test_a_name_stands_for_a_day(name: str, day: str) -> None:
    assert AsOf(SUNDAY).day_of(name) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("starts", "quarter", "year"),
    [
        (2, ("2026-11-01", "2027-01-31"), ("2026-02-01", "2027-01-31")),
        (7, ("2026-10-01", "2026-12-31"), ("2026-07-01", "2027-06-30")),
        (12, ("2026-09-01", "2026-11-30"), ("2025-12-01", "2026-11-30")),
    ],
)
def test_quarters_and_years_are_fiscal(starts: int, quarter: tuple[str, str], year: tuple[str, str]) -> None:
    as_of = AsOf(SUNDAY, Calendar(fiscal_year_starts=starts))
    found = [as_of.day_of(name).isoformat() for name in ("quarter_start", "quarter_end", "year_start", "year_end")]
    assert found == [*quarter, *year]
    assert as_of.day_of("month_start") == date(2026, 11, 1)


def test_weeks_start_where_the_calendar_says() -> None:
    assert AsOf(SUNDAY, Calendar(week_starts=6)).day_of("week_start") == SUNDAY


def test_the_last_day_of_a_long_month_keeps_its_quarter() -> None:
    assert AsOf(date(2027, 1, 31), Calendar(fiscal_year_starts=2)).day_of("quarter_end") == date(2027, 1, 31)


@pytest.mark.parametrize(
    ("sql", "shown"),
    [
        ("close_date <= today", "close_date <= CAST('2026-11-15' AS DATE)"),
        ("d = AS_OF + 90", "d = CAST('2027-02-13' AS DATE)"),
        ("d = today - 15 + 1", "d = CAST('2026-11-01' AS DATE)"),
        ("d = date '2026-12-31' + 1", "d = CAST('2027-01-01' AS DATE)"),
        ("today", "CAST('2026-11-15' AS DATE)"),
        ('"today" = 1', '"today" = 1'),
        ("t.today = 1", "t.today = 1"),
        ("d = due - 90", "d = due - 90"),
        ("d = today + 999999999", "d = CAST('2026-11-15' AS DATE) + 999999999"),
        ("d = date 'no day' + 1", "d = CAST('no day' AS DATE) + 1"),
    ],
)
def test_names_become_typed_dates_and_whole_days_are_added(sql: str, shown: str) -> None:
    tree = parse_one(sql, dialect="duckdb")
    assert dated(tree, AsOf(SUNDAY)).sql("duckdb") == shown
    assert tree.sql("duckdb") == parse_one(sql, dialect="duckdb").sql("duckdb"), "the tree given is not changed"


def test_every_name_is_a_day() -> None:
    assert all(AsOf(SUNDAY).day_of(name) for name in NAMES)
