"""Splitting a change over segments so that the parts add up to it exactly: mix and rate, or plain sums."""

from collections.abc import Mapping
from fractions import Fraction

from metricops.explain.values import Contribution, Number, Part, Parts

NOTHING = Part(0, 0)


def contributions(now: Parts, before: Parts) -> tuple[Contribution, ...] | None:
    """What every segment adds to the change from `before` to `now`, largest first; None when it cannot be known.

    Parts with denominators are read as a ratio: midpoint weights make the split symmetric and exact, and mix
    is measured against the overall rate, so that a growing segment only hurts if it is worse than average.
    A segment absent in one window borrows the other window's rate: all its effect is mix.
    """
    found = _ratio(now, before) if is_ratio(now, before) else _sum(now, before)
    return None if found is None else tuple(sorted(found, key=_strongest))


def is_ratio(*sides: Parts) -> bool:
    """Whether any part has a denominator."""
    return any(part.denominator is not None for side in sides for part in side.values())


def total(parts: Parts) -> Fraction | None:
    """The metric over all segments; None when nothing was measured or the denominators add up to 0."""
    if all(part.numerator is None and part.denominator is None for part in parts.values()):
        return None
    numerator = sum((_exact(p.numerator) for p in parts.values()), Fraction())
    if not is_ratio(parts):
        return numerator
    denominator = sum((_exact(p.denominator) for p in parts.values()), Fraction())
    return numerator / denominator if denominator else None


def formula(now: Parts, before: Parts) -> tuple[Fraction, Fraction] | None:
    """How much of a ratio's change its numerator and its denominator account for, averaged over both orders."""
    n1, d1, n0, d0 = *_sides(now), *_sides(before)
    if not (is_ratio(now, before) and d1 and d0):
        return None
    numerator = ((n1 - n0) / d0 + (n1 - n0) / d1) / 2
    return numerator, n1 / d1 - n0 / d0 - numerator


def _sum(now: Parts, before: Parts) -> list[Contribution]:
    return [
        Contribution(
            segment,
            _exact(now.get(segment, NOTHING).numerator) - _exact(before.get(segment, NOTHING).numerator),
            Fraction(),
        )
        for segment in _segments(now, before)
    ]


def _ratio(now: Parts, before: Parts) -> list[Contribution] | None:
    n1, d1, n0, d0 = *_sides(now), *_sides(before)
    if not d1 or not d0:
        return None
    average = (n1 / d1 + n0 / d0) / 2
    return [
        _effects(segment, now.get(segment, NOTHING), before.get(segment, NOTHING), d1, d0, average)
        for segment in _segments(now, before)
    ]


def _effects(
    segment: str | None, now: Part, before: Part, d1: Fraction, d0: Fraction, average: Fraction
) -> Contribution:
    w1, w0 = _exact(now.denominator) / d1, _exact(before.denominator) / d0
    whole = _exact(now.numerator) / d1 - _exact(before.numerator) / d0 - (w1 - w0) * average
    r1, r0 = _rate(now), _rate(before)
    rate = Fraction() if r1 is None or r0 is None else (r1 - r0) * (w1 + w0) / 2
    return Contribution(segment, rate, whole - rate)


def _rate(part: Part) -> Fraction | None:
    denominator = _exact(part.denominator)
    return _exact(part.numerator) / denominator if denominator else None


def _sides(parts: Parts) -> tuple[Fraction, Fraction]:
    numerator = sum((_exact(p.numerator) for p in parts.values()), Fraction())
    return numerator, sum((_exact(p.denominator) for p in parts.values()), Fraction())


def _segments(now: Mapping[str | None, Part], before: Mapping[str | None, Part]) -> list[str | None]:
    return list(dict.fromkeys([*before, *now]))


def _exact(number: Number | None) -> Fraction:
    return Fraction(0 if number is None else number)


def _strongest(contribution: Contribution) -> tuple[Fraction, bool, str]:
    return (-abs(contribution.total), contribution.segment is None, contribution.segment or "")
