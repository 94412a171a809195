"""Faults of a check as a whole: its kind, its arguments, the SQL in them. All of them at once, none of them raised."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from metricops.checks.dates import AsOf
from metricops.checks.kind import Kind
from metricops.checks.kinds import KINDS
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.vetting import vetted
from metricops.diagnostics import Diagnostic, did_you_mean, error
from metricops.errors import QueryError
from metricops.manifest import Check
from metricops.manifest.checks import Argument

ANY_DAY = AsOf(date(2000, 1, 1))  # faults are the same on every day
ONE_NAME = (ParameterType.COLUMN, ParameterType.TEXT, ParameterType.TABLE, ParameterType.KEY, ParameterType.REFRESH)
OF_EVERY_CHECK = ("mostly", "row_condition", "severity", "meta", "where", "when")
NEEDS = {
    ParameterType.COLUMNS: "one or more column names",
    ParameterType.VALUE: "a number or a text",
    ParameterType.VALUES: "a list of at least one value",
    ParameterType.PAIRS: "a list of pairs such as [a, b]",
    ParameterType.NUMBER: "a number",
    ParameterType.NUMBERS: "a list of numbers",
    ParameterType.RANGES: "a list of ranges such as [0, 10]",
    ParameterType.TEXTS: "one or more texts",
    ParameterType.FLAG: "true or false",
    **dict.fromkeys(ONE_NAME, "a text"),
}


def faults(check: Check) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with the check as written, without looking at the warehouse."""
    kind = KINDS.get(check.kind)
    if kind is None:
        hint = did_you_mean(check.kind, KINDS)
        return (error("Q104", f'"{check.kind}" is not a check kind', check.place("kind"), hint),)
    found = (*_misnamed(check, kind), *_missing(check, kind), *_mistyped(check, kind), *_unreadable(check))
    return found or tuple(_impossible(check, kind))


def _misnamed(check: Check, kind: Kind) -> Iterator[Diagnostic]:
    known = tuple(name for parameter in kind.arguments for name in parameter.names)
    seen: set[str] = set()
    for name, _ in (*check.arguments, *check.expressions):
        parameter = kind.parameter(name)
        if parameter is None:
            hint = (
                did_you_mean(name, (*known, *OF_EVERY_CHECK)) or f"it takes {', '.join(p.name for p in kind.arguments)}"
            )
            yield error("Q105", f'"{name}" is not an argument of "{check.kind}"', check.place(name), hint)
        elif parameter.name in seen:
            yield error("Q105", f'"{name}" is another word for an argument already given', check.place(name))
        else:
            seen.add(parameter.name)


def _missing(check: Check, kind: Kind) -> Iterator[Diagnostic]:
    given = dict((*check.arguments, *check.expressions))
    for parameter in kind.arguments:
        if not parameter.required or any(given.get(name) is not None for name in parameter.names):
            continue
        empty = next((name for name in parameter.names if name in given), None)
        if empty is not None:
            yield error("Q106", f'"{empty}" of check "{check.name}" is empty', check.place(empty), parameter.about)
        else:
            message = f'check "{check.name}" of the kind "{check.kind}" needs "{parameter.name}"'
            yield error("Q106", message, check.span, parameter.about)


def _mistyped(check: Check, kind: Kind) -> Iterator[Diagnostic]:
    for name, value in check.arguments:
        parameter = kind.parameter(name)
        if parameter and value is not None and not _fits(parameter, value):
            needed = NEEDS.get(parameter.type) or "one of " + ", ".join(parameter.choices)
            yield error("Q107", f'"{name}" is "{_shown(value)}": {needed} is needed', check.place(name))


def _fits(parameter: Parameter, value: Argument) -> bool:
    match parameter.type:
        case ParameterType.COLUMNS | ParameterType.TEXTS:
            return bool(value) and all(_is_text(item) for item in _items(value))
        case ParameterType.VALUES:
            members = [item for item in _items(value) if item is not None]
            return bool(members) and not any(isinstance(item, tuple) for item in members)
        case ParameterType.VALUE:
            return isinstance(value, bool | int | Decimal) or _is_text(value)
        case ParameterType.PAIRS:
            return bool(value) and all(_is_pair(item) for item in _items(value))
        case ParameterType.NUMBER:
            return _is_number(value)
        case ParameterType.NUMBERS:
            return bool(value) and all(_is_number(item) for item in _items(value))
        case ParameterType.RANGES:
            return bool(value) and all(_is_pair(item, _is_number) for item in _items(value))
        case ParameterType.FLAG:
            return isinstance(value, bool)
        case ParameterType.CHOICE:
            return value in parameter.choices
        case ParameterType.SQL:
            return False
    return _is_text(value)


def _items(value: Argument) -> tuple[Argument, ...]:
    return value if isinstance(value, tuple) else (value,)


def _is_pair(value: Argument, is_end: Callable[[Argument], bool] = lambda _: True) -> bool:
    """Two values, of which either may be missing."""
    return isinstance(value, tuple) and len(value) == 2 and all(item is None or is_end(item) for item in value)


def _is_number(value: Argument) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _is_text(value: Argument) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _unreadable(check: Check) -> Iterator[Diagnostic]:
    fragments = (check.where, *(fragment for _, fragment in check.expressions))
    for fragment in fragments:
        try:
            if fragment is not None:
                vetted(fragment)
        except QueryError as fault:
            yield from fault.diagnostics


def _impossible(check: Check, kind: Kind) -> Iterator[Diagnostic]:
    wrong = kind.impossible(kind.given(check, ANY_DAY))
    if wrong:
        parameter = kind.parameter(wrong[0])
        name = parameter.spelling(check) if parameter else wrong[0]
        yield error("Q107", wrong[1], check.place(name))


def _shown(value: Argument) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
