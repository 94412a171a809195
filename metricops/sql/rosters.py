"""A roster as a query: the distinct keys that a table lists."""

from metricops.expressions import in_table, parse_sql
from metricops.manifest import Roster
from metricops.sql import trees
from metricops.sql.compiled import Column, CompiledQuery
from metricops.sql.dialects import dialect_named
from metricops.sql.passes import PASSES
from metricops.sql.render import render


def compile_roster(roster: Roster, dialect: str, schema: str | None) -> CompiledQuery:
    """`SELECT DISTINCT columns FROM table WHERE condition`; raises QueryError for a dialect that is not known."""
    known, called = dialect_named(dialect), (roster.relation.name.lower(),)
    where = in_table(parse_sql(roster.where), called).tree.copy() if roster.where else None
    columns = [parse_sql(column).tree.copy() for column in roster.columns]
    tree = trees.select(columns, trees.relation(roster.relation, schema), where, distinct=True)
    for one in PASSES:
        tree = one(tree, known)
    names = tuple(Column(column.text) for column in roster.columns)
    return CompiledQuery(render(tree, known.name), known.name, names, about=f"the roster {roster}")
