"""Times are cast to a timestamp without zone before they are truncated, where a plain DATE would gain a zone."""

from sqlglot import exp

from metricops.sql.dialects import Dialect


def cast_before_trunc(tree: exp.Select, dialect: Dialect) -> exp.Select:
    """`DATE_TRUNC('MONTH', day)` → `DATE_TRUNC('MONTH', CAST(day AS TIMESTAMP))`."""
    if dialect.cast_before_trunc:
        for trunc in list(tree.find_all(exp.TimestampTrunc)):
            trunc.set("this", exp.cast(trunc.this, "TIMESTAMP", copy=False))
    return tree
