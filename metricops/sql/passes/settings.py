"""A statement brings the settings under which it means what it says everywhere else."""

from sqlglot import exp

from metricops.sql import trees
from metricops.sql.dialects import Dialect


def settings(tree: exp.Select, dialect: Dialect) -> exp.Select:
    """`SELECT …` → `SELECT … SETTINGS join_use_nulls = 1`."""
    named = [(exp.to_identifier(name), trees.number(value)) for name, value in dialect.settings]
    if named:
        tree.set("settings", [exp.EQ(this=name, expression=value) for name, value in named])
    return tree
