"""Windows and steps far away stay inside the calendar."""

from datetime import date

import pytest

from metricops.periods import Calendar, Grain, Window, WindowKind, parse_window, step, window_period
from metricops.periods.calendar import EARLIEST, LATEST


@pytest.mark.parametrize("text", ["101 years", "401q", "99999999999999999999w", "previous 36526 days", "next 5219w"])
def test_more_than_a_century_is_no_window(text: str) -> None:
    assert parse_window(text) is None


@pytest.mark.parametrize("text", ["100 years", "400q", "5218w", "36525d", "1200 months"])
def test_a_century_is_one(text: str) -> None:
    assert parse_window(text) is not None


@pytest.mark.parametrize("unit", [Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR])
def test_steps_end_with_the_calendar(unit: Grain) -> None:
    assert step(date(2026, 11, 15), 10**30, unit) == LATEST
    assert step(date(2026, 11, 15), -(10**30), unit) == EARLIEST


@pytest.mark.parametrize("kind", WindowKind)
@pytest.mark.parametrize("unit", [Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR])
@pytest.mark.parametrize("as_of", [date.min, date.max, date(9996, 2, 29)])
def test_windows_of_any_day_are_found(as_of: date, unit: Grain, kind: WindowKind) -> None:
    for starts in (1, 7):
        window_period(Window(100, unit, kind), as_of, Calendar(week_starts=6, fiscal_year_starts=starts))


def test_steps_inside_are_plain_arithmetic() -> None:
    assert step(date(2026, 3, 31), -1, Grain.MONTH) == date(2026, 2, 28)
    assert step(date(2026, 11, 15), -2, Grain.WEEK) == date(2026, 11, 1)
    assert step(date(2024, 2, 29), 1, Grain.YEAR) == date(2025, 2, 28)
