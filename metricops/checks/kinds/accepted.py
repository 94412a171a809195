"""`accepted`: a column holds only values of a list. Empty cells are the business of `require`."""

from sqlglot import exp

from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import filled, negated
from metricops.checks.rule import RowRule


def rule(given: Given) -> RowRule:
    """Broken where a filled cell holds anything else."""
    column = given.column("column")
    member = exp.In(this=column.copy(), expressions=given.values("values"))
    return RowRule(scope=given.scope, eligible=filled(column), violation=negated(member), implied=True)


ACCEPTED = Kind(
    name="accepted",
    about="Every filled cell of the column holds one of the listed values.",
    arguments=(
        Parameter("column", ParameterType.COLUMN, "the column", required=True),
        Parameter("values", ParameterType.VALUES, "the values", required=True, aliases=("value_set",)),
    ),
    rule=rule,
    listed=("values",),
    aliases=("expect_column_values_to_be_in_set",),
)
