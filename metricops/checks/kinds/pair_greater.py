"""`pair_greater`: one column is greater than another in the same row."""

from sqlglot import exp

from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.missing_values import ignoring
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import untrue
from metricops.checks.rule import RowRule

BOTH_MISSING = "both_values_are_missing"
PAIR = (
    Parameter("a", ParameterType.COLUMN, "the first column", required=True, aliases=("column_A",)),
    Parameter("b", ParameterType.COLUMN, "the second column", required=True, aliases=("column_B",)),
    Parameter(
        "ignore_row_if",
        ParameterType.CHOICE,
        "which rows are not compared",
        default=BOTH_MISSING,
        choices=(BOTH_MISSING, "either_value_is_missing", "neither"),
    ),
)


def rule(given: Given) -> RowRule:
    """Broken where a is not greater than b, and where one of them is NULL."""
    a, b = given.column("a"), given.column("b")
    side = exp.GTE if given.flag("or_equal") else exp.GT
    eligible = ignoring(given.text("ignore_row_if"), (a, b))
    return RowRule(scope=given.scope, eligible=eligible, violation=untrue(side(this=a, expression=b)))


PAIR_GREATER = Kind(
    name="pair_greater",
    about="In every row column `a` is greater than column `b`.",
    arguments=(*PAIR, Parameter("or_equal", ParameterType.FLAG, "equal is enough", default=False)),
    rule=rule,
    aliases=("expect_column_pair_values_a_to_be_greater_than_b",),
)
