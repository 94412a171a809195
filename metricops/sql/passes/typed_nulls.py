"""NULLs that stack parts get the type of the column they stand for, where UNION needs it."""

from sqlglot import exp

from metricops.sql import trees
from metricops.sql.dialects import Dialect


def typed_nulls(tree: exp.Select, dialect: Dialect) -> exp.Select:
    """`NULL AS sessions` → `(SELECT sessions FROM sessions WHERE FALSE) AS sessions`, where `sessions` has it."""
    if not dialect.typed_nulls:
        return tree
    for union in [u for u in tree.find_all(exp.Union) if not isinstance(u.parent, exp.Union)]:
        branches = [s for s in union.find_all(exp.Select) if s.args.get("from_") is not None]
        owners = {c.name: s for s in branches for c in s.expressions if isinstance(c, exp.Column)}
        for null in [n for s in branches for n in s.expressions if isinstance(n, exp.Alias) and _is_null(n)]:
            owner = owners[null.alias].args["from_"].this
            null.set("this", exp.Subquery(this=trees.select([trees.column(null.alias)], owner.copy(), exp.false())))
    return tree


def _is_null(alias: exp.Alias) -> bool:
    return isinstance(alias.this, exp.Null)
