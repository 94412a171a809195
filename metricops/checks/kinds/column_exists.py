"""`column_exists`: the table has a column of this name."""

from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.rule import ColumnRule


def rule(given: Given) -> ColumnRule:
    """Answered by the listing of the table's columns."""
    return ColumnRule(given.text("column"))


COLUMN_EXISTS = Kind(
    name="column_exists",
    about="The table has this column.",
    arguments=(Parameter("column", ParameterType.TEXT, "the column's name", required=True),),
    rule=rule,
    judges="shape",
    aliases=("expect_column_to_exist",),
)
