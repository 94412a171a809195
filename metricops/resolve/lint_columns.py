"""Policy on columns: a name that stands in several tables means one thing in all of them."""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from metricops.checks import KINDS
from metricops.diagnostics import Diagnostic, Related, warning
from metricops.manifest import Check, Dimension, Entity, Manifest, Relation, SemanticModel
from metricops.manifest.checks import Argument
from metricops.source import Span

ACCEPTED = "accepted"
Types = Mapping[Relation, Mapping[str, str]]  # of a table's columns, by name in lower case
FAMILIES = {
    "text": r"(VAR)?CHAR|TEXT|STRING|BPCHAR|UUID",
    "a number": r"U?(TINY|SMALL|BIG|HUGE)?INT|INTEGER|DECIMAL|NUMERIC|NUMBER|DOUBLE|FLOAT|REAL",
    "a time": r"DATE|TIME",
    "a truth value": r"BOOL",
}
Place = tuple[str, str, Span]  # what stands there in words, the table, and where that is written


def accepted_values(manifest: Manifest) -> Iterator[Diagnostic]:
    """W056: a column accepts other values in one table than in another."""
    seen: dict[str, tuple[frozenset[str], Check]] = {}
    for check in manifest.checks:
        column, values = _accepted(check)
        if not column:
            continue
        known, first = seen.setdefault(column, (values, check))
        if known != values and first.relation != check.relation:
            message = f'"{column}" accepts other values in "{check.on}" than in "{first.on}": {_apart(known, values)}'
            yield warning("W056", message, check.place("column"), "one list for both, or two names", _first(first))


def dimension_types(manifest: Manifest) -> Iterator[Diagnostic]:
    """W057: a column is a time in one model and a category in another."""
    if manifest.operating:
        yield from _unlike(manifest, _declared)


def column_types(manifest: Manifest, types: Types) -> Iterator[Diagnostic]:
    """W057: a column that models group or join by has another type in one table than in another."""

    def stored(model: SemanticModel, element: Dimension | Entity) -> str:
        return _family(types.get(model.relation, {}).get(element.expr.text.strip().lower(), ""))

    if manifest.operating:
        yield from _unlike(manifest, stored)


def _unlike(manifest: Manifest, said: Callable[[SemanticModel, Dimension | Entity], str]) -> Iterator[Diagnostic]:
    seen: dict[str, Place] = {}
    for model in manifest.models.values():
        elements: list[Dimension | Entity] = [*model.dimensions, *model.entities]
        for element in elements:
            name, what = element.expr.text.strip().lower(), said(model, element)
            if not what or not name.isidentifier():
                continue
            first = seen.setdefault(name, (what, model.name, element.span))
            if first[0] != what:
                message = f'"{name}" is {what} in "{model.name}" and {first[0]} in "{first[1]}"'
                hint = "one name, one type: what they hold cannot be compared"
                yield warning("W057", message, element.span, hint, Related("first", first[2]))


def _declared(model: SemanticModel, element: Dimension | Entity) -> str:
    """Entities say nothing of their type."""
    if not isinstance(element, Dimension):
        return ""
    return "a time" if element.is_time else "a category"


def _family(written: str) -> str:
    """A warehouse's type as people tell types apart; nothing for one that is not known."""
    return next((name for name, like in FAMILIES.items() if re.match(like, written.upper())), "")


def _accepted(check: Check) -> tuple[str, frozenset[str]]:
    """The column of a check on accepted values, with the values; no column for any other check."""
    kind = KINDS.get(check.kind)
    if kind is None or kind.name != ACCEPTED or check.where is not None:
        return "", frozenset()
    column, values = (p.value(check) for p in kind.arguments[:2])
    listed = values if isinstance(values, tuple) else (values,)
    return str(column).lower(), frozenset(_text(value) for value in listed if value is not None)


def _text(value: Argument) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _apart(known: frozenset[str], values: frozenset[str]) -> str:
    """Which values stand on one side only."""
    sides = (("also", values - known), ("not", known - values))
    return ", ".join(f"{word} {', '.join(map(repr, sorted(found)))}" for word, found in sides if found).replace(
        "'", '"'
    )


def _first(check: Check) -> Related:
    return Related("first", check.place("column"))
