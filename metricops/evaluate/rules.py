"""One sentence as lines: what its rule holds the value against, in one window after another."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, partial
from typing import assert_never

from metricops.evaluate.baselines import baseline_value
from metricops.evaluate.exact import written
from metricops.evaluate.instances import Instance
from metricops.evaluate.limits import natural_limits
from metricops.evaluate.lines import Edges, Line, Move, Zone
from metricops.evaluate.readings import Gap
from metricops.manifest import (
    Band,
    Change,
    Comparison,
    Guard,
    Level,
    LevelRule,
    Limits,
    Mads,
    MetricLevel,
    Rule,
    Sentence,
    ShareLevel,
)
from metricops.periods import Period

LOWER = (Comparison.BELOW, Comparison.AT_MOST)
STRICT = (Comparison.BELOW, Comparison.ABOVE)
NEAR_A_LEVEL = Fraction(1, 10)  # of the level: where the default yellow band starts
POINT = Fraction(1, 100)
NOWHERE = Edges(None, None, included=False)
Against = Callable[[Period], Line | Gap]


def lines(sentence: Sentence, instance: Instance) -> Against:
    """What a sentence holds a window's value against; a Gap says why that cannot be done."""
    guard = _amount(sentence.guard)
    match sentence.rule:
        case LevelRule(comparison, level):
            return _level(comparison, level, guard, instance)
        case Band(inside, low, high):
            return _always(_band(inside, written(low), written(high), guard))
        case Change() as change:
            return partial(_move, change, guard if sentence.guard else None, instance)
        case Limits() | Mads() as rule:
            return partial(_natural, rule, guard, instance)
    assert_never(sentence.rule)


def with_limit(rule: Rule, limit: Decimal) -> Rule:
    """The rule with the limit of a segment in place of its own."""
    match rule:
        case LevelRule():
            return replace(rule, level=Level(limit))
        case Change():
            return replace(rule, by=limit)
    return rule


def _always(line: Line) -> Against:
    return lambda _: line


def _level(
    comparison: Comparison, level: Level | MetricLevel | ShareLevel, guard: Fraction, instance: Instance
) -> Against:
    match level:
        case Level(value):
            return _always(_side(comparison, written(value), guard))
        case MetricLevel(metric, share):
            return partial(_share, comparison, written(share), guard, partial(instance.other, metric))
        case ShareLevel(share):
            return partial(_share, comparison, written(share), guard, instance.target)
    assert_never(level)


def _share(
    comparison: Comparison,
    share: Fraction,
    guard: Fraction,
    whole: Callable[[Period], Fraction | Gap],
    period: Period,
) -> Line | Gap:
    level = whole(period)
    return level if isinstance(level, Gap) else _side(comparison, share * level, guard)


@lru_cache(maxsize=1024)  # the same few levels are held against every segment
def _side(comparison: Comparison, limit: Fraction, guard: Fraction) -> Zone:
    """One side of a level: beyond it, and by the guard as well; near it from 10% of the level on."""
    lower, room = comparison in LOWER, NEAR_A_LEVEL * abs(limit)
    included = comparison not in STRICT or guard > 0
    if lower:
        near = Edges.at(limit + room, None, included=True) if limit else NOWHERE
        return Zone(limit, None, Edges.at(limit - guard, None, included), near)
    near = Edges.at(None, limit - room, included=True) if limit else NOWHERE
    return Zone(None, limit, Edges.at(None, limit + guard, included), near)


def _band(inside: bool, low: Fraction, high: Fraction, guard: Fraction) -> Zone:
    if inside:
        red = Edges.at(low + guard, high - guard, included=False)
        near = Edges.at(low - NEAR_A_LEVEL * abs(low), high + NEAR_A_LEVEL * abs(high), included=False)
        return Zone(low, high, red, near, inside=True)
    return Zone(low, high, _outer(low, high, guard), _near_band(low, high))


def _outer(low: Fraction, high: Fraction, guard: Fraction) -> Edges:
    return Edges.at(low - guard, high + guard, included=guard > 0)


def _near_band(low: Fraction, high: Fraction) -> Edges:
    """Within 10% of an end on its good side, unless that would leave nothing green between the two."""
    green_from, green_to = low + NEAR_A_LEVEL * abs(low), high - NEAR_A_LEVEL * abs(high)
    if green_from >= green_to:
        return NOWHERE
    return Edges.at(green_from if low else None, green_to if high else None, included=True)


def _move(rule: Change, guard: Fraction | None, instance: Instance, period: Period) -> Line | Gap:
    base = baseline_value(rule.baseline, instance, period)
    return base if isinstance(base, Gap) else Move(rule.direction, written(rule.by), base, guard)


def _natural(rule: Limits | Mads, guard: Fraction, instance: Instance, period: Period) -> Line | Gap:
    ends = natural_limits(rule, instance, period)
    if isinstance(ends, Gap):
        return ends
    low, high = ends
    return Zone(low, high, _outer(low, high, guard), NOWHERE, scale=(high - low) / 2)


def _amount(guard: Guard | None) -> Fraction:
    if guard is None:
        return Fraction(0)
    return written(guard.amount) * (POINT if guard.points else 1)
