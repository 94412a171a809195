"""`most_common`: the value that occurs most often in a column is one of a list."""

from sqlglot import exp

from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import all_of, count_of, filled
from metricops.checks.rule import ValueRule

VALUE, PLACE = "metricops_value", "metricops_place"


def rule(given: Given) -> ValueRule:
    """Observed is the most common value, of several the least; a tie fails unless `ties_okay`."""
    first = exp.column(VALUE)
    member = exp.In(this=first.copy(), expressions=given.values("values"))
    inside = _asked(given, exp.GT(this=count_of(member), expression=exp.Literal.number(0)))
    alone = _asked(given, exp.EQ(this=count_of(None), expression=exp.Literal.number(1)))
    holds = inside if given.flag("ties_okay") else all_of(inside, alone) or inside
    value = _asked(given, exp.Min(this=first))
    expected = f"one of {', '.join(map(str, given.items('values')))}"
    return ValueRule(
        value, holds, f'the most common value of "{given.text("column")}"', expected, given.scope, alone=True
    )


def _asked(given: Given, aggregate: exp.Expr) -> exp.Expr:
    """An aggregate over the values that share the first place."""
    column, times = given.column("column"), count_of(None)
    place = exp.Window(
        this=exp.Anonymous(this="RANK"), order=exp.Order(expressions=[exp.Ordered(this=times, desc=True)])
    )
    counted = exp.select(exp.alias_(column, VALUE), exp.alias_(place, PLACE)).from_(given.table)
    counted = counted.where(all_of(given.scope, filled(column))).group_by(column.copy())
    first = exp.EQ(this=exp.column(PLACE), expression=exp.Literal.number(1))
    return (
        exp.select(exp.alias_(aggregate, "metricops_answer")).from_(counted.subquery("counted")).where(first).subquery()
    )


MOST_COMMON = Kind(
    name="most_common",
    about="The value that occurs most often in the column is one of the list.",
    arguments=(
        Parameter("column", ParameterType.COLUMN, "the column", required=True),
        Parameter("values", ParameterType.VALUES, "the values", required=True, aliases=("value_set",)),
        Parameter("ties_okay", ParameterType.FLAG, "one of several most common values is enough", default=False),
    ),
    rule=rule,
    judges="value",
    listed=("values",),
    aliases=("expect_column_most_common_value_to_be_in_set",),
)
