"""Days are compared as dates, where truncating costs more than a cast that does nothing to a date."""

from sqlglot import exp

from metricops.sql.dialects import Dialect
from metricops.sql.trees import as_day

COMPARED = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.EQ, exp.NEQ)
TIMES = (exp.Column, exp.AtTimeZone)


def days_compared(tree: exp.Select, dialect: Dialect) -> exp.Select:
    """`DATE_TRUNC('DAY', a) < DATE_TRUNC('DAY', b)` → `CAST(a AS DATE) < CAST(b AS DATE)`."""
    if dialect.slow_trunc:
        for comparison in tree.find_all(*COMPARED):
            sides = (comparison.this, comparison.expression)
            if all(_is_day(side) for side in sides):
                for side in sides:
                    side.replace(as_day(side.this))
    return tree


def _is_day(side: exp.Expr) -> bool:
    return isinstance(side, exp.TimestampTrunc) and side.text("unit") == "DAY" and isinstance(side.this, TIMES)
