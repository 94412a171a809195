"""Filters: SQL with `{{ Dimension('…') }}` templates, taken apart into a condition and its references."""

import re
from dataclasses import dataclass
from functools import lru_cache

from sqlglot import exp

from metricops.diagnostics import Diagnostic, error
from metricops.errors import QueryError
from metricops.expressions.fragments import DIALECT, ColumnUse, parse_expression, place
from metricops.expressions.references import Reference, parse_reference
from metricops.expressions.scalar import Written, aggregated
from metricops.source import Fragment

TEMPLATE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
STATEMENT = re.compile(r"\{[%#]|\{\{|\}\}")
SLOT = "__ref_"


@dataclass(frozen=True, slots=True, eq=False)
class ParsedFilter:
    """A condition in which column `__ref_k` stands for `references[k]`."""

    fragment: Fragment
    tree: exp.Expr
    references: tuple[Reference, ...]

    @property
    def columns(self) -> tuple[ColumnUse, ...]:
        """Names that stand bare in the text, outside templates."""
        found = (c for c in self.tree.find_all(exp.Column, bfs=False) if not c.name.startswith(SLOT))
        return tuple(ColumnUse(c.name, place(c, self.fragment)) for c in found)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ParsedFilter) and self.fragment.text == other.fragment.text

    def __hash__(self) -> int:
        return hash(self.fragment.text)


@lru_cache(maxsize=4096)
def parse_filter(fragment: Fragment) -> ParsedFilter:
    """Read a filter; raises QueryError with places for bad SQL and for templates that call anything else."""
    references: list[Reference] = []

    def slot(match: re.Match[str]) -> str:
        references.append(parse_reference(match[1], fragment, match.start(1)))
        return f"{SLOT}{len(references) - 1}".ljust(len(match[0]))  # same length, so that places stay true

    text = TEMPLATE.sub(slot, fragment.text)
    stray = STATEMENT.search(text)
    if stray:
        hint = "only {{ Dimension(…) }}, TimeDimension, Entity and Metric can stand in a filter"
        span = fragment.at(stray.start(), stray.end())
        raise QueryError((error("P012", "this template cannot be read", span, hint),))
    if not text.strip():
        raise QueryError((error("P010", "a filter is empty", fragment.span),))
    tree = parse_expression(text, fragment)
    found = aggregated(tree, Written(text, fragment, DIALECT)) or _qualified(tree, fragment)
    if found is not None:
        raise QueryError((found,))
    return ParsedFilter(fragment, tree, tuple(references))


def _qualified(tree: exp.Expr, fragment: Fragment) -> Diagnostic | None:
    """A name with dots, which speaks of a table; a filter speaks of dimensions."""
    for column in tree.find_all(exp.Column, bfs=False):
        if column.table:
            parts = [part.name for part in column.parts]
            span = fragment.at(column.parts[0].meta["start"], column.this.meta["end"] + 1)
            message = f'"{".".join(parts)}" names a column of a table, and a filter names dimensions'
            return error("P023", message, span, f"as in {'__'.join(parts)}")
    return None
