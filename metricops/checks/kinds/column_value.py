"""`column_max`, `column_min`, `column_sum`, `column_mean`, `column_median`, `column_stdev`: an aggregate in a range."""

from collections.abc import Callable

from sqlglot import exp

from metricops.checks.bounds import BOUNDS, impossible, in_words, inside
from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import when
from metricops.checks.rule import ValueRule


def _rule(word: str, aggregate: type[exp.AggFunc], *, float_: bool) -> Callable[[Given], ValueRule]:
    def rule(given: Given) -> ValueRule:
        """Over no values there is nothing inside the range."""
        column = given.column("column")
        value = aggregate(this=when(given.scope, exp.cast(column, "double") if float_ else column))
        subject = f'the {word} of "{given.text("column")}"'
        return ValueRule(value, inside(value, given), subject, in_words(given), given.scope)

    return rule


def _kind(word: str, aggregate: type[exp.AggFunc], about: str, *, float_: bool = False) -> Kind:
    return Kind(
        name=f"column_{word}",
        about=f"{about} lies between `min` and `max`; a column without any value has none.",
        arguments=(Parameter("column", ParameterType.COLUMN, "the column", required=True), *BOUNDS),
        rule=_rule(word, aggregate, float_=float_),
        judges="value",
        aliases=(f"expect_column_{word}_to_be_between",),
        impossible=impossible,
    )


COLUMN_MAX = _kind("max", exp.Max, "The greatest value of the column")
COLUMN_MIN = _kind("min", exp.Min, "The least value of the column")
COLUMN_SUM = _kind("sum", exp.Sum, "The sum of the column")
COLUMN_MEAN = _kind("mean", exp.Avg, "The mean of the column's filled cells")
COLUMN_MEDIAN = _kind("median", exp.Median, "The median of the column's filled cells", float_=True)
COLUMN_STDEV = _kind("stdev", exp.StddevSamp, "The standard deviation of a sample, as the column is one,", float_=True)
