"""Replaying a threshold: what it says of every segment as of each of many days, from answers to one question."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby, pairwise, takewhile

from metricops.evaluate.finality import final_after
from metricops.evaluate.findings import Given, instance, judged_series, not_listed, refused, unlisted
from metricops.evaluate.marks import Rules
from metricops.evaluate.observe import empty_series
from metricops.evaluate.questions import asked, asked_for_targets, other_metrics, periods_of
from metricops.evaluate.rosters import Rosters
from metricops.evaluate.states import FINE, Phase, following, remembered
from metricops.evaluate.streaks import status
from metricops.evaluate.thresholds import phase_before
from metricops.evaluate.turns import Course
from metricops.evaluate.values import Answer, Question, Segment, Series, Status
from metricops.evaluate.windows import DEFAULT, Schedule, Step, moved, schedules
from metricops.manifest import Manifest, Metric, Threshold
from metricops.periods import Period


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
    further = (asked(other, threshold) for other in other_metrics(threshold))
    for question in (*further, *asked_for_targets(manifest, metric.name, threshold, whole.looked_at, whole.as_of)):
        yield question, whole.looked_at


def replay(
    manifest: Manifest,
    metric: Metric,
    threshold: Threshold,
    replayed: Sequence[Schedule],
    answers: Sequence[Answer],
    rosters: Rosters,
) -> Iterator[Course]:
    """What evaluating as of each day says, segment by segment."""
    about = (t.set_on for t in manifest.targets if threshold.against_target and t.metric == metric.name)
    changes = sorted(about)  # another target may be another outcome
    for _, same in groupby(replayed, key=lambda plan: bisect_right(changes, plan.as_of)):
        plans = tuple(same)
        given = Given.of(manifest, answers, plans[0].as_of, rosters=rosters)
        yield from _Stretch(given, metric, threshold, plans).courses()


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Days of a replay as of which the same targets were known, one step of the threshold after another."""

    given: Given
    metric: Metric
    threshold: Threshold
    plans: Sequence[Schedule]

    def courses(self) -> Iterator[Course]:
        """What was said of every segment, and of those that were left out."""
        looked: dict[tuple[Segment, date | None], tuple[Series, list[int]]] = {}
        left: dict[tuple[Segment, str], list[int]] = {}
        for day, plan in enumerate(self.plans):
            series = judged_series(self.given, self.metric, self.threshold, plan.judged)
            reason = refused(self.given, self.metric, self.threshold, series)
            for one in () if reason else series:  # before the first row there is an empty series of the same segment
                looked.setdefault((one.segment, one.first), (one, []))[1].append(day)
            for segment, why in self._left(plan, reason):
                left.setdefault((segment, why), []).append(day)
        yield from self._judged(looked.values())
        for (segment, why), days in left.items():
            for start, end in _runs(days):
                phases = (Phase(Status.NOT_JUDGED),) * (end - start)
                yield Course(segment, self.plans[start:end], phases, reason=why)

    def _left(self, plan: Schedule, reason: str) -> Iterator[tuple[Segment, str]]:
        """The segments that are not judged as of a day, with the reason."""
        if reason:
            answer = self.given.answers[asked(self.metric.name, self.threshold)]
            yield empty_series(answer.question).segment, reason
            return
        for segment in unlisted(self.given, self.metric, self.threshold, plan.judged):
            yield segment, not_listed(self.threshold)

    def _judged(self, looked: Iterable[tuple[Series, Sequence[int]]]) -> Iterator[Course]:
        answer = self.given.answers[asked(self.metric.name, self.threshold)]
        began = min((one.first for one in answer.series if one.first), default=None)
        after = final_after(self.metric, self.given.manifest)
        carried = (False, *(_continues(plan, before) for before, plan in pairwise(self.plans)))
        for one, days in looked:
            rules = Rules.of(instance(self.given, self.metric, self.threshold, self.plans[days[0]], one))
            for start, end in _runs(days):
                plans = self.plans[start:end]
                phases = tuple(_phases(rules, plans, (False, *carried[start + 1 : end])))
                yield Course(one.segment, plans, phases, rules, began, after)


def _continues(plan: Schedule, before: Schedule) -> bool:
    """Whether the history of a day is the day before with its history, as far as it goes."""
    return plan.steps[1:] == before.steps[: len(plan.steps) - 1]


def _phases(rules: Rules, plans: Iterable[Schedule], carried: Iterable[bool]) -> Iterator[Phase]:
    """Where an instance stands as of each day, carried on from the day before where both have the same history.

    This is what evaluating as of that day alone says.
    """
    threshold, phase = rules.instance.threshold, FINE
    streaks = (s.streak.of for s in (threshold.red, threshold.yellow) if s)
    look = cache(rules.light) if max(streaks) > 1 else rules.light  # streaks look at a window again and again
    for plan, carries in zip(plans, carried, strict=True):
        before = remembered(phase, len(plan.steps)) if carries else phase_before(threshold, plan, look)
        now = status(threshold, plan.steps[0], look)
        phase = following(before, now, threshold.keep, threshold.on_no_data)
        yield phase


def _runs(days: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The stretches without a gap that these numbers make, each with the number after its last."""
    start = days[0]
    for day, following_day in pairwise((*days, days[-1] + 2)):
        if following_day != day + 1:
            yield start, day + 1
            start = following_day
