"""Arguments of checks: written values become the types that their kind asks for."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from metricops.checks import Kind, ParameterType
from metricops.checks.row_conditions import sql_of
from metricops.definitions import Argument as Written
from metricops.definitions import Arguments
from metricops.manifest import Relation
from metricops.manifest.checks import Argument
from metricops.resolve.relations import Tables
from metricops.source import Fragment, Run, Span

NUMBER = re.compile(r"[-+]?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d{1,3})?")  # 0123 is text, as whoever wrote it sees it
LONGEST = 18  # digits of a number that is written in full
QUOTES = ("'", '"')
TYPED = (
    *(ParameterType.VALUE, ParameterType.VALUES, ParameterType.PAIRS, ParameterType.FLAG),
    *(ParameterType.NUMBER, ParameterType.NUMBERS, ParameterType.RANGES),
)
WHEN, ROW_CONDITION = "when", "row_condition"


@dataclass(slots=True)
class Given:
    """A check's own keys, sorted by what they are; `unread` is a condition on rows that says nothing known."""

    where: Fragment | None = None
    unread: Span | None = None
    expressions: dict[str, Fragment] = field(default_factory=dict)
    values: dict[str, Argument] = field(default_factory=dict)
    references: dict[str, Relation] = field(default_factory=dict)
    places: dict[str, tuple[Span, ...]] = field(default_factory=dict)


def given(
    pairs: tuple[tuple[Fragment, Written], ...],
    word: str,
    kind: Kind | None,
    tables: Tables,
    texts: Mapping[str, str],
) -> Given:
    """The keys of a check whose kind is written as `word`; a value on that word is the kind's first argument.

    `texts` are the files, in which a quoted number can be told from a plain one.
    """
    sorted_out = Given()
    for name, key, value in _flat(pairs, word, kind):
        parameter = kind.parameter(name) if kind else None
        type_ = parameter.type if parameter else None
        sorted_out.places[name] = tuple(_spans(value)) or (key.span,)
        if parameter is None and name in (WHEN, ROW_CONDITION) and isinstance(value, Fragment | Arguments):
            sorted_out.where = value if isinstance(value, Fragment) else condition(value, texts)
            sorted_out.unread = value.span if sorted_out.where is None else None
        elif isinstance(value, Fragment) and type_ is ParameterType.SQL:
            sorted_out.expressions[name] = value
        else:
            sorted_out.values[name] = _value(value, texts if type_ is None or type_ in TYPED else None)
        if isinstance(value, Fragment) and type_ is ParameterType.TABLE:
            sorted_out.references[name] = tables.named(value.text.strip())
    return sorted_out


def _flat(
    pairs: tuple[tuple[Fragment, Written], ...], word: str, kind: Kind | None
) -> Iterator[tuple[str, Fragment, Written]]:
    """Keys with their values; what stands on the kind's own word goes to its first argument, or its arguments."""
    for key, value in pairs:
        if kind is not None and key.text == kind.nested and isinstance(value, Arguments):
            yield from ((inner.text, inner, each) for inner, each in value.pairs)
        elif key.text != word or kind is None:
            yield key.text, key, value
        elif isinstance(value, Arguments):
            yield from ((inner.text, inner, each) for inner, each in value.pairs)
        elif isinstance(value, tuple) and len(kind.listed) in (1, len(value)):
            spread = (value,) if len(kind.listed) == 1 else value
            yield from ((name, key, item) for name, item in zip(kind.listed, spread, strict=True))
        else:
            yield _first(kind, pairs), key, value


def _first(kind: Kind, pairs: tuple[tuple[Fragment, Written], ...]) -> str:
    """`fresh: 1 day` says how old rows may be; any other kind begins with its column."""
    written = {key.text for key, _ in pairs}
    refresh = next((p for p in kind.arguments if p.type is ParameterType.REFRESH), None)
    if refresh and not written.intersection(refresh.names):
        return refresh.name
    return kind.arguments[0].name


def condition(written: Arguments, texts: Mapping[str, str]) -> Fragment | None:
    """A condition of Great Expectations as SQL whose every character stands where the condition does."""
    sql = sql_of(_plain(written, texts))
    return said_at(sql, written.span) if sql is not None else None


def said_at(sql: str, span: Span) -> Fragment:
    """SQL that says what the file says in another way at this place."""
    return Fragment(sql, span, tuple(Run(at, span.start, span.line, span.column) for at in range(len(sql) or 1)))


def _plain(value: Written, texts: Mapping[str, str]) -> Any:
    if isinstance(value, Arguments):
        return {key.text: _plain(item, texts) for key, item in value.pairs}
    return [_plain(item, texts) for item in value] if isinstance(value, tuple) else _value(value, texts)


def _value(value: Written, texts: Mapping[str, str] | None) -> Argument:
    """The value as written; where types matter, `texts` are given."""
    if isinstance(value, Fragment):
        return value.text.strip() if texts is None else _scalar(value, texts)
    if isinstance(value, tuple):
        return tuple(_value(item, texts) for item in value)
    if isinstance(value, Arguments):
        return tuple((key.text, _value(item, texts)) for key, item in value.pairs)
    return None


def _scalar(word: Fragment, texts: Mapping[str, str]) -> Argument:
    """A number or a truth value when it is written without quotes, else text."""
    text, file = word.text.strip(), texts.get(word.span.file, "")
    if file[max(word.span.start - 1, 0) : word.span.start] in QUOTES:
        return word.text
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    if NUMBER.fullmatch(text):
        return int(text) if text.lstrip("+-").isdigit() else _in_full(Decimal(text))
    return text


def _in_full(number: Decimal) -> Decimal:
    """The number with all its digits, where it is no longer than people read: 1e2 is 100."""
    return Decimal(f"{number:f}") if abs(number.adjusted()) < LONGEST else number


def _spans(value: Written) -> Iterator[Span]:
    if isinstance(value, Fragment | Arguments):
        yield value.span
    elif isinstance(value, tuple):
        for item in value:
            yield next(iter(_spans(item)), None) or Span("", 0, 0, 0, 0)
