"""The dates the demo is built around: its as-of, its weeks, its nights and its fiscal quarters."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

DEMO_AS_OF = date(2026, 11, 15)  # a Sunday: the last complete week is Monday 2026-11-09 to this day
HISTORY_WEEKS = 79  # eighteen months of closed deals
SNAPSHOT_NIGHTS = 210  # 30 weeks: 26 judged weeks, and room before them
LOADED_AT = datetime(2026, 11, 15, 22, 30)

FIRST_MONDAY = DEMO_AS_OF - timedelta(days=7 * HISTORY_WEEKS - 1)
FIRST_NIGHT = DEMO_AS_OF - timedelta(days=SNAPSHOT_NIGHTS - 1)


def stream(name: str) -> random.Random:
    """A random stream of its own for one group of tables, so that a change in one leaves the others as they were."""
    return random.Random(f"metricops demo: {name}")


def mondays(weeks_after: int = 0) -> list[date]:
    """The Mondays of the history, and of `weeks_after` weeks beyond the as-of date."""
    return [FIRST_MONDAY + timedelta(weeks=week) for week in range(HISTORY_WEEKS + weeks_after)]


def nights() -> list[date]:
    """The nights on which the CRM was copied, oldest first."""
    return [FIRST_NIGHT + timedelta(days=night) for night in range(SNAPSHOT_NIGHTS)]


def quarter(day: date) -> int:
    """The number of the fiscal quarter of a day; the next quarter is one more. The fiscal year is the calendar year."""
    return day.year * 4 + (day.month - 1) // 3


def quarter_start(number: int) -> date:
    return date(number // 4, number % 4 * 3 + 1, 1)


def quarter_end(number: int) -> date:
    return quarter_start(number + 1) - timedelta(days=1)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute))
