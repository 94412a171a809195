"""Calendar truncation, stepping and date parts on datetimes; weeks start on Monday."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import lru_cache

GRAINS = ("microsecond", "millisecond", "second", "minute", "hour", "day", "week", "month", "quarter", "year")
PARTS = ("year", "quarter", "month", "day", "doy", "dow")
MONTHS = {"month": 1, "quarter": 3, "year": 12}
FIXED = {
    "microsecond": timedelta(microseconds=1),
    "millisecond": timedelta(milliseconds=1),
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}


def finer(a: str, b: str) -> bool:
    """Whether grain `a` is strictly finer than `b`."""
    return GRAINS.index(a) < GRAINS.index(b)


def moment(value: object) -> datetime | None:
    """A datetime from a datetime, a date, text or None."""
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    if isinstance(value, datetime) or value is None:
        return value
    assert isinstance(value, date)
    return datetime(value.year, value.month, value.day)


@lru_cache(maxsize=100_000)
def floor(t: datetime, grain: str) -> datetime:
    """The first instant of the calendar period of this grain that holds `t`."""
    midnight = t.replace(hour=0, minute=0, second=0, microsecond=0)
    match grain:
        case "microsecond":
            return t
        case "millisecond":
            return t.replace(microsecond=t.microsecond // 1000 * 1000)
        case "second":
            return t.replace(microsecond=0)
        case "minute":
            return t.replace(second=0, microsecond=0)
        case "hour":
            return t.replace(minute=0, second=0, microsecond=0)
        case "day":
            return midnight
        case "week":
            return midnight - timedelta(days=t.weekday())
        case "month":
            return midnight.replace(day=1)
        case "quarter":
            return midnight.replace(month=(t.month - 1) // 3 * 3 + 1, day=1)
        case "year":
            return midnight.replace(month=1, day=1)
    raise ValueError(grain)


def step(t: datetime, n: int, unit: str) -> datetime:
    """`t` moved by n units; months and longer keep the day of the month, clamped at the month's end."""
    if unit in FIXED:
        return t + n * FIXED[unit]
    months = t.year * 12 + t.month - 1 + n * MONTHS[unit]
    year, month = months // 12, months % 12 + 1
    return t.replace(year=year, month=month, day=min(t.day, monthrange(year, month)[1]))


def part(t: datetime, name: str) -> int:
    """A date part; `dow` is ISO (1 = Monday)."""
    match name:
        case "year":
            return t.year
        case "quarter":
            return (t.month - 1) // 3 + 1
        case "month":
            return t.month
        case "day":
            return t.day
        case "doy":
            return (t - t.replace(month=1, day=1)).days + 1
        case "dow":
            return t.isoweekday()
    raise ValueError(name)
