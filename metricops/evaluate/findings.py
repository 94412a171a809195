"""Stage 12 for thresholds: the answers to a run's questions become findings."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from metricops.evaluate.finality import final_after
from metricops.evaluate.fingerprints import fingerprint
from metricops.evaluate.instances import Instance, Targets
from metricops.evaluate.marks import for_segment
from metricops.evaluate.observe import empty_series
from metricops.evaluate.questions import HISTORY, asked, other_metrics, planned, thresholds
from metricops.evaluate.sentences import label_of, not_judged, subject
from metricops.evaluate.shapes import needs_rows, shape
from metricops.evaluate.thresholds import judge
from metricops.evaluate.values import Answer, Finding, Number, Question, Segment, Series, Status
from metricops.evaluate.windows import Schedule, provisional_until
from metricops.evaluate.worth import fixed
from metricops.manifest import Manifest, Metric, Threshold
from metricops.periods import Period

Answers = Mapping[Question, Answer]  # by the question without its periods
NOTHING: Mapping[str, Number] = MappingProxyType({})
NO_TARGETS: Targets = MappingProxyType({})


def findings(
    manifest: Manifest,
    answers: Sequence[Answer],
    as_of: date,
    *,
    history: int = HISTORY,
    metrics: Collection[str] | None = None,
    targets: Targets = NO_TARGETS,
    at_stake: Mapping[str, Number] = NOTHING,
) -> tuple[Finding, ...]:
    """A finding for every instance; `history` and `metrics` as the questions were asked, `at_stake` by fingerprint."""
    by_question = {Question(a.question.metric, a.question.by, a.question.where, ()): a for a in answers}
    found: list[Finding] = []
    for metric, threshold in thresholds(manifest, metrics):
        plan = planned(metric, threshold, manifest, as_of, history)
        found.extend(_of_threshold(manifest, metric, threshold, plan, by_question, targets, at_stake))
    return tuple(found)


def _of_threshold(
    manifest: Manifest,
    metric: Metric,
    threshold: Threshold,
    plan: Schedule,
    answers: Answers,
    targets: Targets,
    at_stake: Mapping[str, Number],
) -> Iterator[Finding]:
    answer = answers[asked(metric.name, threshold)]
    others = [answers[asked(name, threshold)] for name in other_metrics(threshold)]
    series = tuple(_begun(answer.series, plan.judged))
    reason = next((a.failed for a in (answer, *others) if a.failed), "") or _too_many(series, threshold)
    if reason:
        yield _not_judged(metric, threshold, plan, empty_series(answer.question).segment, reason)
        return
    series = series or (empty_series(answer.question),)
    began = min((s.first for s in series if s.first), default=None)
    until = provisional_until(plan.judged, final_after(metric, manifest), plan.as_of)
    for one in series:
        instance = _instance(manifest, metric, threshold, plan, one, others, targets)
        stake = _stake(instance, at_stake) if threshold.worth else None
        yield judge(instance, plan, began=began, provisional_until=until, at_stake=stake)


def _instance(
    manifest: Manifest,
    metric: Metric,
    threshold: Threshold,
    plan: Schedule,
    series: Series,
    others: Sequence[Answer],
    targets: Targets,
) -> Instance:
    return Instance(
        metric,
        for_segment(threshold, series.segment),
        plan.window,
        series,
        shape(metric, manifest.metrics),
        needs_rows(metric, manifest.metrics),
        {a.question.metric: s for a in others for s in a.series if s.segment == series.segment},
        targets,
    )


def _stake(instance: Instance, at_stake: Mapping[str, Number]) -> Number | None:
    identity = fingerprint(instance.metric.name, instance.threshold.name, instance.segment)
    return at_stake.get(identity, fixed(instance.threshold))


def _begun(series: Sequence[Series], judged: Period) -> Iterator[Series]:
    """Those with a row by the end of the judged window: a segment that comes later is not missing before."""
    return (one for one in series if one.first is not None and one.first <= judged.end)


def _too_many(series: Sequence[Series], threshold: Threshold) -> str:
    if len(series) <= threshold.max_instances:
        return ""
    return f"there are {len(series):,} instances, more than max_instances allows ({threshold.max_instances:,})"


def _not_judged(metric: Metric, threshold: Threshold, plan: Schedule, segment: Segment, reason: str) -> Finding:
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
        failed=True,
    )
