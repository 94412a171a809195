"""Object references such as `TimeDimension('metric_time', 'month')`: read as syntax, never run."""

import ast
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NoReturn

from metricops.diagnostics import did_you_mean, error
from metricops.errors import QueryError
from metricops.periods import DatePart
from metricops.source import Fragment, Span

PARTS = frozenset(p.value for p in DatePart)
OBJECT = re.compile(r"\s*[A-Za-z_]\w*\s*\(")


class ReferenceKind(StrEnum):
    """The builders that exist."""

    DIMENSION = "Dimension"
    TIME = "TimeDimension"
    ENTITY = "Entity"
    METRIC = "Metric"


@dataclass(frozen=True, slots=True)
class Reference:
    """Something a template or a group-by names, still by name; `span` is the name's place."""

    kind: ReferenceKind
    name: str
    span: Span
    grain: str | None = None
    date_part: DatePart | None = None
    entity_path: tuple[str, ...] = ()
    group_by: tuple[str, ...] = ()
    descending: bool = False


def is_object(text: str) -> bool:
    """Whether a text is written as a call rather than as a plain name."""
    return bool(OBJECT.match(text))


def parse_reference(text: str, fragment: Fragment, at: int = 0) -> Reference:
    """Read one builder call with its methods; `at` is where `text` stands in the fragment.

    Raises QueryError for anything that is not one of the builders with literal arguments.
    """
    lead = len(text) - len(text.lstrip())
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        _refuse("a template holds one call such as Dimension('order__status')", fragment.at(at, at + len(text)))
    return _Reader(fragment, at + lead).read(tree)


@dataclass(frozen=True, slots=True)
class _Reader:
    fragment: Fragment
    at: int

    def span(self, node: ast.expr) -> Span:
        """A node's place in the file; columns of `ast` count bytes, which are characters for names."""
        return self.fragment.at(self.at + node.col_offset, self.at + (node.end_col_offset or node.col_offset + 1))

    def read(self, node: ast.expr) -> Reference:
        if not isinstance(node, ast.Call):
            _refuse("a template holds one call such as Dimension('order__status')", self.span(node))
        if isinstance(node.func, ast.Attribute):
            return self.method(self.read(node.func.value), node.func.attr, node)
        if not isinstance(node.func, ast.Name) or node.func.id not in set(ReferenceKind):
            self.unknown(node)
        return self.builder(ReferenceKind(node.func.id), node)

    def unknown(self, node: ast.Call) -> NoReturn:
        name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
        hint = did_you_mean(name, ReferenceKind) or "only Dimension, TimeDimension, Entity and Metric can be called"
        known = {k.lower(): k.value for k in ReferenceKind}
        hint = next((hint.replace(k, v) for k, v in known.items() if f'"{k}"' in hint), hint)
        raise QueryError((error("P013", f'"{name}" cannot be called in a template', self.span(node.func), hint),))

    def builder(self, kind: ReferenceKind, node: ast.Call) -> Reference:
        names = {"Dimension": ("name",), "TimeDimension": ("name", "grain"), "Entity": ("name",), "Metric": ("name",)}
        given = self.arguments(node, (*names[kind], "entity_path") if kind != "Metric" else ("name", "group_by"))
        if "name" not in given or not isinstance(given["name"][0], str):
            _refuse(f"{kind} needs a name in quotes", self.span(node))
        name, span = given.pop("name")
        made = Reference(kind, str(name).strip().lower(), span)
        for key, (value, where) in given.items():
            made = self.put(made, key, value, where)
        return made

    def method(self, made: Reference, name: str, node: ast.Call) -> Reference:
        known = {"grain": "grain", "date_part": "date_part", "descending": "descending"}
        if name not in known or len(node.args) != 1 or node.keywords:
            _refuse(f'".{name}" is not known here; .grain, .date_part and .descending are', self.span(node))
        return self.put(made, known[name], self.literal(node.args[0]), self.span(node.args[0]))

    def arguments(self, node: ast.Call, positional: tuple[str, ...]) -> dict[str, tuple[object, Span]]:
        allowed = {"name", "grain", "time_granularity_name", "time_granularity", "entity_path", "date_part_name"}
        allowed |= {"date_part", "group_by", "time_dimension_name", "entity_name", "metric_name", "descending"}
        given: dict[str, tuple[object, Span]] = {}
        for key, value in zip(positional, node.args, strict=False):
            given[key] = (self.literal(value), self.span(value))
        if len(node.args) > len(positional):
            _refuse("too many arguments", self.span(node.args[len(positional)]))
        for keyword in node.keywords:
            if keyword.arg not in allowed:
                _refuse(f'argument "{keyword.arg}" is not known here', self.span(keyword.value))
            given[_plain(keyword.arg)] = (self.literal(keyword.value), self.span(keyword.value))
        return given

    def literal(self, node: ast.expr) -> object:
        try:
            return ast.literal_eval(node)
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            _refuse("only literal texts and lists can be given here", self.span(node))

    def put(self, made: Reference, key: str, value: object, span: Span) -> Reference:
        if key == "descending" and isinstance(value, bool):
            return replace(made, descending=value)
        if key in ("entity_path", "group_by"):
            items = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list | tuple) else ()
            texts = tuple(str(item).strip().lower() for item in items)
            return replace(made, entity_path=texts) if key == "entity_path" else replace(made, group_by=texts)
        if not isinstance(value, str):
            _refuse(f"{key} needs a text in quotes", span)
        if key == "date_part":
            return replace(made, date_part=date_part(value, span))
        return replace(made, grain=value.strip().lower())


def date_part(text: str, span: Span) -> DatePart:
    """The date part of this name; raises QueryError for any other."""
    word = text.strip().lower()
    if word not in PARTS:
        hint = did_you_mean(word, DatePart) or f"date parts are {', '.join(DatePart)}"
        raise QueryError((error("P014", f'"{text}" is not a date part', span, hint),))
    return DatePart(word)


def _plain(key: str | None) -> str:
    word = (key or "").removesuffix("_name")
    return {"time_granularity": "grain", "time_dimension": "name", "entity": "name", "metric": "name"}.get(word, word)


def _refuse(message: str, span: Span) -> NoReturn:
    raise QueryError((error("P012", message, span),))
