"""`within`: the values of a column lie in a range."""

from metricops.checks.bounds import BOUNDS, impossible, inside
from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import filled, negated
from metricops.checks.rule import RowRule


def rule(given: Given) -> RowRule:
    """Broken where a filled cell lies outside."""
    column = given.column("column")
    return RowRule(scope=given.scope, eligible=filled(column), violation=negated(inside(column, given)), implied=True)


WITHIN = Kind(
    name="within",
    about="Every filled cell of the column lies between `min` and `max`, ends included.",
    arguments=(Parameter("column", ParameterType.COLUMN, "the column", required=True), *BOUNDS),
    rule=rule,
    listed=("min", "max"),
    aliases=("expect_column_values_to_be_between",),
    impossible=impossible,
)
