"""Vetting: which SQL may stand in a check, decided node by node from lists of what is allowed."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from sqlglot import exp

from metricops.checks.functions import is_callable, known_names, name_of, reads_clock
from metricops.diagnostics import Diagnostic, did_you_mean, error
from metricops.errors import QueryError
from metricops.expressions import ParsedSql, parse_sql
from metricops.source import Fragment, Span

PLAIN = (
    exp.Column,
    exp.Identifier,
    exp.Literal,
    exp.Boolean,
    exp.Null,
    exp.Binary,
    exp.Unary,
    exp.Between,
    exp.In,
    exp.Tuple,
    exp.Interval,
    exp.IntervalSpan,
    exp.Var,
    exp.DataType,
    exp.DataTypeParam,
    exp.Bracket,
    exp.AtTimeZone,
    exp.Any,
    exp.JSONPath,
    exp.JSONPathPart,
)
QUERIES = (exp.Query, exp.Subquery, exp.Exists)
RESEMBLANCE = 0.72  # below it a likeness between names of functions is chance
COMPARED_ELSEWHERE = 'a row is compared with another table by the check kind "exists", or in a model'


def vetted(fragment: Fragment) -> ParsedSql:
    """One expression that may stand in a check; raises QueryError with a place for every fault."""
    try:
        parsed = parse_sql(fragment)
        faults = tuple(_faults(parsed))
    except RecursionError:
        raise QueryError((error("Q101", "the SQL is nested too deeply to be read", fragment.span),)) from None
    if faults:
        raise QueryError(faults)
    return parsed


def _faults(parsed: ParsedSql) -> Iterator[Diagnostic]:
    """Faults from the outside in: below a refused node nothing more is said."""
    waiting = [parsed.tree]
    while waiting:
        node = waiting.pop()
        fault = _fault(node, parsed.fragment)
        if fault is None:
            waiting.extend(node.iter_expressions(reverse=True))
        else:
            yield fault


def _fault(node: exp.Expr, fragment: Fragment) -> Diagnostic | None:
    if isinstance(node, exp.Func) and not isinstance(node, QUERIES):
        return None if is_callable(node) else _function_fault(node, _span(node, fragment))
    if isinstance(node, PLAIN) and not isinstance(node, exp.Alias):
        return _whole_row(node, fragment)
    span = _span(node, fragment)
    if isinstance(node, QUERIES):
        return error("Q101", "a query cannot stand in a check", span, COMPARED_ELSEWHERE)
    if isinstance(node, exp.Window | exp.IgnoreNulls):
        return error("Q101", "a check looks at one row: neither aggregates nor windows can stand in it", span)
    return error("Q101", "one SQL condition is needed here, nothing beside it", span)


def _function_fault(node: exp.Expr, span: Span) -> Diagnostic:
    name = name_of(node)
    if reads_clock(node):
        return error("Q102", f'"{name}" reads the clock', span, 'write "today", which is the as-of date')
    if isinstance(node, exp.AggFunc):
        return error("Q102", f'"{name}" looks at many rows, and a check looks at one', span)
    hint = did_you_mean(name, (known for known in known_names() if _resembles(name, known)))
    return error("Q102", f'the function "{name}" cannot be called in a check', span, hint)


def _resembles(name: str, known: str) -> bool:
    return SequenceMatcher(None, name, known).ratio() > RESEMBLANCE


def _whole_row(node: exp.Expr, fragment: Fragment) -> Diagnostic | None:
    if isinstance(node, exp.Column) and isinstance(node.this, exp.Star):
        return error("Q101", '"*" cannot stand in a check: columns are named', _span(node, fragment))
    return None


def _span(node: exp.Expr, fragment: Fragment) -> Span:
    """The node's own place, else that of its first part that has one, else of its name, else the whole fragment."""
    for part in node.walk(bfs=False):
        start, end = part.meta.get("start"), part.meta.get("end")
        if start is not None and end is not None:
            return fragment.at(start, end + 1)
    named = re.search(rf"\b{re.escape(name_of(node))}\b", fragment.text, re.IGNORECASE)
    return fragment.at(*named.span()) if named else fragment.span
