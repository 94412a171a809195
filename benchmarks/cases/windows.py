"""Periods of the as-of cases, and the scan that they are held to: one SUM by segment over the same rows."""

from collections.abc import Sequence
from datetime import date, timedelta

from benchmarks.facts import DAYS, LAST_DAY
from metricops.periods import Period


def ending(day: date, days: int) -> Period:
    """So many days that end with a day."""
    return Period(day - timedelta(days=days - 1), day)


def last_days(*lengths: int) -> tuple[Period, ...]:
    """The windows of these lengths that end with the last day."""
    return tuple(ending(LAST_DAY, days) for days in lengths)


WHOLE = last_days(28, 91, 365, DAYS)
"""The longest holds every row."""
BASELINES = (
    ending(LAST_DAY, 28),
    ending(LAST_DAY - timedelta(days=28), 28),
    ending(LAST_DAY, 91),
    ending(LAST_DAY - timedelta(days=365), 28),
)
"""Four weeks, the four before, a quarter, and the four weeks of last year."""


def scan_of(periods: Sequence[Period]) -> str:
    """The practical floor: the rows of the periods, read once."""
    inside = " OR ".join(f"happened_on BETWEEN '{p.start}' AND '{p.end}'" for p in periods)
    return f"SELECT segment, SUM(amount) AS sales FROM facts WHERE {inside} GROUP BY 1"
