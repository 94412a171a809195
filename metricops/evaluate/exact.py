"""Exact numbers: judging compares fractions, so that 34% against 40% is a fall of exactly 15%.

Windows are judged by the thousand on `Parts`, whole numbers that Python compares at once; what is shown is a Fraction.
"""

from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from math import inf, isfinite

from metricops.evaluate.values import Number

Parts = tuple[int, int]  # a fraction over a positive denominator, not always in lowest terms

FLOAT_DIGITS = Context(prec=12)  # what a float still says after some millions of additions


def exact(number: Number | None) -> Fraction | None:
    """The number as a fraction; None for NULL, NaN and infinities. A float counts with twelve significant digits."""
    found = parts(number)
    return Fraction(*found) if found else None


def parts(number: Number | None) -> Parts | None:
    """The same as parts."""
    if isinstance(number, Decimal):
        return number.as_integer_ratio() if number.is_finite() else None
    if isinstance(number, int):
        return number, 1
    if number is None or not isfinite(number):
        return None
    return FLOAT_DIGITS.create_decimal(repr(number)).as_integer_ratio()


def quotient(numerator: Number, denominator: Number) -> Parts | None:
    """One number divided by another that is not 0; None when either is not finite."""
    over, under = parts(numerator), parts(denominator)
    if over is None or under is None:
        return None
    sign = 1 if under[0] > 0 else -1
    return over[0] * under[1] * sign, over[1] * under[0] * sign


@lru_cache(maxsize=4096)
def written(limit: Decimal) -> Fraction:
    """A number of a rule; the same few are asked for again and again."""
    return Fraction(limit)


def approximate(fraction: Fraction) -> float:
    """The nearest float; beyond the largest one, infinity."""
    try:
        return float(fraction)
    except OverflowError:
        return inf if fraction > 0 else -inf


def number(fraction: Fraction) -> Number:
    """The fraction as a decimal where that is exact, else the nearest float."""
    quotient = Decimal(fraction.numerator) / Decimal(fraction.denominator)
    return quotient if Fraction(quotient) == fraction else approximate(fraction)


def judged(number: Number | None) -> Number | None:
    """The number as it is judged: without the last digits of a float, which hang on the order of additions."""
    return float(FLOAT_DIGITS.create_decimal(repr(number))) if isinstance(number, float) else number
