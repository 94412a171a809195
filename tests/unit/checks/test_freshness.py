"""How old the newest row may be, as of the end of a day."""

from datetime import date, datetime

import pytest

from metricops.checks import deadline
from metricops.periods import Calendar

SUNDAY = date(2026, 11, 15)


def fresh(refresh: str, newest: str, calendar: Calendar = Calendar()) -> bool:
    found = deadline(refresh, SUNDAY, calendar)
    assert found is not None
    moment = datetime.fromisoformat(newest)
    return moment > found.moment or (found.included and moment == found.moment)


@pytest.mark.parametrize(
    ("refresh", "stale", "still_fresh"),
    [
        # the load of the 13th at 5:00 was the one due that day; the 14th's was missed, a whole day before the 15th's
        ("daily by 06:00", "2026-11-13 06:00", "2026-11-13 06:01"),
        ("daily by 6:00", "2026-11-13 05:00", "2026-11-14 05:00"),
        ("Daily  by 06:00", "2026-11-01", "2026-11-15 05:00"),
        ("daily", "2026-11-13 23:59", "2026-11-14"),
        ("hourly", "2026-11-15 21:59", "2026-11-15 22:00"),
        ("weekly by Monday 08:00", "2026-10-26 08:00", "2026-10-26 08:01"),
        ("weekly by mon", "2026-10-26 23:59", "2026-10-27"),
        ("weekly by 08:00", "2026-10-26 08:00", "2026-11-02"),
        ("weekly", "2026-11-01 23:59", "2026-11-02"),
        ("monthly by 3rd 07:00", "2026-09-03 07:00", "2026-09-03 07:01"),
        ("monthly by 20", "2026-08-20 23:59", "2026-08-21"),
        ("monthly", "2026-09-15 23:59", "2026-09-16"),
        ("24 hours", "2026-11-14 23:59", "2026-11-15"),
        ("36h", "2026-11-14 11:59", "2026-11-14 12:00"),
        ("1 day", "2026-11-14", "2026-11-15"),
        ("2 weeks", "2026-11-01 23:59", "2026-11-02"),
        ("90 minutes", "2026-11-15 22:29", "2026-11-15 22:30"),
    ],
)
def test_the_edge_of_staleness(refresh: str, stale: str, still_fresh: str) -> None:
    assert not fresh(refresh, stale)
    assert fresh(refresh, still_fresh)


def test_a_week_without_a_day_is_due_when_weeks_start() -> None:
    assert not fresh("weekly by 08:00", "2026-11-01 08:00", Calendar(week_starts=6))
    assert fresh("weekly by 08:00", "2026-11-01 08:01", Calendar(week_starts=6))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nightly",
        "daily by",
        "daily by six",
        "daily by 25:00",
        "daily by 06:60",
        "daily by Monday",
        "daily 06:00",
        "weekly by someday",
        "weekly by mo",
        "monthly by 31",
        "monthly by 0",
        "hourly by 06:00",
        "by 06:00",
        "24",
        "1 fortnight",
        "daily by 06:00 sharp",
    ],
)
def test_other_texts_are_no_refresh(text: str) -> None:
    assert deadline(text, SUNDAY, Calendar()) is None
