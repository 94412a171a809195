"""`unique`: no value of a column, or combination of several columns, occurs twice."""

from sqlglot import exp

from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.missing_values import IGNORED, ignoring
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import all_of, count_of
from metricops.checks.rule import HELPER, RowRule


def rule(given: Given) -> RowRule:
    """Every row of a group of equals breaks it, not only the second."""
    columns = given.columns("columns")
    eligible = ignoring(given.text("ignore_row_if"), columns)
    copies = exp.Window(this=count_of(all_of(given.scope, eligible)), partition_by=[c.copy() for c in columns])
    violation = exp.GT(this=exp.column(HELPER), expression=exp.Literal.number(1))
    return RowRule(scope=given.scope, eligible=eligible, violation=violation, window=copies, alone=True)


UNIQUE = Kind(
    name="unique",
    about="No two rows agree on these columns. A row in which all of them are empty is not compared.",
    arguments=(
        Parameter(
            "columns", ParameterType.COLUMNS, "one or more columns", required=True, aliases=("column", "column_list")
        ),
        IGNORED,
    ),
    rule=rule,
    listed=("columns",),
    aliases=("expect_column_values_to_be_unique", "expect_compound_columns_to_be_unique"),
)
