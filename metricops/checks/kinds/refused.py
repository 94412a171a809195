"""`refused`: a column holds none of the values of a list."""

from sqlglot import exp

from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import filled
from metricops.checks.rule import RowRule


def rule(given: Given) -> RowRule:
    """Broken where a filled cell holds one of them."""
    column = given.column("column")
    member = exp.In(this=column.copy(), expressions=given.values("values"))
    return RowRule(scope=given.scope, eligible=filled(column), violation=member, implied=True)


REFUSED = Kind(
    name="refused",
    about="No cell of the column holds one of the listed values, such as `test` or `n/a`.",
    arguments=(
        Parameter("column", ParameterType.COLUMN, "the column", required=True),
        Parameter("values", ParameterType.VALUES, "the values", required=True, aliases=("value_set",)),
    ),
    rule=rule,
    listed=("values",),
    aliases=("expect_column_values_to_not_be_in_set",),
)
