"""Weeks start on Monday where a dialect's own weeks start on Sunday."""

from sqlglot import exp

from metricops.sql.dialects import Dialect


def monday_weeks(tree: exp.Select, dialect: Dialect) -> exp.Select:
    """`DATE_TRUNC('WEEK', day)` → `DATETIME_TRUNC(day, WEEK(MONDAY))`; other units are truncated alike."""
    if dialect.sunday_weeks:
        for trunc in list(tree.find_all(exp.TimestampTrunc)):
            unit = trunc.args["unit"]
            unit = exp.WeekStart(this=exp.var("MONDAY")) if unit.name.upper() == "WEEK" else unit
            trunc.replace(exp.DatetimeTrunc(this=trunc.this, unit=unit))
    return tree
