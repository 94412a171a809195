"""When cells stand: how long one is, which days they end on, and which of them holds a day."""

from collections.abc import Sequence
from datetime import date, timedelta

from metricops.evaluate.windows import DEFAULT, moved
from metricops.manifest import Threshold
from metricops.periods import Calendar, Grain, Window, WindowKind, window_period

UNITS = {unit.value: unit for unit in (Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR)}
DAYS_OF_A_WEEK = 7


def unit_of(window: Window, threshold: Threshold) -> Grain:
    """What a cell stands for when nobody says: the unit of the judged window; whole weeks of days count as weeks."""
    if window.kind in (WindowKind.TO_DATE, WindowKind.NEXT):
        return (threshold.every or DEFAULT).unit
    return Grain.WEEK if window.unit is Grain.DAY and window.n % DAYS_OF_A_WEEK == 0 else window.unit


def cell_days(as_of: date, unit: Grain, n: int, calendar: Calendar) -> tuple[date, ...]:
    """The last days of n cells, oldest first; the last one ends at or before `as_of`."""
    end = window_period(Window(1, unit), as_of, calendar).end
    return tuple(moved(end, i, unit) for i in reversed(range(n)))


def first_day(days: Sequence[date], unit: Grain) -> date:
    """The first day of the first cell."""
    return moved(days[0], 1, unit) + timedelta(days=1)


def cell_end(days: Sequence[date], unit: Grain, day: date) -> date | None:
    """The last day of the cell that holds a day; None when none does."""
    if not days or day < first_day(days, unit):
        return None
    return next((end for end in days if day <= end), None)
