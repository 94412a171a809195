"""Rosters: `for_each: dim_segment.segment where active` names the segments that must be there."""

import re

from metricops.checks import vetted
from metricops.expressions import parse_sql
from metricops.manifest import Roster
from metricops.resolve.faults import Faults
from metricops.resolve.relations import Tables
from metricops.source import Fragment

ROSTER = re.compile(
    r"\s*(?P<table>[\w$-]+(?:\.[\w$-]+){0,2})\.(?P<columns>[\w$]+(?:\s*,\s*[\w$]+)*)(?:\s+where\s+(?P<where>.+))?\s*",
    re.IGNORECASE | re.DOTALL,
)
COLUMN = re.compile(r"[\w$]+")
EXAMPLE = "for_each: dim_segment.segment where active"


def roster(word: Fragment, dimensions: int, tables: Tables, faults: Faults) -> Roster | None:
    """The roster with one column for each of the threshold's dimensions, or None with a fault."""
    found = ROSTER.fullmatch(word.text)
    if found is None:
        faults.add("Q008", f'"{word.text}" is not a roster: it needs a table and a column', word.span, EXAMPLE)
        return None
    first, last = found.span("columns")
    columns = tuple(word.part(*match.span()) for match in COLUMN.finditer(word.text, first, last))
    if not dimensions:
        faults.add("Q008", 'a roster lists segments, and the threshold needs "by"', word.span, "by: segment")
    elif len(columns) != dimensions:
        message = f'the roster has {_counted(len(columns), "column")} for {_counted(dimensions, "name")} in "by"'
        faults.add("Q008", message, columns[-1].span, "for_each: dim_market.segment, region")
    where = word.part(*found.span("where")) if found["where"] else None
    for text in columns:
        faults.take(parse_sql, text)
    if where:
        faults.take(vetted, where)  # as in a check: neither the clock nor chance, so that a day can be judged again
    return Roster(tables.named(found["table"]), columns, word.span, where)


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"
