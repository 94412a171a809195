"""Days, calendar periods and the calendar that says where weeks and fiscal years start."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from metricops.periods.grain import Grain

MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}
EARLIEST, LATEST = (
    date(5, 1, 1),
    date(9995, 12, 31),
)  # where stepping ends: no window or history leads out of the calendar


@dataclass(frozen=True, slots=True)
class Calendar:
    """Where weeks start (0 is Monday), which month opens the fiscal year, and the zone of a metric's day."""

    week_starts: int = 0
    fiscal_year_starts: int = 1
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of whole days, both ends included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days it holds."""
        return (self.end - self.start).days + 1

    def __str__(self) -> str:
        return self.start.isoformat() if self.days == 1 else f"{self.start} to {self.end}"


def floor(day: date, grain: Grain, calendar: Calendar = Calendar()) -> date:
    """The first day of the period of this grain that holds `day`; quarters and years are the fiscal ones."""
    if grain is Grain.WEEK:
        return step(day, -((day.weekday() - calendar.week_starts) % 7), Grain.DAY)
    if grain in MONTHS:
        moved = step(day.replace(day=1), 1 - calendar.fiscal_year_starts, Grain.MONTH)
        first = moved.replace(month=(moved.month - 1) // MONTHS[grain] * MONTHS[grain] + 1)
        return step(first, calendar.fiscal_year_starts - 1, Grain.MONTH)
    return day


def step(day: date, n: int, grain: Grain) -> date:
    """`day` moved by n units, within EARLIEST and LATEST; months and longer are clamped at the month's end."""
    if grain in MONTHS:
        months = day.year * 12 + day.month - 1 + n * MONTHS[grain]
        year, month = divmod(months, 12)
        if not EARLIEST.year <= year <= LATEST.year:
            return EARLIEST if n < 0 else LATEST
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    try:
        moved = day + timedelta(days=n * (7 if grain is Grain.WEEK else 1))
    except OverflowError:
        return EARLIEST if n < 0 else LATEST
    return min(max(moved, EARLIEST), LATEST)
