"""Events as rows of the ledger's table and back; exact decimals stay exact."""

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from metricops.ledger.events import Event, Listed, Notified, Observed, Run, Told
from metricops.periods import Period

KINDS: dict[str, type[Event]] = {"run": Run, "observed": Observed, "told": Told, "listed": Listed, "notified": Notified}
NAMES = {kind: name for name, kind in KINDS.items()}
COLUMNS = ("run", "at", "as_of")
"""The facts that every event has; they have columns of their own."""

Row = tuple[str, str, str, str, str, str]


def row(event: Event) -> Row:
    """The event as (kind, subject, run, at, as_of, everything else as JSON)."""
    body = {f.name: _plain(getattr(event, f.name)) for f in fields(event) if f.name not in COLUMNS}
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return NAMES[type(event)], subject(event), event.run, event.at.isoformat(), event.as_of.isoformat(), text


def subject(event: Event) -> str:
    """What an event is about, which it can be found by."""
    match event:
        case Told():
            return event.fingerprint
        case Observed():
            return event.metric
        case Run():
            return event.run
        case Listed():
            return event.check
        case Notified():
            return event.change


def event(found: Sequence[str]) -> Event:
    """The event that a row holds."""
    kind, _, run, at, as_of, text = found
    body = {name: _value(name, value) for name, value in json.loads(text).items()}
    return KINDS[kind](run=run, at=datetime.fromisoformat(at), as_of=date.fromisoformat(as_of), **body)


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return {"decimal": str(value)}
        case Period():
            return [value.start.isoformat(), value.end.isoformat()]
    return value


def _value(name: str, value: Any) -> Any:
    match name, value:
        case "period", [start, end]:
            return Period(date.fromisoformat(start), date.fromisoformat(end))
        case "segment", list():
            return tuple((dimension, key) for dimension, key in value)
        case "columns", list():
            return tuple(value)
        case "records", list():
            return tuple(map(tuple, value))
        case _, {"decimal": digits}:
            return Decimal(digits)
    return value
