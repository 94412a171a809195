"""`distinct_in`, `distinct_contain`, `distinct_equal`: the different values of a column against a list."""

from sqlglot import exp

from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import all_of, filled, negated, when
from metricops.checks.rule import ValueRule

ARGUMENTS = (
    Parameter("column", ParameterType.COLUMN, "the column", required=True),
    Parameter("values", ParameterType.VALUES, "the values", required=True, aliases=("value_set",)),
)
ZERO = exp.Literal.number(0)


def only_these(given: Given) -> ValueRule:
    """Observed is the number of different values outside the list."""
    outside = _different_outside(given)
    return ValueRule(
        outside, exp.EQ(this=outside, expression=ZERO.copy()), _subject("outside", given), "0", given.scope
    )


def all_of_these(given: Given) -> ValueRule:
    """Observed is the number of listed values that the column lacks."""
    lacking = _lacking(given)
    return ValueRule(
        lacking, exp.EQ(this=lacking, expression=ZERO.copy()), _subject("lacking", given), "0", given.scope
    )


def just_these(given: Given) -> ValueRule:
    """Observed is the number of values that one side has and the other lacks."""
    apart = exp.Add(this=_different_outside(given), expression=_lacking(given))
    return ValueRule(apart, exp.EQ(this=apart, expression=ZERO.copy()), _subject("apart", given), "0", given.scope)


def _different_outside(given: Given) -> exp.Expr:
    column = given.column("column")
    outside = all_of(given.scope, filled(column), negated(_member(given)))
    return exp.Count(this=exp.Distinct(expressions=[when(outside, column)]))


def _lacking(given: Given) -> exp.Expr:
    """Each listed value that no row holds counts one; two spellings of one value are not told apart."""
    found = exp.Count(
        this=exp.Distinct(expressions=[when(all_of(given.scope, _member(given)), given.column("column"))])
    )
    listed = len(dict.fromkeys(value.sql() for value in given.values("values")))
    return exp.Sub(this=exp.Literal.number(listed), expression=found)


def _member(given: Given) -> exp.Expr:
    return exp.In(this=given.column("column"), expressions=given.values("values"))


def _subject(word: str, given: Given) -> str:
    column = given.text("column")
    told = {
        "outside": f'the number of different values of "{column}" outside the list',
        "lacking": f'the number of listed values that "{column}" lacks',
        "apart": f'the number of values that only the list or only "{column}" has',
    }
    return told[word]


DISTINCT_IN = Kind(
    name="distinct_in",
    about="All different values of the column are in the list. Observed is how many are not.",
    arguments=ARGUMENTS,
    rule=only_these,
    judges="value",
    listed=("values",),
    aliases=("expect_column_distinct_values_to_be_in_set",),
)
DISTINCT_CONTAIN = Kind(
    name="distinct_contain",
    about="Every value of the list occurs in the column. Observed is how many do not.",
    arguments=ARGUMENTS,
    rule=all_of_these,
    judges="value",
    listed=("values",),
    aliases=("expect_column_distinct_values_to_contain_set",),
)
DISTINCT_EQUAL = Kind(
    name="distinct_equal",
    about="The different values of the column are those of the list. Observed is how many stand on one side only.",
    arguments=ARGUMENTS,
    rule=just_these,
    judges="value",
    listed=("values",),
    aliases=("expect_column_distinct_values_to_equal_set",),
)
