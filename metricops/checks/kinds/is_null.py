"""`is_null`: a column is empty."""

from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import filled
from metricops.checks.rule import RowRule


def rule(given: Given) -> RowRule:
    """Broken where the column is not NULL."""
    return RowRule(scope=given.scope, violation=filled(given.column("column")))


IS_NULL = Kind(
    name="is_null",
    about="The column is empty in every row, such as a closing date while a deal is open.",
    arguments=(Parameter("column", ParameterType.COLUMN, "the column", required=True),),
    rule=rule,
    aliases=("expect_column_values_to_be_null",),
)
