"""Stage 12 for thresholds: the answers to a run's questions become findings."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from metricops.evaluate.finality import final_after
from metricops.evaluate.fingerprints import fingerprint
from metricops.evaluate.instances import Instance
from metricops.evaluate.marks import for_segment
from metricops.evaluate.observe import empty_series
from metricops.evaluate.questions import HISTORY, asked, other_metrics, planned, thresholds
from metricops.evaluate.rosters import Listed, Rosters, expected, strangers
from metricops.evaluate.sentences import label_of, not_judged, subject
from metricops.evaluate.shapes import needs_rows, shape
from metricops.evaluate.target_parts import finer_between, promised
from metricops.evaluate.targets import Targets
from metricops.evaluate.thresholds import judge
from metricops.evaluate.values import Answer, Finding, Number, Question, Segment, Series, Status
from metricops.evaluate.windows import Schedule, provisional_until
from metricops.evaluate.worth import fixed
from metricops.manifest import Manifest, Metric, Threshold
from metricops.periods import Period

NOTHING: Mapping[str, Number] = MappingProxyType({})
NO_ROSTERS: Rosters = MappingProxyType({})


def findings(
    manifest: Manifest,
    answers: Sequence[Answer],
    as_of: date,
    *,
    history: int = HISTORY,
    metrics: Collection[str] | None = None,
    at_stake: Mapping[str, Number] = NOTHING,
    rosters: Rosters = NO_ROSTERS,
) -> tuple[Finding, ...]:
    """A finding for every instance; `history` and `metrics` as the questions were asked, `at_stake` by fingerprint.

    Segments are those of `rosters` for the thresholds that it knows, else those of the data.
    """
    given = Given.of(manifest, answers, as_of, at_stake, rosters)
    found: list[Finding] = []
    for metric, threshold in thresholds(manifest, metrics):
        plan = planned(metric, threshold, manifest, as_of, history)
        found.extend(_of_threshold(given, metric, threshold, plan))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Given:
    """All that the judgements of a run rest on; answers by their questions without periods."""

    manifest: Manifest
    answers: Mapping[Question, Answer]
    targets: Targets
    at_stake: Mapping[str, Number]
    rosters: Rosters

    @classmethod
    def of(
        cls,
        manifest: Manifest,
        answers: Iterable[Answer],
        as_of: date,
        at_stake: Mapping[str, Number] = NOTHING,
        rosters: Rosters = NO_ROSTERS,
    ) -> "Given":
        """The answers of a run with the targets that were known as of its date."""
        by_question = {Question(a.question.metric, a.question.by, a.question.where, ()): a for a in answers}
        return cls(manifest, by_question, Targets.of(manifest.targets, as_of), at_stake, rosters)


def instances(given: Given, metric: Metric, threshold: Threshold, plan: Schedule) -> tuple[Instance, ...]:
    """One threshold on every segment that it is judged on, at least one."""
    found = judged_series(given, metric, threshold, plan.judged)
    return tuple(instance(given, metric, threshold, plan, one) for one in found)


def judged_series(given: Given, metric: Metric, threshold: Threshold, judged: Period) -> tuple[Series, ...]:
    """The series of every segment that a threshold is judged on over a window, at least one."""
    answer, roster = given.answers[asked(metric.name, threshold)], given.rosters.get((metric.name, threshold.name))
    if roster:
        series = tuple(expected(answer.series, roster, metric.name, judged))
    else:
        series = tuple(begun(answer, judged))
        series += tuple(_with_a_target_only(given, answer, threshold, series, judged))
    return series or (empty_series(answer.question),)


def _with_a_target_only(
    given: Given, answer: Answer, threshold: Threshold, begun: Iterable[Series], judged: Period
) -> Iterator[Series]:
    """An empty series for every segment that has a target and never had a row: nobody shall overlook it."""
    if threshold.against_target and threshold.by:
        known = {one.segment for one in begun}
        for segment in promised(answer.question, given.targets, judged):
            if segment not in known:
                yield Series(answer.question.metric, segment, {}, None)


def unlisted(given: Given, metric: Metric, threshold: Threshold, judged: Period) -> tuple[Segment, ...]:
    """The segments with rows or a target in the judged window that the threshold's roster does not list."""
    answer, roster = given.answers[asked(metric.name, threshold)], given.rosters.get((metric.name, threshold.name))
    if roster is None:
        return ()
    seen = (one.segment for one in strangers(tuple(begun(answer, judged)), roster, judged))
    planned = promised(answer.question, given.targets, judged) if threshold.against_target else ()
    return tuple(dict.fromkeys((*seen, *(s for s in planned if s not in roster.segments))))


