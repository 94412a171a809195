"""What events add up to: pure functions over events in the order they were appended."""

from collections.abc import Iterable
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
