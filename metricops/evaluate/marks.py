"""A mark: the colour of one window under a threshold, before streaks and history have their say."""

from dataclasses import dataclass, replace
from enum import Enum, auto
from fractions import Fraction

from metricops.evaluate.instances import Instance
from metricops.evaluate.readings import Gap
from metricops.evaluate.rules import Outcome, outcome, with_limit
from metricops.evaluate.values import Segment, Status
from metricops.manifest import Sentence, Threshold
from metricops.periods import Period


class Colour(Enum):
    """What a window looks like: grey says nothing."""

    RED = auto()
    YELLOW = auto()
    GREEN = auto()
    GREY = auto()


@dataclass(frozen=True, slots=True)
class Mark:
    """One window under a threshold: its colour, what it was held against, or the gap that left it grey.

    `empty` is a window without rows; `clear` says that an open breach may close here.
    """

    period: Period
    colour: Colour
    n: int
    value: Fraction | None = None
    outcome: Outcome | None = None
    gap: Gap | None = None
    empty: bool = False
    clear: bool = True


def mark(instance: Instance, period: Period) -> Mark:
    """Judge one window on its own."""
    observation, value = instance.observation(period), instance.value(period)
    empty = isinstance(value, Gap) and value.status is Status.NO_DATA
    n = observation.n if observation and not empty else 0
    red = instance.threshold.red
    if n < red.sample or isinstance(value, Gap):
        colour = Colour.RED if empty and _must_have_rows(instance, period) else Colour.GREY
        seen = None if isinstance(value, Gap) else value
        return Mark(period, colour, n, seen, gap=_empty(value, red, n, instance.rostered), empty=empty)
    result = outcome(red, value, instance, period)
    if isinstance(result, Gap):
        return Mark(period, Colour.GREY, n, value, gap=result)
    colour = _colour(result, instance, value, n, period)
    return Mark(period, colour, n, value, result, clear=_is_clear(instance, value, period))


def for_segment(threshold: Threshold, segment: Segment) -> Threshold:
    """The threshold with the segment's own limit, if it has one; its yellow band is then the default one."""
    limits = dict(threshold.limits)
    limit = next((limits[value] for _, value in segment if value in limits), None)
    if limit is None:
        return threshold
    return replace(threshold, red=replace(threshold.red, rule=with_limit(threshold.red.rule, limit)), yellow=None)


def _must_have_rows(instance: Instance, period: Period) -> bool:
    """Whether no rows are a breach; before the data began they are not."""
    first = instance.series.first
    return instance.threshold.on_no_data == "breach" and (first is None or first <= period.end)


def _empty(value: Fraction | Gap, red: Sentence, n: int, rostered: bool) -> Gap:
    """Too few before all else; only a segment that must be there has no data whatever the sample."""
    missing = rostered and isinstance(value, Gap) and value.status is Status.NO_DATA
    if n < red.sample and not missing:
        return Gap(Status.TOO_FEW, f"{n:,} of {red.sample:,} {red.sample_noun}")
    assert isinstance(value, Gap)
    return value


def _colour(result: Outcome, instance: Instance, value: Fraction, n: int, period: Period) -> Colour:
    if result.met:
        return Colour.RED
    return Colour.YELLOW if _is_yellow(result, instance, value, n, period) else Colour.GREEN


def _is_yellow(result: Outcome, instance: Instance, value: Fraction, n: int, period: Period) -> bool:
    yellow = instance.threshold.yellow
    if yellow is None:
        return result.near
    if n < yellow.sample:
        return False
    warned = outcome(yellow, value, instance, period)
    return isinstance(warned, Outcome) and warned.met


def _is_clear(instance: Instance, value: Fraction, period: Period) -> bool:
    clear = instance.threshold.clear
    if clear is None:
        return True
    cleared = outcome(clear, value, instance, period)
    return isinstance(cleared, Outcome) and cleared.met
