"""Windows: how many units a number looks at, and which days that is as of a date."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from metricops.periods.calendar import Calendar, Period, floor, step
from metricops.periods.grain import Grain

ONE_DAY = timedelta(days=1)
UNITS = {"d": Grain.DAY, "w": Grain.WEEK, "m": Grain.MONTH, "q": Grain.QUARTER, "y": Grain.YEAR}
UNITS |= {g.value: g for g in (Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR)}
TO_DATE = {"wtd": Grain.WEEK, "mtd": Grain.MONTH, "qtd": Grain.QUARTER, "ytd": Grain.YEAR}
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
LONGEST = {Grain.DAY: 36525, Grain.WEEK: 5218, Grain.MONTH: 1200, Grain.QUARTER: 400, Grain.YEAR: 100}
FORM = re.compile(r"(?:(next|previous|trailing|last)\s+)?(\d+|[a-z]+)?\s*([a-z]+)", re.IGNORECASE)


class WindowKind(StrEnum):
    """How a window hangs on its as-of date."""

    CLOSED = "closed"  # the last n complete units
    TO_DATE = "to_date"  # from the start of the unit through as-of
    NEXT = "next"  # the n units after as-of
    PREVIOUS = "previous"  # the n units before the closed window of the same size


@dataclass(frozen=True, slots=True)
class Window:
    """`n` units of calendar time; for `to_date` the unit says where it starts."""

    n: int
    unit: Grain
    kind: WindowKind = WindowKind.CLOSED

    def __str__(self) -> str:
        if self.kind is WindowKind.TO_DATE:
            return f"{self.unit.value} to date"
        prefix = "" if self.kind is WindowKind.CLOSED else f"{self.kind.value} "
        return f"{prefix}{self.n} {self.unit.value}{'s' if self.n != 1 else ''}"

    @property
    def is_too_long(self) -> bool:
        """Whether it is longer than a century, which is a slip and could leave the calendar."""
        return self.n > LONGEST[self.unit]


def parse_window(text: str) -> Window | None:
    """`28d`, `4w`, `3 months`, `1 quarter`, `mtd`, `next 60 days`, `previous 4w`; None when it is none of these.

    Nor is a window that is too long.
    """
    window = spelled_window(text)
    return None if window is None or window.is_too_long else window


def spelled_window(text: str) -> Window | None:
    """The window that a text spells, however long; None when it spells none."""
    word = text.strip().lower()
    if word in TO_DATE:
        return Window(1, TO_DATE[word], WindowKind.TO_DATE)
    match = FORM.fullmatch(word)
    if not match:
        return None
    unit, n = _unit(match[3]), _count(match[2])
    if unit is None or n <= 0:
        return None
    return Window(n, unit, _KINDS.get(match[1] or "", WindowKind.CLOSED))


def window_period(window: Window, as_of: date, calendar: Calendar) -> Period:
    """The days of a window as of a date; a closed one ends with the last complete unit at or before it."""
    match window.kind:
        case WindowKind.TO_DATE:
            return Period(floor(as_of, window.unit, calendar), as_of)
        case WindowKind.NEXT:
            return Period(step(as_of, 1, Grain.DAY), step(as_of, window.n, window.unit))
        case WindowKind.PREVIOUS:
            closed = window_period(Window(window.n, window.unit), as_of, calendar)
            return before(closed, window.n, window.unit)
    end = floor(step(as_of, 1, Grain.DAY), window.unit, calendar)  # the first day after the last whole unit
    return Period(step(end, -window.n, window.unit), end - ONE_DAY)


def before(period: Period, n: int, unit: Grain) -> Period:
    """The n units that end where `period` starts."""
    return Period(step(period.start, -n, unit), period.start - ONE_DAY)


def steps_back(period: Period, window: Window, n: int, unit: Grain) -> Period:
    """The same window as it stood n `unit`s earlier."""
    start = step(period.start, -n, unit)
    if window.kind is WindowKind.TO_DATE:
        return Period(start, step(period.end, -n, unit))
    return Period(start, step(start, window.n, window.unit) - ONE_DAY)


_KINDS = {"next": WindowKind.NEXT, "previous": WindowKind.PREVIOUS}


def _unit(word: str) -> Grain | None:
    return UNITS.get(word) or UNITS.get(word.removesuffix("s"))


def _count(word: str | None) -> int:
    if word is None:
        return 1
    if word.isdigit():
        return int(word)
    return NUMBERS.index(word) + 1 if word in NUMBERS else 0
