"""One sentence on one window: whether its condition holds, or nearly holds, and against what."""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from metricops.evaluate.baselines import baseline_value
from metricops.evaluate.exact import written
from metricops.evaluate.instances import Instance
from metricops.evaluate.limits import natural_limits
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
NEAR_A_LEVEL = Fraction(1, 10)  # of the level: where the default yellow band starts
NEAR_A_CHANGE = Fraction(9, 10)  # of the change limit
POINT = Fraction(1, 100)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sentence says of a value: `met` when its condition holds, `near` inside the default yellow band.

    `limits` are the levels it was held against (a change: the share it may change by), `beyond` is the distance past
    the limit, negative before it, and `scale` what that distance is measured by.
    """

    met: bool
    near: bool
    limits: tuple[Fraction, ...]
    baseline: Fraction | None = None
    change: Fraction | None = None
    beyond: Fraction = Fraction(0)
    scale: Fraction = Fraction(1)

    @property
    def excess(self) -> Fraction:
        """How far beyond the limit, relative to it."""
        return self.beyond / abs(self.scale) if self.scale else self.beyond


def outcome(sentence: Sentence, value: Fraction, instance: Instance, period: Period) -> Outcome | Gap:
    """Hold a value against a sentence; a Gap says why that cannot be done."""
    match sentence.rule:
        case LevelRule(comparison, level):
            limit = _level(level, instance, period)
            return limit if isinstance(limit, Gap) else _guarded(_beside(comparison, value, limit), value, sentence)
        case Band(inside, low, high):
            return _guarded(_band(inside, value, written(low), written(high)), value, sentence)
        case Change() as change:
            base = baseline_value(change.baseline, instance, period)
            return base if isinstance(base, Gap) else _change(change, value, base, sentence.guard)
        case Limits() | Mads() as rule:
            ends = natural_limits(rule, instance, period)
            return ends if isinstance(ends, Gap) else _guarded(_outside(value, *ends), value, sentence)
    assert_never(sentence.rule)


def with_limit(rule: Rule, limit: Decimal) -> Rule:
    """The rule with the limit of a segment in place of its own."""
    match rule:
        case LevelRule():
            return replace(rule, level=Level(limit))
        case Change():
            return replace(rule, by=limit)
    return rule


def relative_change(value: Fraction, baseline: Fraction) -> Fraction:
    """The change as a share of the absolute value of the baseline."""
    (v, of_v), (b, of_b) = value.as_integer_ratio(), baseline.as_integer_ratio()
    return Fraction(v * of_b - b * of_v, abs(b) * of_v)  # brought to lowest terms once


def _level(level: Level | MetricLevel | ShareLevel, instance: Instance, period: Period) -> Fraction | Gap:
    match level:
        case Level(value):
            return written(value)
        case MetricLevel(metric, share):
            other = instance.other(metric, period)
            return other if isinstance(other, Gap) else written(share) * other
        case ShareLevel(share):
            target = instance.target(period)
            return target if isinstance(target, Gap) else written(share) * target
    assert_never(level)


def _beside(comparison: Comparison, value: Fraction, limit: Fraction) -> Outcome:
    beyond = limit - value if comparison in LOWER else value - limit
    strict = comparison in (Comparison.BELOW, Comparison.ABOVE)
    met = beyond > 0 if strict else beyond >= 0
    near = limit != 0 and beyond >= -NEAR_A_LEVEL * abs(limit)
    return Outcome(met, near, (limit,), beyond=beyond, scale=limit)


def _band(inside: bool, value: Fraction, low: Fraction, high: Fraction) -> Outcome:
    depth = min(value - low, high - value)  # 0 at an end, negative outside
    met = depth >= 0 if inside else depth < 0
    beyond = depth if inside else -depth
    end = low if value - low < high - value else high
    return Outcome(met, _near_band(inside, value, low, high), (low, high), beyond=beyond, scale=end)


def _near_band(inside: bool, value: Fraction, low: Fraction, high: Fraction) -> bool:
    """Within 10% of an end on its good side, unless that would leave nothing green between the two."""
    if inside:
        return low - NEAR_A_LEVEL * abs(low) <= value <= high + NEAR_A_LEVEL * abs(high)
    green_from, green_to = low + NEAR_A_LEVEL * abs(low), high - NEAR_A_LEVEL * abs(high)
    if green_from >= green_to:
        return False
    return bool((low and value <= green_from) or (high and value >= green_to))


def _change(rule: Change, value: Fraction, baseline: Fraction, guard: Guard | None) -> Outcome:
    change, by = relative_change(value, baseline), written(rule.by)
    size = -change if rule.direction == "falls" else change if rule.direction == "rises" else abs(change)
    met, near = size > by, size >= by * NEAR_A_CHANGE
    if guard and near:
        moved, floor = abs(value - baseline), _amount(guard)
        met, near = met and moved >= floor, moved >= floor * NEAR_A_CHANGE
    return Outcome(met, near, (by,), baseline, change, size - by, by)


def _outside(value: Fraction, low: Fraction, high: Fraction) -> Outcome:
    beyond = max(low - value, value - high)
    return Outcome(beyond > 0, False, (low, high), beyond=beyond, scale=(high - low) / 2)


def _guarded(result: Outcome, value: Fraction, sentence: Sentence) -> Outcome:
    """A level is only met when the value stands beyond it by the guard as well."""
    if sentence.guard is None or not result.met:
        return result
    distance = min(abs(value - limit) for limit in result.limits)
    return replace(result, met=distance >= _amount(sentence.guard))


def _amount(guard: Guard | None) -> Fraction:
    if guard is None:
        return Fraction(0)
    return Fraction(guard.amount) * (POINT if guard.points else 1)
