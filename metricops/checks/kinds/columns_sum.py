"""`columns_sum`: several columns add up to one number in every row."""

from functools import reduce

from sqlglot import exp

from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.missing_values import IGNORED, ignoring
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import untrue
from metricops.checks.rule import RowRule


def rule(given: Given) -> RowRule:
    """Broken where the sum is another, and where one of the columns is NULL."""
    columns = given.columns("columns")
    total = reduce(lambda a, b: exp.Add(this=a, expression=b), (column.copy() for column in columns))
    equal = exp.EQ(this=total, expression=given.value("total"))
    return RowRule(scope=given.scope, eligible=ignoring(given.text("ignore_row_if"), columns), violation=untrue(equal))


COLUMNS_SUM = Kind(
    name="columns_sum",
    about="In every row these columns add up to the total, such as shares to 1.",
    arguments=(
        Parameter("columns", ParameterType.COLUMNS, "the columns", required=True, aliases=("column_list",)),
        Parameter("total", ParameterType.NUMBER, "what they add up to", required=True, aliases=("sum_total",)),
        IGNORED,
    ),
    rule=rule,
    listed=("columns",),
    aliases=("expect_multicolumn_sum_to_equal",),
)
