"""Replaying a threshold: what it says of every segment as of each of many days, from answers to one question."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import takewhile

from metricops.evaluate.finality import final_after
from metricops.evaluate.findings import Given, begun, instance, judged_series, not_listed, refused
from metricops.evaluate.instances import Instance
from metricops.evaluate.observe import empty_series
from metricops.evaluate.questions import asked, asked_for_targets, other_metrics, periods_of
from metricops.evaluate.rosters import Rosters, strangers
from metricops.evaluate.sentences import sentence
from metricops.evaluate.streaks import Standing
from metricops.evaluate.thresholds import standings, stands, value_of
from metricops.evaluate.values import Answer, Number, Question, Segment, Series, State, Status
from metricops.evaluate.windows import DEFAULT, Schedule, Step, moved, provisional_until, schedules
from metricops.manifest import Manifest, Metric, Threshold
from metricops.periods import Period

Lane = tuple[Instance, Callable[[Step], Standing]]


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


def days(threshold: Threshold, start: date, end: date) -> tuple[date, ...]:
    """The as-of days of a replay, oldest first: the last one is `end`, a step of the threshold lies between two."""
    every = threshold.every or DEFAULT
    back = (moved(end, n * every.n, every.unit) for n in range((end - start).days + 1))
    return tuple(sorted(set(takewhile(lambda day: day >= start, back))))


def plans(
    manifest: Manifest, metric: Metric, threshold: Threshold, as_of: Iterable[date], history: int
) -> tuple[Schedule, ...]:
    """What the threshold looks at as of each day; days on which it looks at the same as before are left out."""
    assert metric.contract is not None, "a threshold stands in a contract"
    after = final_after(metric, manifest)
    found: dict[Step, Schedule] = {}
    for plan in schedules(threshold, metric.contract, as_of, manifest.calendar, history, after):
        found.setdefault(plan.steps[0], plan)
    return tuple(found.values())


def needed(
    manifest: Manifest, metric: Metric, threshold: Threshold, replayed: Sequence[Schedule]
) -> Iterator[tuple[Question, frozenset[Period]]]:
    """The questions of a replay, without periods, each with all periods that any day of it needs."""
    steps = tuple(dict.fromkeys(step for plan in replayed for step in plan.steps))
    whole = Schedule(replayed[-1].as_of, replayed[-1].window, steps)
    yield asked(metric.name, threshold), frozenset(periods_of(metric, threshold, whole, manifest))
    days = (replayed[0].as_of, replayed[-1].as_of)
    further = (asked(other, threshold) for other in other_metrics(threshold))
    for question in (*further, *asked_for_targets(manifest, metric.name, threshold, *days)):
        yield question, whole.looked_at


def replay(
    manifest: Manifest,
    metric: Metric,
    threshold: Threshold,
    replayed: Sequence[Schedule],
    answers: Sequence[Answer],
    rosters: Rosters,
) -> Iterator[Turn]:
    """What evaluating as of each day says, oldest day first."""
    replaying = _Replay(manifest, metric, threshold, rosters)
    for plan in replayed:
        yield from replaying.turns(Given.of(manifest, answers, plan.as_of, rosters=rosters), plan)


@dataclass(slots=True)
class _Replay:
    """A threshold with the segments that it has met; what it said of a window is remembered."""

    manifest: Manifest
    metric: Metric
    threshold: Threshold
    rosters: Rosters
    lanes: dict[tuple[Segment, date | None], Lane] = field(default_factory=dict)
    given: Given | None = None

    def turns(self, given: Given, plan: Schedule) -> Iterator[Turn]:
        """What is said of every segment that has begun by then."""
        if self.given is None or given.targets != self.given.targets:  # another target may be another outcome
            self.lanes.clear()
        self.given = given
        answer = given.answers[asked(self.metric.name, self.threshold)]
        series = judged_series(given, self.metric, self.threshold, plan.judged)
        reason = refused(given, self.metric, self.threshold, series)
        if reason:
            yield _left(plan, empty_series(answer.question).segment, reason)
            return
        told = tuple(begun(answer, plan.judged))
        began = min((s.first for s in told if s.first), default=None)
        for one in series:
            yield self._turn(self._lane(given, plan, one), plan, began)
        roster = given.rosters.get((self.metric.name, self.threshold.name))
        for stranger in strangers(told, roster, plan.judged) if roster else ():
            yield _left(plan, stranger.segment, not_listed(self.threshold))

    def _lane(self, given: Given, plan: Schedule, series: Series) -> Lane:
        key = series.segment, series.first  # without rows yet there is an empty series of the same segment
        lane = self.lanes.get(key)
        if lane is None:
            one = instance(given, self.metric, self.threshold, plan, series)
            lane = self.lanes[key] = (one, cache(standings(one)))
        return lane

    def _turn(self, lane: Lane, plan: Schedule, began: date | None) -> Turn:
        one, seen = lane
        now, phase, state = stands(one, plan, seen, began)
        mark = now.mark
        said = ""
        if phase.status is Status.BREACH and state is State.NEW:
            until = provisional_until(plan.judged, final_after(self.metric, self.manifest), plan.as_of)
            said = sentence(one, now, phase, until)
        reason = mark.gap.reason if mark.gap else ""
        value = value_of(one, mark)
        early = one.series.first is None and not one.rostered
        return Turn(plan.as_of, one.segment, plan.judged, phase.status, state, value, mark.n, reason, said, early)


def _left(plan: Schedule, segment: Segment, reason: str) -> Turn:
    return Turn(plan.as_of, segment, plan.judged, Status.NOT_JUDGED, reason=reason)
