"""SQL fragments of the user's text: one scalar expression, every column of it with its place."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from sqlglot import exp, parse_one
from sqlglot.errors import ParseError, TokenError

from metricops.diagnostics import Diagnostic, error
from metricops.errors import QueryError
from metricops.expressions.scalar import Written, not_scalar, too_deep
from metricops.source import Fragment, Span

DIALECT = "duckdb"  # the one dialect users write in; rendering transpiles it
WORD = re.compile(r"\s*([A-Za-z_]\w*)\s*")
VALUES = frozenset({"true", "false", "null", "current_date", "current_timestamp"})
STRICT = (exp.Column, exp.Identifier, exp.Literal, exp.Paren, exp.Neg, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Nullif)
MISSING = ("'expression' missing", "'high' missing")


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """A column named in a fragment and where."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class ParsedSql:
    """A scalar expression; `tree` belongs to it alone and is copied before any change."""

    fragment: Fragment
    tree: exp.Expr

    @property
    def columns(self) -> tuple[ColumnUse, ...]:
        """Every column it names, in the order of the text."""
        return tuple(ColumnUse(c.name, place(c, self.fragment)) for c in self.tree.find_all(exp.Column, bfs=False))

    @property
    def is_strict(self) -> bool:
        """Whether a NULL column always makes it NULL: plain arithmetic over columns and numbers."""
        return all(isinstance(node, STRICT) for node in self.tree.walk()) and any(self.tree.find_all(exp.Column))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ParsedSql) and self.fragment.text == other.fragment.text

    def __hash__(self) -> int:
        return hash(self.fragment.text)


@lru_cache(maxsize=8192)
def parse_sql(fragment: Fragment) -> ParsedSql:
    """Read one scalar SQL expression; a lone word is a column even when SQL reserves it.

    Raises QueryError with one diagnostic whose caret stands under the fault.
    """
    word = WORD.fullmatch(fragment.text)
    if word and word[1].lower() not in VALUES:
        return ParsedSql(fragment, column(word[1], start=word.start(1)))
    return ParsedSql(fragment, parse_expression(fragment.text, fragment))


def in_table(parsed: ParsedSql, names: Collection[str]) -> ParsedSql:
    """The expression over the columns of one table, which may be called by any of `names`.

    Any other word before a dot is a column itself, and what follows it a field of its value.
    """
    if not any(c.table for c in parsed.tree.find_all(exp.Column)):
        return parsed
    return ParsedSql(parsed.fragment, parsed.tree.copy().transform(_own, names, copy=False))


def _own(node: exp.Expr, names: Collection[str]) -> exp.Expr:
    if not isinstance(node, exp.Column) or not node.table:
        return node
    parts = node.parts
    called = [i for i, part in enumerate(parts[:-1]) if part.name.lower() in names]
    first, *fields = parts[called[-1] + 1 if called else 0 :]
    made: exp.Expr = exp.Column(this=first)
    for field in fields:
        made = exp.Dot(this=made, expression=field)
    return made


def column(name: str, table: str | None = None, start: int | None = None) -> exp.Column:
    """A column node; `start` is where its name stands in the fragment's text."""
    identifier = exp.to_identifier(name)
    if start is not None:
        identifier.meta.update(start=start, end=start + len(name) - 1)
    return exp.Column(this=identifier, table=exp.to_identifier(table) if table else None)


def parse_expression(text: str, fragment: Fragment) -> exp.Expr:
    """The tree of `text`, which stands where the fragment's text stands."""
    try:
        tree = parse_one(text, dialect=DIALECT)
    except ParseError as fault:
        raise QueryError((_unread(fault, text, fragment),)) from None
    except TokenError:
        raise QueryError((_unclosed(text, fragment),)) from None
    except RecursionError:
        raise QueryError((too_deep(fragment),)) from None
    found = not_scalar(tree, Written(text, fragment, DIALECT))
    if found is not None:
        raise QueryError((found,))
    return tree


def place(node: exp.Expr, fragment: Fragment) -> Span:
    """Where a column stands in the file."""
    name = node.this if isinstance(node, exp.Column) else node
    start, end = name.meta.get("start"), name.meta.get("end")
    return fragment.span if start is None or end is None else fragment.at(start, end + 1)


def _unread(fault: ParseError, text: str, fragment: Fragment) -> Diagnostic:
    """What stopped the reading, and where."""
    first = fault.errors[0] if fault.errors else {}
    shown = str(first.get("highlight") or "").strip()
    lines = text.split("\n")
    line = min(int(first.get("line") or 1), len(lines))
    stop = sum(len(one) + 1 for one in lines[: line - 1]) + int(first.get("col") or 1)
    start = max(stop - max(len(shown), 1), 0)
    span = fragment.at(min(start, max(len(text) - 1, 0)), min(stop, len(text)))
    return error("P010", _why(str(first.get("description") or ""), shown, at_end=not text[stop:].strip()), span)


def _why(reason: str, shown: str, at_end: bool) -> str:
    if any(word in reason for word in MISSING):
        return f'a value is missing {"after" if at_end else "before"} "{shown}"'
    if reason == "Expecting )":
        return f'a ")" is missing after "{shown}"'
    return f'SQL cannot be read near "{shown}"' if shown else "SQL cannot be read"


def _unclosed(text: str, fragment: Fragment) -> Diagnostic:
    """The quote that nothing closes."""
    opened = None
    for i, letter in enumerate(text):
        if opened is None and letter in "'\"":
            opened = i
        elif opened is not None and letter == text[opened]:
            opened = None
    if opened is None:
        return error("P010", "SQL ends inside a comment or a quoted text", fragment.at(0, len(text)))
    return error("P010", f"nothing closes the quote {text[opened]}", fragment.at(opened, len(text.rstrip())))
