"""`distinct_in_row`: no two of these columns agree within one row."""

from itertools import combinations

from sqlglot import exp

from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.missing_values import IGNORED, ignoring
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import any_of
from metricops.checks.rule import RowRule


def rule(given: Given) -> RowRule:
    """Broken where two of the columns hold the same, or are both empty."""
    columns = given.columns("columns")
    pairs = combinations(columns, 2)
    same = any_of(*(exp.NullSafeEQ(this=a.copy(), expression=b.copy()) for a, b in pairs))
    return RowRule(scope=given.scope, eligible=ignoring(given.text("ignore_row_if"), columns), violation=same)


def impossible(given: Given) -> tuple[str, str] | None:
    """One column alone agrees with nothing."""
    return ("columns", "two or more columns are needed") if len(given.names("columns")) < 2 else None


DISTINCT_IN_ROW = Kind(
    name="distinct_in_row",
    about="No two of these columns hold the same value in one row, such as a buyer who is also the seller.",
    arguments=(
        Parameter("columns", ParameterType.COLUMNS, "two or more columns", required=True, aliases=("column_list",)),
        IGNORED,
    ),
    rule=rule,
    listed=("columns",),
    aliases=("expect_select_column_values_to_be_unique_within_record",),
    impossible=impossible,
)
