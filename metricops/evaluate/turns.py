"""Turns: what a threshold said of a segment as of a day of the past, kept as courses of many days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import overload

from metricops.evaluate.marks import Rules
from metricops.evaluate.sentences import sentence
from metricops.evaluate.states import BEGUN, Phase
from metricops.evaluate.streaks import standing
from metricops.evaluate.thresholds import state_of, value_of
from metricops.evaluate.values import Number, Segment, State, Status
from metricops.evaluate.windows import Schedule, provisional_until
from metricops.periods import Period, Window


@dataclass(frozen=True, slots=True)
class Turn:
    """What a threshold says of a segment as of a day; the sentence only where a breach is new.

    `too_early` when there was no row of any segment yet.
    """

    as_of: date
    segment: Segment
    period: Period
    status: Status
    state: State = State.NONE
    value: Number | None = None
    n: int = 0
    reason: str = ""
    sentence: str = ""
    too_early: bool = False

    @property
    def fired(self) -> bool:
        """Whether a breach begins here."""
        return self.status is Status.BREACH and self.state is State.NEW


@dataclass(frozen=True, slots=True)
class Course:
    """Where one segment stood as of each of some days, `phases[i]` as of `plans[i]`; no step lies between two.

    `rules` judged it; without them it was left out for a `reason`. `began` is the first row of any segment.
    """

    segment: Segment
    plans: Sequence[Schedule]
    phases: Sequence[Phase]
    rules: Rules | None = None
    began: date | None = None
    final_after: Window | None = None
    reason: str = ""

    @property
    def too_early(self) -> bool:
        """Whether there was no row of any segment yet."""
        return self.rules is not None and self.rules.instance.series.first is None and not self.rules.instance.rostered

    def turn(self, place: int) -> Turn:
        """All that was said as of one of the days."""
        plan, phase = self.plans[place], self.phases[place]
        if self.rules is None:
            return Turn(plan.as_of, self.segment, plan.judged, phase.status, reason=self.reason)
        one, now = self.rules.instance, standing(self.rules, plan.steps[0])
        said = ""
        if phase is BEGUN:
            said = sentence(one, now, phase, provisional_until(plan.judged, self.final_after, plan.as_of))
        return Turn(
            plan.as_of,
            self.segment,
            plan.judged,
            phase.status,
            state_of(one, plan, now.mark, phase, self.began),
            value_of(one, now.mark),
            now.mark.n,
            now.mark.gap.reason if now.mark.gap else "",
            said,
            self.too_early,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Turns(Sequence[Turn]):
    """Turns of courses, each made when it is looked at."""

    places: Sequence[tuple[Course, int]]

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, at: int) -> Turn: ...
    @overload
    def __getitem__(self, at: slice) -> "Turns": ...
    def __getitem__(self, at: int | slice) -> "Turn | Turns":
        if isinstance(at, slice):
            return Turns(self.places[at])
        course, place = self.places[at]
        return course.turn(place)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(Turn.__eq__, self, other))

    def __hash__(self) -> int:
        return hash(len(self))
