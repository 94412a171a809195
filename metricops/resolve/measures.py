"""Measures: aggregates over one model's rows, as legacy measures or inside simple metrics."""

from dataclasses import dataclass

from metricops.definitions import MeasureEntry, MetricEntry, NonAdditiveEntry
from metricops.diagnostics import did_you_mean
from metricops.expressions import parse_sql
from metricops.manifest import Aggregation, Measure, NonAdditive, SemanticModel
from metricops.resolve.faults import Absent, Faults
from metricops.resolve.model_rules import check_time
from metricops.source import Fragment


@dataclass(frozen=True, slots=True)
class MeasureDraft:
    """A measure as written, whichever spelling it was written in."""

    name: Fragment
    agg: Aggregation
    expr: Fragment | None
    time_dimension: Fragment | None
    percentile: float | None
    discrete: bool
    approximate: bool
    non_additive: NonAdditiveEntry | None


def of_metric(entry: MetricEntry) -> MeasureDraft:
    """The measure inside a simple metric of the latest spelling."""
    assert entry.agg is not None, "only metrics with an aggregation come here"
    discrete, rule = entry.percentile_type == "discrete", entry.non_additive_dimension
    time = entry.agg_time_dimension
    return MeasureDraft(entry.name, entry.agg, entry.expr, time, entry.percentile, discrete, False, rule)


def of_measure(entry: MeasureEntry) -> MeasureDraft:
    """A measure of the legacy spelling."""
    params, time, rule = entry.agg_params, entry.agg_time_dimension, entry.non_additive_dimension
    if params is None:
        return MeasureDraft(entry.name, entry.agg, entry.expr, time, None, False, False, rule)
    kind = (params.percentile, params.use_discrete_percentile, params.use_approximate_percentile)
    return MeasureDraft(entry.name, entry.agg, entry.expr, time, *kind, rule)


def linked(draft: MeasureDraft, model: SemanticModel, faults: Faults, absent: Absent) -> Measure | None:
    """The measure over this model, or None when it cannot be used."""
    own, expr = Faults(), draft.expr or draft.name
    own.take(parse_sql, expr)
    time = _time(draft, model, own, absent)
    _check_aggregation(draft, own)
    rule = _non_additive(draft.non_additive, model, time, own)
    faults.merge(own)
    if own.broken:
        faults.broken = True
        return None
    kind = (draft.percentile, draft.discrete, draft.approximate)
    return Measure(draft.agg, expr, time, *kind, rule)


def _time(draft: MeasureDraft, model: SemanticModel, faults: Faults, absent: Absent) -> str:
    if draft.time_dimension:
        name = draft.time_dimension.text.strip().lower()
        if name in absent.names:
            faults.broken = True
        else:
            check_time(draft.time_dimension, model.dimensions, model.name, faults)
        return name
    if model.agg_time_dimension is None:
        message = f'"{draft.name.text}" needs an aggregation time dimension'
        times = " or ".join(d.name for d in model.dimensions if d.is_time)
        none = f'"{model.name}" has no column with dimension: {{type: time}}'
        hint = f"agg_time_dimension: {times}" if times else none
        faults.add("R010", message, draft.name.span, hint)
    elif model.agg_time_dimension in absent.names:
        faults.broken = True
    return model.agg_time_dimension or ""


def _check_aggregation(draft: MeasureDraft, faults: Faults) -> None:
    if draft.agg is Aggregation.PERCENTILE and draft.percentile is None:
        message = f'"{draft.name.text}" needs the percentile it takes'
        faults.add("R005", message, draft.name.span, "percentile: 0.9")
    if draft.agg is Aggregation.COUNT and draft.expr is None:
        message = f'"{draft.name.text}" needs an expr: what is counted'
        faults.add("R005", message, draft.name.span, "expr: 1 counts all rows")


def _non_additive(
    entry: NonAdditiveEntry | None, model: SemanticModel, time: str, faults: Faults
) -> NonAdditive | None:
    if entry is None:
        return None
    check_time(entry.name, model.dimensions, model.name, faults)
    name = entry.name.text.strip().lower()
    _check_same_grain(entry.name, model, time, faults)
    entities = [e.name for e in model.entities]
    per = tuple(word.text.strip().lower() for word in entry.per)
    for word, key in zip(entry.per, per, strict=True):
        if key not in entities:
            message = f'entity "{word.text}" is not defined in "{model.name}"'
            faults.add("R003", message, word.span, did_you_mean(key, entities))
    return NonAdditive(name, entry.keeps == "max", per)


def _check_same_grain(word: Fragment, model: SemanticModel, time: str, faults: Faults) -> None:
    own, agg = model.dimension(word.text.strip().lower()), model.dimension(time)
    if own and agg and own.grain and agg.grain and own.grain is not agg.grain:
        message = f'"{word.text}" has the grain {own.grain.value}, the metric\'s time "{time}" has {agg.grain.value}'
        faults.add("R008", message, word.span, "a non-additive dimension has the grain of the metric's time")
