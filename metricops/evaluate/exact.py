"""Exact numbers: judging compares fractions, so that 34% against 40% is a fall of exactly 15%."""

from decimal import Context, Decimal
from fractions import Fraction
from math import inf, isfinite

from metricops.evaluate.values import Number

FLOAT_DIGITS = Context(prec=12)  # what a float still says after some millions of additions


def exact(number: Number | None) -> Fraction | None:
    """The number as a fraction; None for NULL, NaN and infinities. A float counts with twelve significant digits."""
    if number is None:
        return None
    if isinstance(number, float):
        return Fraction(FLOAT_DIGITS.create_decimal(repr(number))) if isfinite(number) else None
    if isinstance(number, Decimal) and not number.is_finite():
        return None
    return Fraction(number)


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
