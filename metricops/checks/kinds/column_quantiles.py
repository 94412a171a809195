"""`column_quantiles`: values that stand at given shares of a column, in order, lie in ranges."""

from collections.abc import Iterator
from decimal import Decimal

from sqlglot import exp

from metricops.checks.given import Given, constant
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import all_of, when, within_bounds
from metricops.checks.rule import ValueRule
from metricops.manifest.checks import Argument


def rule(given: Given) -> ValueRule:
    """A quantile is a value of the column itself, none between two; over no values there is none."""
    values = [_quantile(given, share) for share in given.items("quantiles")]
    holds = all_of(*(_inside(value, range_) for value, range_ in zip(values, given.items("ranges"), strict=True)))
    subject = f'the quantiles of "{given.text("column")}"'
    return ValueRule(exp.Array(expressions=values), holds or exp.true(), subject, _in_words(given), given.scope)


def _quantile(given: Given, share: Argument) -> exp.Expr:
    ordered = exp.Ordered(this=when(given.scope, given.column("column")), desc=False, nulls_first=False)
    return exp.WithinGroup(this=exp.PercentileDisc(this=constant(share)), expression=exp.Order(expressions=[ordered]))


def _inside(value: exp.Expr, range_: Argument) -> exp.Expr:
    low, high = _ends(range_)
    return within_bounds(value, None if low is None else constant(low), None if high is None else constant(high))


def _ends(range_: Argument) -> tuple[Argument, Argument]:
    assert isinstance(range_, tuple), "faults() has said so before"
    return range_[0], range_[1]


def _in_words(given: Given) -> str:
    return ", ".join(_range_in_words(range_) for range_ in given.items("ranges"))


def _range_in_words(range_: Argument) -> str:
    low, high = _ends(range_)
    if low is None or high is None:
        return "any value" if low == high else f"at most {high}" if low is None else f"at least {low}"
    return f"{low} to {high}"


def impossible(given: Given) -> tuple[str, str] | None:
    """What is wrong with shares and ranges together."""
    shares, ranges = given.items("quantiles"), given.items("ranges")
    if len(shares) != len(ranges):
        return "ranges", f"there are {len(shares)} quantiles and {len(ranges)} ranges: one for each is needed"
    wrong = next((share for share in shares if not _is_share(share)), None)
    if wrong is not None:
        return "quantiles", f'"{wrong}" is no quantile: a number from 0 to 1 is needed'
    return next(_upside_down(ranges), None)


def _is_share(share: Argument) -> bool:
    return isinstance(share, int | Decimal) and 0 <= share <= 1


def _upside_down(ranges: tuple[Argument, ...]) -> Iterator[tuple[str, str]]:
    for low, high in map(_ends, ranges):
        numbers = isinstance(low, int | Decimal) and isinstance(high, int | Decimal)
        if numbers and low > high:  # type: ignore[operator]
            yield "ranges", f"nothing lies between {low} and {high}"


COLUMN_QUANTILES = Kind(
    name="column_quantiles",
    about="The values at these shares of the column, from its least to its greatest, each lie in their range.",
    arguments=(
        Parameter("column", ParameterType.COLUMN, "the column", required=True),
        Parameter("quantiles", ParameterType.NUMBERS, "shares from 0 to 1: `0.5` is the median", required=True),
        Parameter(
            "ranges",
            ParameterType.RANGES,
            "one range for each; an end may be `null`",
            required=True,
            aliases=("value_ranges",),
        ),
        Parameter(
            "allow_relative_error",
            ParameterType.FLAG,
            "understood, and without effect: values are exact",
            default=False,
        ),
    ),
    rule=rule,
    judges="value",
    nested="quantile_ranges",
    aliases=("expect_column_quantile_values_to_be_between",),
    impossible=impossible,
)
