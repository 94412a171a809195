"""Marks: the colour of one window under a threshold, before streaks and history have their say."""

from dataclasses import dataclass, replace
from enum import Enum, auto
from fractions import Fraction

from metricops.evaluate.exact import Parts
from metricops.evaluate.instances import Instance
from metricops.evaluate.lines import Line, Outcome, Reach
from metricops.evaluate.readings import Gap
from metricops.evaluate.rules import Against, lines, with_limit
from metricops.evaluate.values import Segment, Status
from metricops.manifest import Threshold
from metricops.periods import Period


class Colour(Enum):
    """What a window looks like: grey says nothing."""

    RED = auto()
    YELLOW = auto()
    GREEN = auto()
    GREY = auto()


@dataclass(frozen=True, slots=True)
class Light:
    """What a window looks like at a glance, and the status that follows.

    `empty` is a window without rows; `clear` says that an open breach may close here.
    """

    colour: Colour
    status: Status
    empty: bool = False
    clear: bool = True

    @property
    def pending(self) -> bool:
        """Red now, but not for long enough."""
        return self.colour is Colour.RED and self.status is Status.WATCH


RED = Light(Colour.RED, Status.BREACH)
YELLOW = Light(Colour.YELLOW, Status.WATCH)
GREEN = Light(Colour.GREEN, Status.OK)


@dataclass(frozen=True, slots=True)
class Mark:
    """A window looked at closely: its value and sample, and what it was held against or the gap that left it grey."""

    period: Period
    light: Light
    n: int
    value: Fraction | None = None
    outcome: Outcome | None = None
    gap: Gap | None = None

    @property
    def colour(self) -> Colour:
        """Its colour."""
        return self.light.colour

    @property
    def empty(self) -> bool:
        """Whether it is without rows."""
        return self.light.empty

    @property
    def clear(self) -> bool:
        """Whether an open breach may close here."""
        return self.light.clear


@dataclass(frozen=True, slots=True)
class Rules:
    """The sentences of an instance's threshold, ready to be held against one window after another."""

    instance: Instance
    red: Against
    yellow: Against | None
    clear: Against | None

    @classmethod
    def of(cls, instance: Instance) -> "Rules":
        """The rules of an instance."""
        given = instance.threshold
        yellow, clear = (lines(s, instance) if s else None for s in (given.yellow, given.clear))
        return cls(instance, lines(given.red, instance), yellow, clear)

    def light(self, period: Period) -> Light:
        """Judge one window on its own."""
        return self._light(period, *self._held(period))

    def mark(self, period: Period) -> Mark:
        """The same window with all that its light came from."""
        n, seen, against = self._held(period)
        light = self._light(period, n, seen, against)
        value = None if isinstance(seen, Gap) else Fraction(*seen)
        if isinstance(against, Gap):
            return Mark(period, light, n, value, gap=against)
        assert value is not None, "what is held against a line is a value"
        return Mark(period, light, n, value, against.outcome(value))

    def _light(self, period: Period, n: int, value: Parts | Gap, against: Line | Gap) -> Light:
        if isinstance(value, Gap) or isinstance(against, Gap):
            assert isinstance(against, Gap), "without a value there is a gap"
            return self._grey(period, value, against)
        reach = against.reach(value)
        light = RED if reach is Reach.MET else YELLOW if self._is_yellow(reach, value, n, period) else GREEN
        return light if self.clear is None or _met(self.clear, value, period) else replace(light, clear=False)

    def _held(self, period: Period) -> tuple[int, Parts | Gap, Line | Gap]:
        """The sample of a window, its value, and what that is held against.

        Too few comes before all else; only a segment that must be there has no data whatever the sample.
        """
        instance, red = self.instance, self.instance.threshold.red
        seen = instance.observation(period)
        value = instance.reading(seen)
        missing = isinstance(value, Gap) and value.status is Status.NO_DATA
        n = seen.n if seen and not missing else 0
        if n < red.sample and not (missing and instance.rostered):
            return n, value, Gap(Status.TOO_FEW, f"{n:,} of {red.sample:,} {red.sample_noun}")
        return n, value, value if isinstance(value, Gap) else self.red(period)

    def _grey(self, period: Period, value: Parts | Gap, gap: Gap) -> Light:
        empty = isinstance(value, Gap) and value.status is Status.NO_DATA
        if empty and self._must_have_rows(period):
            return Light(Colour.RED, Status.BREACH, empty=True)
        return Light(Colour.GREY, gap.status, empty)

    def _must_have_rows(self, period: Period) -> bool:
        """Whether no rows are a breach; before the data began they are not."""
        first = self.instance.series.first
        return self.instance.threshold.on_no_data == "breach" and (first is None or first <= period.end)

    def _is_yellow(self, reach: Reach, value: Parts, n: int, period: Period) -> bool:
        yellow = self.instance.threshold.yellow
        if yellow is None or self.yellow is None:
            return reach is Reach.NEAR
        return n >= yellow.sample and _met(self.yellow, value, period)


def for_segment(threshold: Threshold, segment: Segment) -> Threshold:
    """The threshold with the segment's own limit, if it has one; its yellow band is then the default one."""
    limits = dict(threshold.limits)
    limit = next((limits[value] for _, value in segment if value in limits), None)
    if limit is None:
        return threshold
    return replace(threshold, red=replace(threshold.red, rule=with_limit(threshold.red.rule, limit)), yellow=None)


def _met(sentence: Against, value: Parts, period: Period) -> bool:
    against = sentence(period)
    return not isinstance(against, Gap) and against.reach(value) is Reach.MET
