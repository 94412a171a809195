"""`row_count`: the table has a number of rows in a range."""

from metricops.checks.bounds import BOUNDS, impossible, in_words, inside
from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.predicate import count_of
from metricops.checks.rule import ValueRule


def rule(given: Given) -> ValueRule:
    """Judged on the rows that meet `where`."""
    count = count_of(given.scope)
    return ValueRule(count, inside(count, given), "the number of rows", in_words(given), given.scope)


ROW_COUNT = Kind(
    name="row_count",
    about="The number of rows, or of those that meet `where`, lies between `min` and `max`.",
    arguments=BOUNDS,
    rule=rule,
    judges="value",
    listed=("min", "max"),
    aliases=("expect_table_row_count_to_be_between",),
    impossible=impossible,
)
