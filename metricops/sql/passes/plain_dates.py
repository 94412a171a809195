"""Dates stand as plain texts beside times, where a date cannot be compared with every kind of time."""

from sqlglot import exp

from metricops.sql.dialects import Dialect

COMPARED = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.EQ, exp.NEQ, exp.Between)


def plain_dates(tree: exp.Select, dialect: Dialect) -> exp.Select:
    """`seen_at >= CAST('2024-02-01' AS DATE)` → `seen_at >= '2024-02-01'`, which takes the type of `seen_at`."""
    if dialect.plain_dates:
        for cast in [c for c in tree.find_all(exp.Cast) if isinstance(c.parent, COMPARED) and _is_date(c)]:
            cast.replace(cast.this)
    return tree


def _is_date(cast: exp.Cast) -> bool:
    return isinstance(cast.this, exp.Literal) and cast.to.is_type(exp.DType.DATE, exp.DType.TIMESTAMP)
