"""`pair_equal`: two columns agree in the same row."""

from sqlglot import exp

from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.kinds.pair_greater import PAIR
from metricops.checks.missing_values import ignoring
from metricops.checks.predicate import untrue
from metricops.checks.rule import RowRule


def rule(given: Given) -> RowRule:
    """Broken where they differ, and where one of them is NULL."""
    a, b = given.column("a"), given.column("b")
    eligible = ignoring(given.text("ignore_row_if"), (a, b))
    return RowRule(scope=given.scope, eligible=eligible, violation=untrue(exp.EQ(this=a, expression=b)))


PAIR_EQUAL = Kind(
    name="pair_equal",
    about="In every row column `a` equals column `b`.",
    arguments=PAIR,
    rule=rule,
    aliases=("expect_column_pair_values_to_be_equal",),
)
