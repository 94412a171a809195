"""Findings in words: facts with their numbers, and never an adjective."""

from datetime import date
from fractions import Fraction

from metricops.evaluate.amounts import amount, apart, change, limit_amount, share
from metricops.evaluate.baselines import said
from metricops.evaluate.instances import Instance
from metricops.evaluate.lines import Outcome
from metricops.evaluate.marks import Colour, Mark
from metricops.evaluate.readings import Gap
from metricops.evaluate.rules import LOWER, NEAR_A_LEVEL
from metricops.evaluate.states import CLEAN_WINDOWS, Phase
from metricops.evaluate.streaks import Standing
from metricops.evaluate.values import Segment, State, Status
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
    ShareLevel,
)

SIDES = {
    Comparison.BELOW: "below",
    Comparison.ABOVE: "above",
    Comparison.AT_LEAST: "at or above",
    Comparison.AT_MOST: "at or below",
}
GREY_WORDS = {Status.TOO_FEW: ", too few to judge"}


def subject(label: str, segment: Segment) -> str:
    """`Enterprise win rate`; without a segment the label as it is."""
    values = ", ".join("(none)" if value is None else value for _, value in segment)
    return f"{values} {_inside_a_sentence(label)}" if values else label


def label_of(name: str, label: str = "") -> str:
    """The metric's label, by default its name in words."""
    return label or name.replace("_", " ").capitalize()


def sentence(instance: Instance, now: Standing, phase: Phase, provisional_until: date | None) -> str:
    """What was seen, against what, and how long it lasts."""
    mark = now.mark
    who = subject(label_of(instance.metric.name, instance.metric.label), instance.segment)
    if mark.outcome is None or mark.value is None:
        text = f"{who}{_grey(instance, mark, phase)}"
    else:
        text = f"{who} is {_facts(instance, mark.value, mark.outcome)}{_duration(instance, now, phase)}"
        text += _written_yellow(instance, mark)
    provisional = f" Provisional until {provisional_until}." if provisional_until else ""
    return f"{text}.{provisional}"


def not_judged(who: str, reason: str) -> str:
    """What is said when nobody could look."""
    return f"{who} was not judged: {reason}."


def _inside_a_sentence(label: str) -> str:
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def _grey(instance: Instance, mark: Mark, phase: Phase) -> str:
    gap = mark.gap
    assert gap is not None, "a mark without an outcome has a gap"
    if mark.value is not None and mark.n >= instance.threshold.red.sample:
        lacking = f"with {gap.reason} to compare with" if gap.status is Status.TOO_FEW else gap.reason
        return f" is {amount(mark.value, instance.metric.unit)}, {lacking}"
    place = f" in {mark.period}" if mark.empty and gap.status is Status.NO_DATA else ""
    words = GREY_WORDS.get(gap.status, "")
    if place and instance.rostered:
        words = f", and the roster {instance.threshold.for_each} lists it"
    elif place and not isinstance(instance.target(mark.period), Gap) and instance.threshold.against_target:
        words = ", and a target is set for it"
    if mark.colour is Colour.RED:
        words = ", which counts as a breach"
    elif phase.status is Status.BREACH:
        words = ", and the breach before is held"
    return f": {gap.reason}{place}{words}"


def _facts(instance: Instance, value: Fraction, result: Outcome) -> str:
    unit, rule = instance.metric.unit, instance.threshold.red.rule
    guard = _guard(instance.threshold.red.guard, unit)
    match rule:
        case LevelRule():
            return _level(instance, value, result, guard)
        case Band(inside, low, high):
            ends = f"{limit_amount(Fraction(low), unit)} and {limit_amount(Fraction(high), unit)}"
            relation = (", between " if inside else ", outside ") if result.met else "; the limits are "
            return f"{_beside(value, result, unit)}{relation}{ends}{guard}"
        case Change():
            return _change(rule, value, result, unit) + guard
        case Limits() | Mads():
            low_end, high_end = result.limits
            side = "outside" if result.met else "within"
            ends = f"{amount(low_end, unit)} to {amount(high_end, unit)}"
            return f"{_beside(value, result, unit)}, {side} the limits {ends} of the {rule.points} points before{guard}"


def _beside(value: Fraction, result: Outcome, unit: str) -> str:
    """The value, told apart from the limit next to it."""
    return apart(value, min(result.limits, key=lambda limit: abs(limit - value)), unit)[0]


def _level(instance: Instance, value: Fraction, result: Outcome, guard: str) -> str:
    rule, unit, limit = instance.threshold.red.rule, instance.metric.unit, result.limits[0]
    assert isinstance(rule, LevelRule)
    seen, level = apart(value, limit, unit)
    source = _source(rule.level)
    if result.met:
        return f"{seen}, {SIDES[rule.comparison]} the limit of {level}{source}{guard}"
    near = limit + NEAR_A_LEVEL * abs(limit) * (1 if rule.comparison in LOWER else -1)
    warns = result.near and instance.threshold.yellow is None
    yellow = f" and yellow starts at {limit_amount(near, unit)}" if warns else ""
    return f"{seen}; the limit is {level}{source}{guard}{yellow}"


def _source(level: Level | MetricLevel | ShareLevel) -> str:
    match level:
        case Level():
            return ""
        case MetricLevel(metric, part):
            return f" ({metric})" if part == 1 else f" ({share(Fraction(part))} of {metric})"
        case ShareLevel(part):
            return f" ({share(Fraction(part))} of the target)"


def _change(rule: Change, value: Fraction, result: Outcome, unit: str) -> str:
    assert result.change is not None
    assert result.baseline is not None
    size = change(result.change, result.limits[0])
    direction = f"down {size}" if result.change < 0 else f"up {size}" if result.change else "unchanged"
    against = f"against {amount(result.baseline, unit)} {said(rule.baseline)}"
    return f"{amount(value, unit)}, {direction} {against}; the limit is {share(result.limits[0])}"


def _guard(guard: Guard | None, unit: str) -> str:
    if guard is None:
        return ""
    if guard.points:
        return f" and by at least {amount(Fraction(guard.amount), '')} points"
    return f" and by at least {limit_amount(Fraction(guard.amount), unit)}"


def _written_yellow(instance: Instance, mark: Mark) -> str:
    yellow = instance.threshold.yellow
    return f"; yellow is {yellow.text.text}" if yellow and mark.colour is Colour.YELLOW else ""


def _duration(instance: Instance, now: Standing, phase: Phase) -> str:
    streak = instance.threshold.red.streak
    if phase.state is State.RECOVERING:
        return f"; {phase.clean} of {CLEAN_WINDOWS} clean windows since it was red"
    if now.run and streak.of > 1:
        needed = f", {streak.n} needed" if streak.n < streak.of else ""
        return f"; {now.run} of {streak.of} {streak.step}{needed}"
    if phase.status is Status.BREACH and not now.run:
        return "; it was red and is not clear yet" if not now.mark.clear else f"; kept red, window {phase.kept}"
    return ""
