"""`length_is`: the text of a column has one length, counted in characters."""

from sqlglot import exp

from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import filled
from metricops.checks.rule import RowRule


def rule(given: Given) -> RowRule:
    """Broken where a filled cell, read as text, is shorter or longer."""
    column = given.column("column")
    length = exp.Length(this=exp.cast(column.copy(), "text"))
    return RowRule(
        scope=given.scope, eligible=filled(column), violation=exp.NEQ(this=length, expression=given.value("length"))
    )


LENGTH_IS = Kind(
    name="length_is",
    about="Every filled cell of the column has this many characters.",
    arguments=(
        Parameter("column", ParameterType.COLUMN, "the column", required=True),
        Parameter("length", ParameterType.NUMBER, "the number of characters", required=True, aliases=("value",)),
    ),
    rule=rule,
    aliases=("expect_column_value_lengths_to_equal",),
)
