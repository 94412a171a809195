"""Bounds: the arguments of a range, the condition they make, and the range in words."""

from decimal import Decimal

from sqlglot import exp

from metricops.checks.given import Given
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import within_bounds

BOUNDS = (
    Parameter("min", ParameterType.VALUE, "the lower end; none when missing", aliases=("min_value",)),
    Parameter("max", ParameterType.VALUE, "the upper end; none when missing", aliases=("max_value",)),
    Parameter("strict_min", ParameterType.FLAG, "the lower end itself is outside", default=False),
    Parameter("strict_max", ParameterType.FLAG, "the upper end itself is outside", default=False),
)


def inside(value: exp.Expr, given: Given) -> exp.Expr:
    """The condition that a value is inside."""
    return within_bounds(
        value, given.value("min"), given.value("max"), given.flag("strict_min"), given.flag("strict_max")
    )


def in_words(given: Given) -> str:
    """The range as a person says it."""
    low, high = given.text("min"), given.text("max")
    least = f"above {low}" if given.flag("strict_min") else f"at least {low}"
    most = f"below {high}" if given.flag("strict_max") else f"at most {high}"
    return " and ".join(words for words, end in ((least, low), (most, high)) if end) or "any value"


def impossible(given: Given) -> tuple[str, str] | None:
    """What is wrong with a range: no ends, or the ends the wrong way round."""
    low, high = given.argument("min"), given.argument("max")
    if low is None and high is None:
        return "min", '"min" or "max" is needed'
    numbers = isinstance(low, int | Decimal) and isinstance(high, int | Decimal)
    if numbers and low > high:  # type: ignore[operator]
        return "max", f'"min" is {low} and "max" is {high}: nothing lies between them'
    return None
