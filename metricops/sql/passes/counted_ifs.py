"""Ones added up where a condition holds become a count of it, where a dialect counts faster than it adds."""

from sqlglot import exp

from metricops.sql import trees
from metricops.sql.dialects import Dialect

ONE, ZERO = trees.number(1), trees.number(0)
TRUE_OR_FALSE = (exp.Predicate, exp.Connector, exp.Not)


def counted_ifs(tree: exp.Select, dialect: Dialect) -> exp.Select:
    """`SUM(CASE WHEN is_won THEN 1 ELSE 0 END)` → `COALESCE(COUNT_IF(CAST(is_won AS BOOLEAN)), 0)` in groups.

    Without groups there may be no row, whose sum is NULL; a count of nothing but NULL may be NULL too.
    """
    if dialect.counts_ifs:
        for total in list(tree.find_all(exp.Sum)):
            if (condition := _added(total.this)) is not None and _grouped(total):
                sure = isinstance(condition.unnest(), TRUE_OR_FALSE)
                counted = exp.CountIf(this=condition if sure else exp.cast(condition, "BOOLEAN"))
                total.replace(exp.Coalesce(this=counted, expressions=[ZERO.copy()]))
    return tree


def _added(value: exp.Expr) -> exp.Expr | None:
    """The only condition under which a value is 1, and 0 otherwise."""
    if not isinstance(value, exp.Case) or value.this or len(value.args["ifs"]) != 1:
        return None
    (only,) = value.args["ifs"]
    return only.this if only.args["true"] == ONE and value.args.get("default") == ZERO else None


def _grouped(total: exp.Expr) -> bool:
    """Whether an aggregate is over groups, each of which has a row."""
    select = total.find_ancestor(exp.Select)
    group = select.args.get("group") if select else None
    if group is None or isinstance(total.parent, exp.Window):
        return False
    return not any(isinstance(key, exp.GroupingSets | exp.Rollup | exp.Cube) for key in group.expressions)
