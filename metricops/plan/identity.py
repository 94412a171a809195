"""What a plan computes, as a fingerprint: the same for the same definition, whatever the days it is asked for."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from hashlib import sha256
from typing import Any

from metricops.expressions import ParsedFilter, ParsedSql
from metricops.manifest import SemanticModel, TimeSpine
from metricops.periods import Calendar, Period
from metricops.plan.plan import Plan
from metricops.source import Fragment, Span

LENGTH = 16
UNSAID = ("sources", "caveats", "calendar", "order", "limit")  # of a plan: they change no number, or are told apart
LEFT = object()


def definition(plan: Plan) -> str:
    """Sixteen hexadecimal digits that hang on the rows read, joins, filters, expressions and group-bys of a plan.

    They do not hang on the days asked for, on places in files, white space, descriptions or the calendar.
    """
    return _digest(_plain(plan))


def calendar_identity(calendar: Calendar) -> str:
    """Sixteen hexadecimal digits that hang on where weeks and fiscal years start and on the time zone."""
    return _digest(_plain(calendar))


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]


def _plain(value: Any) -> Any:
    """The value as JSON has it; LEFT for what says only where or when."""
    match value:
        case Span() | Period() | date():
            return LEFT
        case ParsedSql() | ParsedFilter():
            return _plain(value.fragment)
        case Fragment():
            return " ".join(value.text.split())
        case SemanticModel() | TimeSpine():
            return str(value.relation)
        case Enum():
            return value.value
        case Mapping():
            return {str(key): plain for key, item in value.items() if (plain := _plain(item)) is not LEFT}
        case tuple() | list():
            return [plain for item in value if (plain := _plain(item)) is not LEFT]
    if is_dataclass(value) and not isinstance(value, type):
        return {"": type(value).__name__} | _said(value)
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _said(value: Any) -> dict[str, Any]:
    """The fields that differ from their defaults, so that a field that is added later changes no fingerprint."""
    found = {}
    for field in fields(value):
        item = getattr(value, field.name)
        if (field.default is not MISSING and item == field.default) or (
            isinstance(value, Plan) and field.name in UNSAID
        ):
            continue
        plain = _plain(item)
        if plain is not LEFT and plain != []:
            found[field.name] = plain
    return found
