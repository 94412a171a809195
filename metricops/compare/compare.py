"""Comparing: two columns of numbers by key, in exact arithmetic."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from metricops.compare.values import Comparison, Keys, Pair, Standing
from metricops.evaluate.exact import exact
from metricops.evaluate.values import Number

ZERO = Fraction(0)


def compare(
    left: Mapping[Keys, Number | None],
    right: Mapping[Keys, Number | None],
    tolerance: Decimal,
    *,
    additive: bool = True,
) -> Comparison:
    """Both sides by key, those of the left first in their order; `tolerance` is a fraction of the larger number.

    A key that one side has without a number is as good as missing there. `additive` says that the numbers add up
    over keys: then there is a total, and the gaps add up to the total's gap.
    """
    keys = dict.fromkeys((*left, *right))
    pairs = tuple(_pair(key, exact(left.get(key)), exact(right.get(key)), tolerance, additive) for key in keys)
    return Comparison(pairs, _total(pairs, tolerance) if additive and pairs else None, tolerance)


def _total(pairs: tuple[Pair, ...], tolerance: Decimal) -> Pair:
    left, right = _sum(pair.left for pair in pairs), _sum(pair.right for pair in pairs)
    return _pair((), left, right, tolerance, additive=True)


def _sum(numbers: Iterable[Fraction | None]) -> Fraction | None:
    known = [number for number in numbers if number is not None]
    return sum(known, ZERO) if known else None


def _pair(keys: Keys, left: Fraction | None, right: Fraction | None, tolerance: Decimal, additive: bool) -> Pair:
    if left is None or right is None:
        gap = (right or ZERO) - (left or ZERO) if additive and left is not right else None
        return Pair(keys, left, right, gap, None, _alone(left, right))
    gap, larger = right - left, max(abs(left), abs(right))
    share = abs(gap) / larger if larger else ZERO
    return Pair(keys, left, right, gap, share, _standing(share, tolerance))


def _alone(left: Fraction | None, right: Fraction | None) -> Standing:
    if left is None and right is None:
        return Standing.NO_DATA
    return Standing.ONLY_LEFT if right is None else Standing.ONLY_RIGHT


def _standing(share: Fraction, tolerance: Decimal) -> Standing:
    """A gap of exactly the tolerance is within it."""
    if not share:
        return Standing.SAME
    return Standing.ROUNDING if share <= Fraction(tolerance) else Standing.DIFFERS
