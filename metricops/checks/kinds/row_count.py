"""`row_count`, `row_count_is`, `row_count_as`: the table has a number of rows in a range, one number, or another's."""

from sqlglot import exp

from metricops.checks.bounds import BOUNDS, impossible, in_words, inside
from metricops.checks.given import Given, table
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import count_of
from metricops.checks.rule import ValueRule

SUBJECT = "the number of rows"


def rule(given: Given) -> ValueRule:
    """Judged on the rows that meet `where`."""
    count = count_of(given.scope)
    return ValueRule(count, inside(count, given), SUBJECT, in_words(given), given.scope)


def exactly(given: Given) -> ValueRule:
    """Judged on the rows that meet `where`."""
    count = count_of(given.scope)
    equal = exp.EQ(this=count.copy(), expression=given.value("count"))
    return ValueRule(count, equal, SUBJECT, given.text("count"), given.scope)


def as_another(given: Given) -> ValueRule:
    """Judged on the rows that meet `where`; the other table is counted as a whole."""
    count = count_of(given.scope)
    other = exp.select(count_of(None)).from_(table(given.other("in"))).subquery()
    equal = exp.EQ(this=count.copy(), expression=other)
    expected = f'the number of rows of "{given.text("in")}"'
    return ValueRule(count, equal, SUBJECT, expected, given.scope, alone=True)


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
ROW_COUNT_IS = Kind(
    name="row_count_is",
    about="The number of rows, or of those that meet `where`, is this one.",
    arguments=(Parameter("count", ParameterType.NUMBER, "the number of rows", required=True, aliases=("value",)),),
    rule=exactly,
    judges="value",
    aliases=("expect_table_row_count_to_equal",),
)
ROW_COUNT_AS = Kind(
    name="row_count_as",
    about="The number of rows, or of those that meet `where`, is that of another table.",
    arguments=(
        Parameter(
            "in", ParameterType.TABLE, "the other model or `source.table`", required=True, aliases=("other_table_name",)
        ),
    ),
    rule=as_another,
    judges="value",
    aliases=("expect_table_row_count_to_equal_other_table",),
)
