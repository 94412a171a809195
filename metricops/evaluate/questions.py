"""What the thresholds of a run need to see: one question for a metric, its group-bys and its scope."""

from collections.abc import Collection, Iterator
from datetime import date

from metricops.evaluate.finality import final_after
from metricops.evaluate.shapes import shape
from metricops.evaluate.target_parts import finer_between
from metricops.evaluate.values import Question
from metricops.evaluate.windows import Schedule, reads, schedule
from metricops.manifest import Baseline, BaselineKind, Change, LevelRule, Manifest, Metric, MetricLevel, Threshold
from metricops.periods import Period

HISTORY = 26  # steps that states are derived from


def questions(
    manifest: Manifest, as_of: date, history: int = HISTORY, metrics: Collection[str] | None = None
) -> tuple[Question, ...]:
    """Every question of a run as of a date, each asked once with the periods of all thresholds that need it."""
    needed: dict[Question, set[Period]] = {}
    for metric, threshold in thresholds(manifest, metrics):
        plan = planned(metric, threshold, manifest, as_of, history)
        needed.setdefault(asked(metric.name, threshold), set()).update(periods_of(metric, threshold, plan, manifest))
        further = (asked(other, threshold) for other in other_metrics(threshold))
        for question in (*further, *asked_for_targets(manifest, metric.name, threshold, plan.looked_at, as_of)):
            needed.setdefault(question, set()).update(plan.looked_at)
    return tuple(Question(q.metric, q.by, q.where, tuple(sorted(periods))) for q, periods in needed.items())


def thresholds(manifest: Manifest, metrics: Collection[str] | None = None) -> Iterator[tuple[Metric, Threshold]]:
    """Every threshold of the metrics named, by default of all."""
    for metric in manifest.operating:
        if metric.contract and (metrics is None or metric.name in metrics):
            for threshold in metric.contract.thresholds:
                yield metric, threshold


def planned(metric: Metric, threshold: Threshold, manifest: Manifest, as_of: date, history: int) -> Schedule:
    """The windows that a threshold looks at."""
    assert metric.contract is not None, "a threshold stands in a contract"
    return schedule(threshold, metric.contract, as_of, manifest.calendar, history, final_after(metric, manifest))


def asked(metric: str, threshold: Threshold) -> Question:
    """Which question a threshold has of a metric, still without periods."""
    return Question(metric, threshold.by, threshold.red.scope, ())


def asked_for_targets(
    manifest: Manifest, metric: str, threshold: Threshold, looked_at: Collection[Period], as_of: date
) -> tuple[Question, ...]:
    """Which questions show that targets of parts stand for the whole, in any of the windows looked at by a day."""
    if not threshold.against_target:
        return ()
    first = min((period.end for period in looked_at), default=as_of)
    return finer_between(asked(metric, threshold), manifest.targets, first, as_of)


def other_metrics(threshold: Threshold) -> tuple[str, ...]:
    """The metrics that the rules of a threshold compare with."""
    sentences = (threshold.red, threshold.yellow, threshold.clear)
    names = (_other(s.rule) for s in sentences if s)
    return tuple(dict.fromkeys(name for name in names if name))


def _other(rule: object) -> str:
    match rule:
        case LevelRule(level=MetricLevel(metric=name)):
            return name
        case Change(baseline=Baseline(kind=BaselineKind.METRIC, metric=name)):
            return name
    return ""


def periods_of(metric: Metric, threshold: Threshold, plan: Schedule, manifest: Manifest) -> Iterator[Period]:
    """Every period of its own metric that a threshold looks at or compares with."""
    its_shape = shape(metric, manifest.metrics)
    sentences = [s for s in (threshold.red, threshold.yellow, threshold.clear) if s]
    for period in plan.looked_at:
        yield period
        for sentence in sentences:
            yield from reads(sentence, period, plan.window, its_shape)
