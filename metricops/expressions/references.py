"""Object references such as `TimeDimension('metric_time', 'month')`: read as syntax, never run."""

import ast
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NoReturn

from metricops.diagnostics import Diagnostic, did_you_mean, error
from metricops.errors import QueryError
from metricops.periods import DatePart
from metricops.source import Fragment, Span

PARTS = frozenset(p.value for p in DatePart)
OBJECT = re.compile(r"\s*[A-Za-z_]\w*\s*\(")
EXAMPLE = "a template holds one call, such as Dimension('order__status')"
BUILDERS = "only Dimension, TimeDimension, Entity and Metric can be called"


class ReferenceKind(StrEnum):
    """The builders that exist."""

    DIMENSION = "Dimension"
    TIME = "TimeDimension"
    ENTITY = "Entity"
    METRIC = "Metric"


ARGUMENTS: dict[ReferenceKind, tuple[str, ...]] = {  # in the order in which they may stand without a name
    ReferenceKind.DIMENSION: ("name", "entity_path"),
    ReferenceKind.TIME: ("name", "grain", "entity_path"),
    ReferenceKind.ENTITY: ("name", "entity_path"),
    ReferenceKind.METRIC: ("name", "group_by"),
}
METHODS = ("grain", "date_part", "descending")
SPELLINGS = {
    **{name: name for name in ("name", "entity_path", "group_by", *METHODS)},
    **dict.fromkeys(("time_dimension_name", "entity_name", "metric_name"), "name"),
    **dict.fromkeys(("time_granularity", "time_granularity_name"), "grain"),
    "date_part_name": "date_part",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """Something a template or a group-by names, still by name.

    `span` is the name's place, `grain_span` that of a grain or a date part given apart from it, and `group_spans`
    those of the names in `group_by`.
    """

    kind: ReferenceKind
    name: str
    span: Span
    grain: str | None = None
    date_part: DatePart | None = None
    entity_path: tuple[str, ...] = ()
    group_by: tuple[str, ...] = ()
    descending: bool = False
    grain_span: Span | None = None
    group_spans: tuple[Span, ...] = ()


def is_object(text: str) -> bool:
    """Whether a text is written as a call rather than as a plain name."""
    return bool(OBJECT.match(text))


def parse_reference(text: str, fragment: Fragment, at: int = 0) -> Reference:
    """Read one builder call with its methods; `at` is where `text` stands in the fragment.

    Raises QueryError for anything that is not one of the builders with literal arguments.
    """
    called, start = text.strip(), at + len(text) - len(text.lstrip())
    try:
        return _Reader(fragment, start, called).read(ast.parse(called, mode="eval").body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        _refuse("this is not a call that can be read", fragment.at(start, start + len(called)), EXAMPLE)


@dataclass(frozen=True, slots=True)
class _Reader:
    fragment: Fragment
    start: int
    text: str

    def read(self, node: ast.expr) -> Reference:
        if not isinstance(node, ast.Call):
            _refuse("this is not a call", self.span(node), EXAMPLE)
        if isinstance(node.func, ast.Attribute):
            return self.method(self.read(node.func.value), node.func, node)
        if not isinstance(node.func, ast.Name) or node.func.id not in set(ReferenceKind):
            self.unknown(node)
        return self.builder(ReferenceKind(node.func.id), node)

    def unknown(self, node: ast.Call) -> NoReturn:
        name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
        hint = did_you_mean(name, ReferenceKind)
        for kind in ReferenceKind:
            hint = hint.replace(f'"{kind.lower()}"', f'"{kind}"')
        raise QueryError((error("P013", f'"{name}" cannot be called here', self.span(node.func), hint or BUILDERS),))

    def builder(self, kind: ReferenceKind, node: ast.Call) -> Reference:
        given = self.arguments(kind, node)
        named = given.pop("name", None)
        name = self.literal(named) if named else None
        if named is None or not isinstance(name, str):
            _refuse(f"{kind} needs a name in quotes", self.span(named or node), EXAMPLE)
        made = Reference(kind, name.strip().lower(), self.span(named))
        for key, value in given.items():
            made = self.put(made, key, value)
        return made

    def method(self, made: Reference, named: ast.Attribute, node: ast.Call) -> Reference:
        last = self.offset(*_end(named))
        name = self.place(last - len(named.attr), last)
        if named.attr not in METHODS:
            hint = did_you_mean(named.attr, METHODS) or ".grain, .date_part and .descending are"
            _refuse(f'".{named.attr}" is not known here', name, hint)
        if len(node.args) != 1 or node.keywords:
            _refuse(f'".{named.attr}" takes one value', name)
        return self.put(made, named.attr, node.args[0])

    def arguments(self, kind: ReferenceKind, node: ast.Call) -> dict[str, ast.expr]:
        positional = ARGUMENTS[kind]
        if len(node.args) > len(positional):
            _refuse(f"{kind} takes {' and '.join(positional)}", self.span(node.args[len(positional)]))
        given = dict(zip(positional, node.args, strict=False))
        for keyword in node.keywords:
            word = keyword.arg or "**"
            if word not in SPELLINGS:
                hint = did_you_mean(word, SPELLINGS) or f"{kind} takes {' and '.join(positional)}"
                _refuse(f'argument "{word}" is not known here', self.word(keyword, word), hint)
            given[SPELLINGS[word]] = keyword.value
        return given

    def put(self, made: Reference, key: str, node: ast.expr) -> Reference:
        value, span = self.literal(node), self.span(node)
        if key == "descending" and isinstance(value, bool):
            return replace(made, descending=value)
        if key in ("entity_path", "group_by"):
            items, spans = self.names(key, value, node)
            return replace(made, entity_path=items) if key == "entity_path" else _grouped(made, items, spans)
        if not isinstance(value, str):
            _refuse(f"{key} needs {'True or False' if key == 'descending' else 'a text in quotes'}", span)
        if key == "date_part":
            return replace(made, date_part=date_part(value, span), grain_span=span)
        return replace(made, grain=value.strip().lower(), grain_span=span)

    def names(self, key: str, value: object, node: ast.expr) -> tuple[tuple[str, ...], tuple[Span, ...]]:
        """The names of a list, or of one text, with their places."""
        nodes = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
        items = value if isinstance(value, list | tuple) else [value]
        for item, where in zip(items, nodes, strict=True):
            if not isinstance(item, str):
                _refuse(f"{key} needs names in quotes", self.span(where))
        return tuple(str(item).strip().lower() for item in items), tuple(self.span(one) for one in nodes)

    def literal(self, node: ast.expr) -> object:
        try:
            return ast.literal_eval(node)
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            _refuse("only texts in quotes and lists of them can be given here", self.span(node))

    def span(self, node: ast.expr) -> Span:
        """A node's place in the file."""
        return self.place(self.offset(node.lineno, node.col_offset), self.offset(*_end(node)))

    def word(self, node: ast.keyword, word: str) -> Span:
        """The place of an argument's name."""
        first = self.offset(node.lineno, node.col_offset)
        return self.place(first, first + len(word))

    def place(self, first: int, last: int) -> Span:
        return self.fragment.at(self.start + first, self.start + last)

    def offset(self, line: int, column: int) -> int:
        """Where a line's column is in the text; `ast` counts columns in bytes."""
        lines = self.text.split("\n")
        return sum(len(one) + 1 for one in lines[: line - 1]) + len(lines[line - 1].encode()[:column].decode())


def date_part(text: str, span: Span) -> DatePart:
    """The date part of this name; raises QueryError for any other."""
    word = text.strip().lower()
    if word not in PARTS:
        raise QueryError((no_date_part(text, span),))
    return DatePart(word)


def no_date_part(text: str, span: Span) -> Diagnostic:
    """The fault of a word that is no date part."""
    return error("P014", f'"{text}" is not a date part', span, f"date parts are {', '.join(DatePart)} (1 is Monday)")


def _end(node: ast.expr) -> tuple[int, int]:
    return node.end_lineno or node.lineno, node.end_col_offset or node.col_offset + 1


def _grouped(made: Reference, names: tuple[str, ...], spans: tuple[Span, ...]) -> Reference:
    return replace(made, group_by=names, group_spans=spans)


def _refuse(message: str, span: Span, hint: str = "") -> NoReturn:
    raise QueryError((error("P012", message, span, hint),))