def _parts(given: Given, metric: Metric, threshold: Threshold) -> tuple[Answer, ...]:
    """What is seen of the parts where targets are set for parts only; nothing where nobody asked."""
    known = given.targets.by_metric.get(metric.name, ()) if threshold.against_target else ()
    questions = finer_between(asked(metric.name, threshold), known, date.min, date.max) if known else ()
    return tuple(given.answers[q] for q in questions if q in given.answers)


def refused(given: Given, metric: Metric, threshold: Threshold, judged: Sequence[object]) -> str:
    """Why a threshold is not judged on any of its segments; empty when it is."""
    others = (given.answers[asked(name, threshold)] for name in other_metrics(threshold))
    answer, roster = given.answers[asked(metric.name, threshold)], given.rosters.get((metric.name, threshold.name))
    answers = (answer, *others, *_parts(given, metric, threshold))
    reason = next((a.failed for a in answers if a.failed), "") or _unlisted(roster, threshold)
    return reason or _too_many(judged, threshold)


def _of_threshold(given: Given, metric: Metric, threshold: Threshold, plan: Schedule) -> Iterator[Finding]:
    answer = given.answers[asked(metric.name, threshold)]
    judged = instances(given, metric, threshold, plan)
    reason = refused(given, metric, threshold, judged)
    if reason:
        yield _not_judged(metric, threshold, plan, empty_series(answer.question).segment, reason, failed=True)
        return
    told = tuple(begun(answer, plan.judged))
    began = min((s.first for s in told if s.first), default=None)
    until = provisional_until(plan.judged, final_after(metric, given.manifest), plan.as_of)
    for one in judged:
        stake = _stake(one, given.at_stake) if threshold.worth else None
        yield judge(one, plan, began=began, provisional_until=until, at_stake=stake)
    for segment in unlisted(given, metric, threshold, plan.judged):
        yield _not_judged(metric, threshold, plan, segment, not_listed(threshold))


def instance(given: Given, metric: Metric, threshold: Threshold, plan: Schedule, series: Series) -> Instance:
    """One threshold on one segment."""
    others = (given.answers[asked(name, threshold)] for name in other_metrics(threshold))
    return Instance(
        metric,
        for_segment(threshold, series.segment),
        plan.window,
        series,
        shape(metric, given.manifest.metrics),
        needs_rows(metric, given.manifest.metrics),
        {a.question.metric: s for a in others for s in a.series if s.segment == series.segment},
        given.targets,
        rostered=(metric.name, threshold.name) in given.rosters,
        parts=tuple(
            s for a in _parts(given, metric, threshold) for s in a.series if set(series.segment) <= set(s.segment)
        ),
    )


def not_listed(threshold: Threshold) -> str:
    """Why a segment is not judged that a roster does not know."""
    return f"the roster {threshold.for_each} does not list it"


def _unlisted(roster: Listed | None, threshold: Threshold) -> str:
    """Why a roster lists nobody."""
    if roster is None or roster.segments:
        return ""
    return roster.failed or f"the roster {threshold.for_each} is empty"


def _stake(instance: Instance, at_stake: Mapping[str, Number]) -> Number | None:
    identity = fingerprint(instance.metric.name, instance.threshold.name, instance.segment)
    return at_stake.get(identity, fixed(instance.threshold))


def begun(answer: Answer, judged: Period) -> Iterator[Series]:
    """Those with a row by the end of the judged window: a segment that comes later is not missing before."""
    return (one for one in answer.series if one.first is not None and one.first <= judged.end)


def _too_many(judged: Sequence[object], threshold: Threshold) -> str:
    if len(judged) <= threshold.max_instances:
        return ""
    return f"there are {len(judged):,} instances, more than max_instances allows ({threshold.max_instances:,})"


def _not_judged(
    metric: Metric, threshold: Threshold, plan: Schedule, segment: Segment, reason: str, failed: bool = False
) -> Finding:
    return Finding(
        fingerprint=fingerprint(metric.name, threshold.name, segment),
        metric=metric.name,
        threshold=threshold.name,
        segment=segment,
        period=plan.judged,
        status=Status.NOT_JUDGED,
        sentence=not_judged(subject(label_of(metric.name, metric.label), segment), reason),
        owner=metric.contract.owner if metric.contract else "",
        action=threshold.actions,
        span=threshold.span,
        reason=reason,
        tier=threshold.tier,
        failed=failed,
        unlisted=not failed,
    )
