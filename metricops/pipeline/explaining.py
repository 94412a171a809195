"""Stage 14: what a change comes from, asked of the warehouse through the same planner."""

from collections.abc import Sequence
from datetime import timedelta

from metricops.evaluate.observe import observe
from metricops.evaluate.values import Finding, Observation, Question, Segment, Series
from metricops.explain import Explanation, Part, explain
from metricops.explain.values import Parts
from metricops.manifest import Aggregation, BaselineKind, Change, Metric, RatioMetric, SimpleMetric, Threshold
from metricops.periods import Period
from metricops.periods import before as units_before
from metricops.pipeline.world import World
from metricops.plan import Query, plan
from metricops.plan.ask import group_item
from metricops.source import fragment

ADDITIVE = (Aggregation.SUM, Aggregation.COUNT, Aggregation.SUM_BOOLEAN)
YEAR = timedelta(days=364)  # whole weeks, so that weekdays meet


def explain_change(
    world: World, metric: Metric, now: Period, before: Period, dimensions: Sequence[str], segment: Segment = ()
) -> Explanation:
    """The likely causes of a metric's change between two windows, within a segment when one is given.

    Raises QueryError for a dimension that the metric cannot be split by, EngineError when the warehouse
    cannot answer.
    """
    if not splits(metric):
        return Explanation(metric.name, None, None, reason=f"not known: parts of {metric.name} do not add up")
    if any(value is None for _, value in segment):
        return Explanation(metric.name, None, None, reason="not known: these rows have no segment to look into")
    cuts = {name: _sides(world, metric, now, before, (name,), segment) for name in dimensions}
    whole = _sides(world, metric, now, before, (), segment)
    total = (whole[0].get(None, Part(None)), whole[1].get(None, Part(None)))
    return explain(metric.name, cuts, total, _formula_names(metric) if now.days == before.days else None)


def explain_finding(world: World, metric: Metric, finding: Finding) -> Explanation:
    """The likely causes of what a finding found, against what its threshold compares with."""
    contract = metric.contract
    thresholds = {threshold.name: threshold for threshold in contract.thresholds} if contract else {}
    before = baseline_period(metric, thresholds.get(finding.threshold), finding.period)
    within = {name for name, _ in finding.segment}
    dimensions = [name for name in dimensions_of(metric) if name not in within]
    return explain_change(world, metric, finding.period, before, dimensions, finding.segment)


def dimensions_of(metric: Metric) -> tuple[str, ...]:
    """What a metric's contract says it may be explained by: its segments, else those of its thresholds."""
    contract = metric.contract
    if contract is None:
        return ()
    return contract.segments or tuple(dict.fromkeys(name for t in contract.thresholds for name in t.by))


def splits(metric: Metric) -> bool:
    """Whether the parts of a metric add up over segments: ratios, averages, sums and counts."""
    match metric:
        case RatioMetric():
            return True
        case SimpleMetric():
            return metric.measure.agg in (*ADDITIVE, Aggregation.AVERAGE)
    return False


def baseline_period(metric: Metric, threshold: Threshold | None, now: Period) -> Period:
    """The days that a change is measured against; what is not pooled is only compared with as many days."""
    rule = threshold.red.rule if threshold else None
    if isinstance(rule, Change):
        baseline = rule.baseline
        if baseline.kind is BaselineKind.LAST_YEAR:
            return Period(now.start - YEAR, now.end - YEAR)
        if baseline.window is not None and _pooled(metric):
            return units_before(now, baseline.window.n, baseline.window.unit)
    length = timedelta(days=now.days)
    return Period(now.start - length, now.end - length)


def _pooled(metric: Metric) -> bool:
    return isinstance(metric, RatioMetric) or (
        isinstance(metric, SimpleMetric) and metric.measure.agg is Aggregation.AVERAGE
    )


def _sides(
    world: World, metric: Metric, now: Period, before: Period, by: tuple[str, ...], segment: Segment
) -> tuple[Parts, Parts]:
    question = Question(metric.name, by, (), (before, now))
    query = Query(
        metrics=(fragment(metric.name),),
        group_by=tuple(group_item(name) for name in by),
        scope=tuple((group_item(name), str(value)) for name, value in segment),
        periods=question.periods,
        evidence=True,
    )
    result = world.run(world.compiled(plan(world.manifest, [query])[0]))
    series = observe(question, [column.name for column in result.columns], result.rows)
    return _parts(metric, series, now), _parts(metric, series, before)


def _parts(metric: Metric, series: Sequence[Series], period: Period) -> Parts:
    found = ((one.segment, one.observations.get(period)) for one in series)
    return {dict(segment).popitem()[1] if segment else None: _part(metric, seen) for segment, seen in found if seen}


def _part(metric: Metric, seen: Observation) -> Part:
    return Part(seen.numerator, seen.denominator or 0) if _pooled(metric) else Part(seen.value)


def _formula_names(metric: Metric) -> tuple[str, str] | None:
    """What a ratio's parts are called; sums over windows of different lengths are not compared by part."""
    return (metric.numerator.column, metric.denominator.column) if isinstance(metric, RatioMetric) else None
