"""JSON text of any value: decimals with their own digits, ISO dates, keys in order, the same bytes every time."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from math import isfinite
from typing import Any

from metricops.periods import Window
from metricops.source import Fragment, Span

STEP = "  "
LONGEST = 18  # digits of a number that is written in full


def json_text(value: Any) -> str:
    """Indented JSON that ends with a line break; a list or object of plain values stands on one line."""
    return _written(simple(value), "") + "\n"


def json_line(value: Any) -> str:
    """The same on one line, without a line break."""
    return _flat(simple(value))


def simple(value: Any) -> Any:
    """A value made of dicts, lists, text, numbers and None; frozen values become objects of their fields."""
    match value:
        case None | bool() | str() | int() | float() | Decimal():
            return str(value) if isinstance(value, Enum) else value
        case Span() | Fragment() | Window() | timedelta():
            return str(value)
        case datetime() | date() | time():
            return value.isoformat()
        case Mapping():
            return {str(key): simple(item) for key, item in value.items()}
        case bytes():
            return value.hex()
        case set() | frozenset():
            return sorted((simple(item) for item in value), key=_flat)
        case Sequence():
            return [simple(item) for item in value]
    names = getattr(type(value), "model_fields", ())  # of a decoded entry
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value)]
    return {name: simple(getattr(value, name)) for name in names} if names else str(value)


def _written(value: Any, indent: str) -> str:
    children = list(value.values()) if isinstance(value, dict) else value
    if not isinstance(children, list) or not any(isinstance(child, dict | list) for child in children):
        return _flat(value)
    inside = indent + STEP
    if isinstance(value, dict):
        items = [f"{_text(key)}: {_written(item, inside)}" for key, item in value.items()]
        return "{\n" + ",\n".join(inside + item for item in items) + f"\n{indent}}}"
    return "[\n" + ",\n".join(inside + _written(item, inside) for item in value) + f"\n{indent}]"


def _flat(value: Any) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{_text(key)}: {_flat(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_flat, value)) + "]"
        case bool() | None:
            return json.dumps(value)
        case int() | float() | Decimal():
            return _number(value)
    return _text(value)


def _number(number: int | float | Decimal) -> str:
    if not (number.is_finite() if isinstance(number, Decimal) else isfinite(number)):
        return "null"
    if not isinstance(number, Decimal):
        return repr(number)
    exponent = number.as_tuple().exponent
    if number.adjusted() >= LONGEST and isinstance(exponent, int) and exponent > 0:
        return f"{number:e}"  # 1e30 as it was written, not thirty zeros that nobody counts
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
