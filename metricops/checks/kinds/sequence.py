"""`increasing`, `decreasing`: the values of a column rise, or fall, in the order of other columns."""

from collections.abc import Callable

from sqlglot import exp

from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import all_of, filled, negated
from metricops.checks.rule import HELPER, RowRule


def _rule(strictly: type[exp.Binary], loosely: type[exp.Binary]) -> Callable[[Given], RowRule]:
    def rule(given: Given) -> RowRule:
        """Broken where a filled cell stands against the filled one before it; the first has none before it."""
        column = given.column("column")
        judged = all_of(given.scope, filled(column))
        before = exp.Window(
            this=exp.Lag(this=column.copy()),
            partition_by=[exp.Case(ifs=[exp.If(this=judged, true=exp.Literal.number(1))])],
            order=exp.Order(
                expressions=[exp.Ordered(this=by, desc=False, nulls_first=False) for by in given.columns("by")]
            ),
        )
        side = strictly if given.flag("strictly") else loosely
        follows = side(this=column.copy(), expression=exp.column(HELPER))
        broken = all_of(filled(exp.column(HELPER)), negated(follows)) or exp.true()
        return RowRule(broken, given.scope, filled(column), before, alone=True)

    return rule


def _kind(name: str, about: str, strictly: type[exp.Binary], loosely: type[exp.Binary]) -> Kind:
    return Kind(
        name=name,
        about=about,
        arguments=(
            Parameter("column", ParameterType.COLUMN, "the column", required=True),
            Parameter("by", ParameterType.COLUMNS, "the columns that put the rows in order", required=True),
            Parameter("strictly", ParameterType.FLAG, "equal is not enough", default=False),
        ),
        rule=_rule(strictly, loosely),
        aliases=(f"expect_column_values_to_be_{name}",),
    )


INCREASING = _kind("increasing", "From row to row the column's filled cells rise or stay.", exp.GT, exp.GTE)
DECREASING = _kind("decreasing", "From row to row the column's filled cells fall or stay.", exp.LT, exp.LTE)
