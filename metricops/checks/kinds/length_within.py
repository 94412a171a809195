"""`length_within`: the text of a column has a length in a range, counted in characters."""

from sqlglot import exp

from metricops.checks.bounds import BOUNDS, impossible, inside
from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import filled, negated
from metricops.checks.rule import RowRule


def rule(given: Given) -> RowRule:
    """Broken where a filled cell, read as text, is too short or too long."""
    column = given.column("column")
    length = exp.Length(this=exp.cast(column.copy(), "text"))
    return RowRule(scope=given.scope, eligible=filled(column), violation=negated(inside(length, given)), implied=True)


LENGTH_WITHIN = Kind(
    name="length_within",
    about="Every filled cell of the column has between `min` and `max` characters.",
    arguments=(Parameter("column", ParameterType.COLUMN, "the column", required=True), *BOUNDS),
    rule=rule,
    listed=("min", "max"),
    aliases=("expect_column_value_lengths_to_be_between",),
    impossible=impossible,
)
