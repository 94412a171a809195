"""Conversion metrics: which base events were followed by another event of the same entity."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from metricops.definitions import MeasureInputEntry, MetricEntry, MetricInputEntry
from metricops.definitions.metrics import ConstantProperty
from metricops.diagnostics import did_you_mean
from metricops.manifest import Aggregation, Conversion, ConversionMetric, Metric, SemanticModel, SimpleMetric
from metricops.resolve import times
from metricops.resolve.faults import Faults
from metricops.resolve.inputs import Measured
from metricops.source import Fragment

COUNTS = (Aggregation.COUNT, Aggregation.COUNT_DISTINCT)


@dataclass(frozen=True, slots=True)
class Written:
    """The keys of a conversion metric, whichever spelling they were written in."""

    entity: Fragment | None
    calculation: Literal["conversion_rate", "conversions"] | None
    window: Fragment | None
    constant_properties: tuple[ConstantProperty, ...]
    base: tuple[MetricInputEntry | None, MeasureInputEntry | None]
    conversion: tuple[MetricInputEntry | None, MeasureInputEntry | None]


def written(entry: MetricEntry) -> Written:
    """Keys on the metric (latest) or under its type parameters (legacy)."""
    inner = entry.type_params.conversion_type_params if entry.type_params else None
    if inner is None:
        kept = (entry.entity, entry.calculation, entry.window, entry.constant_properties)
        return Written(*kept, (entry.base_metric, None), (entry.conversion_metric, None))
    kept = (inner.entity, inner.calculation, inner.window, inner.constant_properties)
    base = (inner.base_metric, inner.base_measure)
    return Written(*kept, base, (inner.conversion_metric, inner.conversion_measure))


def linked(
    entry: MetricEntry, described: dict[str, Any], measured: Measured, faults: Faults
) -> ConversionMetric | None:
    """The metric with its two inputs; whether they can be matched is checked once all metrics are linked."""
    given = written(entry)
    base = measured.read(*given.base, faults)
    conversion = measured.read(*given.conversion, faults)
    needed = {"base_metric": base, "conversion_metric": conversion, "entity": given.entity}
    for key in (k for k, v in needed.items() if v is None and not faults.broken):
        faults.add("R005", f'conversion metric "{entry.name.text}" needs "{key}"', entry.name.span)
    window = times.offset(given.window, faults)
    if base is None or conversion is None or given.entity is None:
        return None
    properties = _properties(given.constant_properties)
    made = Conversion(given.entity.text.strip().lower(), base, conversion, window, properties)
    return ConversionMetric(conversion=made, calculation=given.calculation or "conversion_rate", **described)


def _properties(entries: Iterable[ConstantProperty]) -> tuple[tuple[str, str], ...]:
    return tuple((_element(e.base_property), _element(e.conversion_property)) for e in entries)


def _element(word: Fragment) -> str:
    """A property is an element of the event's own model, named with or without its entity."""
    return word.text.strip().lower().rsplit("__", 1)[-1]


def check(
    metric: ConversionMetric,
    entry: MetricEntry,
    metrics: Mapping[str, Metric],
    models: Mapping[str, SemanticModel],
    faults: Faults,
) -> None:
    """Reports what keeps base events and conversions from being matched."""
    sides = [_events(metrics.get(i.name), models) for i in (metric.conversion.base, metric.conversion.conversion)]
    given = written(entry)
    for read, side in zip((metric.conversion.base, metric.conversion.conversion), sides, strict=True):
        if side is None:
            message = f'"{read.name}" does not count events of one model, as a conversion needs'
            faults.add("R016", message, read.span, "a simple metric that counts: count, count_distinct or a sum of 1")
        elif given.entity:
            _check_entity(given.entity, side, faults)
    for pair in given.constant_properties:
        for word, side in zip((pair.base_property, pair.conversion_property), sides, strict=True):
            _check_property(word, side, faults)


def _events(metric: Metric | None, models: Mapping[str, SemanticModel]) -> SemanticModel | None:
    if not isinstance(metric, SimpleMetric):
        return None
    measure = metric.measure
    counts = measure.agg in COUNTS or (measure.agg is Aggregation.SUM and measure.expr.text.strip() == "1")
    return models.get(metric.model) if counts else None


def _check_entity(word: Fragment, model: SemanticModel, faults: Faults) -> None:
    name, known = word.text.strip().lower(), [e.name for e in model.entities]
    if name not in known:
        hint = did_you_mean(name, known) or f"its entities are {', '.join(known)}"
        faults.add("R003", f'entity "{word.text}" is not defined in "{model.name}"', word.span, hint)


def _check_property(word: Fragment, model: SemanticModel | None, faults: Faults) -> None:
    if model is None:
        return
    known = [d.name for d in model.dimensions] + [e.name for e in model.entities]
    if _element(word) not in known:
        hint = did_you_mean(_element(word), known)
        faults.add("R003", f'property "{word.text}" is not defined in "{model.name}"', word.span, hint)
