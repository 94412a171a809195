"""Freshness: what a refresh such as `daily by 06:00` asks of the newest row, as of a day.

As of a day means at its end. A refresh is due at its hour; without a load since the hour before, it was missed, and
the table is stale one whole period later. A plain age (`24 hours`) is measured from the end of the day.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from metricops.periods import Calendar, Grain, step

AGE = re.compile(r"(\d{1,5}) ?(minute|min|hour|h|day|d|week|w)s?")
HOUR = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
DAY_OF_MONTH = re.compile(r"([1-9]|1\d|2[0-8])(st|nd|rd|th)?")
PERIODS = {"hourly": Grain.HOUR, "daily": Grain.DAY, "weekly": Grain.WEEK, "monthly": Grain.MONTH}
AGES = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ONE_DAY = timedelta(days=1)
LENGTHS = {Grain.HOUR: timedelta(hours=1), Grain.DAY: ONE_DAY, Grain.WEEK: timedelta(weeks=1)}


@dataclass(frozen=True, slots=True)
class Deadline:
    """The newest row must be later than `moment`, or of that very moment where it is `included`."""

    moment: datetime
    included: bool


@dataclass(frozen=True, slots=True)
class _Refresh:
    period: Grain
    day: int | None = None  # of the week, Monday 0, or of the month; any when none
    hour: time | None = None  # the end of the day when none


def deadline(refresh: str, as_of: date, calendar: Calendar) -> Deadline | None:
    """What is asked of the newest row at the end of `as_of`; None when the text is no refresh."""
    text, end = " ".join(refresh.lower().split()), datetime.combine(as_of + ONE_DAY, time())
    age = AGE.fullmatch(text)
    if age:
        return Deadline(end - int(age[1]) * AGES[age[2][0]], included=True)
    plan = _refresh(text.split(), calendar)
    if plan is None:
        return None
    return Deadline(_back(_back(_last_due(plan, end), plan.period), plan.period), included=plan.hour is None)


def _refresh(words: list[str], calendar: Calendar) -> _Refresh | None:
    period, by, *rest = (*words, "", "")
    written = [word for word in rest if word]
    if period not in PERIODS or by not in ("", "by") or bool(written) != (by == "by"):
        return None
    plan = _Refresh(PERIODS[period])
    if plan.period is Grain.HOUR:
        return None if written else plan
    if written and HOUR.fullmatch(written[-1]):
        plan = replace(plan, hour=time.fromisoformat(written.pop().zfill(5)))
    if not written:
        return replace(plan, day=_first_day(plan, calendar))
    day = _day(plan.period, written[0]) if len(written) == 1 else None
    return None if day is None else replace(plan, day=day)


def _first_day(plan: _Refresh, calendar: Calendar) -> int | None:
    if plan.hour is None or plan.period is Grain.DAY:
        return None
    return 1 if plan.period is Grain.MONTH else calendar.week_starts


def _day(period: Grain, word: str) -> int | None:
    if period is Grain.WEEK:
        return next((n for n, name in enumerate(WEEKDAYS) if name.startswith(word) and len(word) > 2), None)
    of_month = DAY_OF_MONTH.fullmatch(word) if period is Grain.MONTH else None
    return int(of_month[1]) if of_month else None


def _last_due(plan: _Refresh, end: datetime) -> datetime:
    """The last moment at or before the end of the day at which the refresh was due."""
    day = (end - ONE_DAY).date()
    if plan.period is Grain.WEEK and plan.day is not None:
        day -= timedelta(days=(day.weekday() - plan.day) % 7)
    if plan.period is Grain.MONTH and plan.day is not None:
        day = (day if day.day >= plan.day else step(day, -1, Grain.MONTH)).replace(day=plan.day)
    return datetime.combine(day, plan.hour) if plan.hour else datetime.combine(day + ONE_DAY, time())


def _back(moment: datetime, period: Grain) -> datetime:
    if period is Grain.MONTH:
        return datetime.combine(step(moment.date(), -1, period), moment.time())
    return moment - LENGTHS[period]
