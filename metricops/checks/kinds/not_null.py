"""`not_null`: a column is filled. The tier map makes these, named `TABLE.COLUMN.not_null`."""

from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import missing
from metricops.checks.rule import RowRule


def rule(given: Given) -> RowRule:
    """Broken where the column is NULL."""
    return RowRule(scope=given.scope, violation=missing(given.column("column")))


NOT_NULL = Kind(
    name="not_null",
    about="The column is filled in every row.",
    arguments=(Parameter("column", ParameterType.COLUMN, "the column", required=True),),
    rule=rule,
    aliases=("expect_column_values_to_not_be_null",),
)
