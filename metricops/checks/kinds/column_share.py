"""`unique_count`, `unique_share`, `filled_share`: how many different values or filled cells a column has."""

from sqlglot import exp

from metricops.checks.bounds import BOUNDS, impossible, in_words, inside
from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import all_of, count_of, filled, when
from metricops.checks.rule import ValueRule

ARGUMENTS = (Parameter("column", ParameterType.COLUMN, "the column", required=True), *BOUNDS)


def different(given: Given) -> exp.Expr:
    """How many different values the column has in the rows that meet `where`."""
    return exp.Count(this=exp.Distinct(expressions=[when(given.scope, given.column("column"))]))


def unique_count(given: Given) -> ValueRule:
    """An empty column has none."""
    value, subject = different(given), f'the number of different values of "{given.text("column")}"'
    return ValueRule(value, inside(value, given), subject, in_words(given), given.scope)


def unique_share(given: Given) -> ValueRule:
    """Of the filled cells; 0 where no cell is."""
    value = _share(different(given), _filled(given))
    subject = f'the share of different values of "{given.text("column")}"'
    return ValueRule(value, inside(value, given), subject, in_words(given), given.scope)


def filled_share(given: Given) -> ValueRule:
    """Of all cells; 0 over no rows."""
    value = _share(_filled(given), count_of(given.scope))
    subject = f'the share of filled cells of "{given.text("column")}"'
    return ValueRule(value, inside(value, given), subject, in_words(given), given.scope)


def _filled(given: Given) -> exp.Expr:
    return count_of(all_of(given.scope, filled(given.column("column"))))


def _share(part: exp.Expr, whole: exp.Expr) -> exp.Expr:
    none = exp.Nullif(this=whole, expression=exp.Literal.number(0))
    share = exp.Div(this=exp.cast(part, "double"), expression=none, typed=False, safe=False)
    return exp.Coalesce(this=share, expressions=[exp.Literal.number(0)])


UNIQUE_COUNT = Kind(
    name="unique_count",
    about="The number of different values of the column lies between `min` and `max`; NULL is none of them.",
    arguments=ARGUMENTS,
    rule=unique_count,
    judges="value",
    aliases=("expect_column_unique_value_count_to_be_between",),
    impossible=impossible,
)
UNIQUE_SHARE = Kind(
    name="unique_share",
    about="The number of different values by that of filled cells lies between `min` and `max`: 1 when none repeats.",
    arguments=ARGUMENTS,
    rule=unique_share,
    judges="value",
    aliases=("expect_column_proportion_of_unique_values_to_be_between",),
    impossible=impossible,
)
FILLED_SHARE = Kind(
    name="filled_share",
    about="The share of the column's cells that are filled lies between `min` and `max`.",
    arguments=ARGUMENTS,
    rule=filled_share,
    judges="value",
    aliases=("expect_column_proportion_of_non_null_values_to_be_between",),
    impossible=impossible,
)
