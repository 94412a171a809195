"""The grains of time and the parts of a date, in their order."""

from enum import StrEnum


class Grain(StrEnum):
    """A length of calendar time; members stand from fine to coarse."""

    NANOSECOND = "nanosecond"
    MICROSECOND = "microsecond"
    MILLISECOND = "millisecond"
    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def rank(self) -> int:
        """0 for the finest."""
        return _RANKS[self]

    @property
    def sub_daily(self) -> bool:
        """Finer than a day."""
        return self.rank < _RANKS[Grain.DAY]


_RANKS = {grain: rank for rank, grain in enumerate(Grain)}


class DatePart(StrEnum):
    """A number read off a date; `dow` is ISO, 1 is Monday."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    DAY = "day"
    DOY = "doy"
    DOW = "dow"

    @property
    def finest(self) -> Grain:
        """The coarsest grain of a column that still shows this part."""
        return _FINEST[self]


_FINEST = {
    DatePart.YEAR: Grain.YEAR,
    DatePart.QUARTER: Grain.QUARTER,
    DatePart.MONTH: Grain.MONTH,
    DatePart.DAY: Grain.DAY,
    DatePart.DOY: Grain.DAY,
    DatePart.DOW: Grain.DAY,
}
