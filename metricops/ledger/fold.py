"""What events add up to: pure functions over events in the order they were appended."""

from collections.abc import Collection, Iterable
from datetime import date

from metricops.ledger.events import Told

FINE = "ok"


def last_told(events: Iterable[Told]) -> dict[str, Told]:
    """What was told last of every fingerprint: of the latest day, and of one day the latest word."""
    last: dict[str, Told] = {}
    for event in events:
        known = last.get(event.fingerprint)
        if known is None or known.as_of <= event.as_of:
            last[event.fingerprint] = event
    return last


def first_seen(events: Iterable[Told]) -> dict[str, date]:
    """The earliest day on which every fingerprint was told as anything but fine."""
    first: dict[str, date] = {}
    for event in events:
        if event.status != FINE:
            first[event.fingerprint] = min(first.get(event.fingerprint, event.as_of), event.as_of)
    return first


def open_since(events: Iterable[Told], status: str, keeps: Collection[str] = ()) -> dict[str, date]:
    """For every fingerprint that was told with a status, the day since which it stands; a status in `keeps` does not
    end it, any other does. Of one day the latest word counts, whatever the order in which days were looked at."""
    days: dict[date, dict[str, str]] = {}
    for event in events:
        days.setdefault(event.as_of, {})[event.fingerprint] = event.status
    since: dict[str, date] = {}
    for day in sorted(days):
        for name, told in days[day].items():
            if told == status:
                since.setdefault(name, day)
            elif told not in keeps:
                since.pop(name, None)
    return since
