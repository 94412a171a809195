"""How metrics hang together: what each reads, circles, and what falls with a metric that was left out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from metricops.definitions import MetricEntry
from metricops.manifest import (
    ConversionMetric,
    CumulativeMetric,
    DerivedMetric,
    Metric,
    MetricInput,
    RatioMetric,
    SemanticModel,
    SimpleMetric,
)
from metricops.periods import Grain
from metricops.resolve import conversions
from metricops.resolve.faults import Absent, Faults
from metricops.resolve.vocabulary import Vocabulary

Metrics = dict[str, Metric]
Reads = dict[str, tuple[str, ...]]


def settled(
    metrics: Metrics, entries: Mapping[str, MetricEntry], vocabulary: Vocabulary, faults: Faults, absent: Absent
) -> Metrics:
    """The metrics that can be used once everything they read is known."""
    models = {model.name: model for model in vocabulary.models}
    reads = _reads(metrics, vocabulary, faults, absent)
    order = {name: at for at, name in enumerate(metrics)}
    _drop_circles(metrics, reads, order, faults, absent)
    linked = _standing(metrics, reads, absent)
    for name in [n for n in linked if n in entries]:
        own = Faults()
        _check(linked[name], entries[name], linked, models, own)
        faults.merge(own)
        if own.broken:
            absent.add_metric(name)
    return {n: _filled(m, linked) for n, m in _standing(linked, reads, absent).items()}


def standing(metrics: Metrics, absent: Absent) -> Metrics:
    """The metrics that are left when those that are absent fall, with everything that reads them."""
    reads = {name: tuple(i.name for i in inputs(metric)) for name, metric in metrics.items()}
    return _standing(metrics, reads, absent)


def inputs(metric: Metric) -> tuple[MetricInput, ...]:
    """The metrics it is made of."""
    match metric:
        case SimpleMetric():
            return ()
        case RatioMetric():
            return (metric.numerator, metric.denominator)
        case DerivedMetric():
            return metric.inputs
        case CumulativeMetric():
            return (metric.input,)
        case ConversionMetric():
            return (metric.conversion.base, metric.conversion.conversion)


def limited(metric: Metric) -> tuple[MetricInput, ...]:
    """The inputs whose rows a filter of the metric limits: of a conversion only the base events."""
    return (metric.conversion.base,) if isinstance(metric, ConversionMetric) else inputs(metric)


def leaves(
    metric: Metric, metrics: Mapping[str, Metric], below_of: Callable[[Metric], tuple[MetricInput, ...]] = inputs
) -> tuple[SimpleMetric, ...]:
    """The simple metrics underneath, each once, in the order in which they are read."""
    seen, waiting = {metric.name: metric}, [metric]
    while waiting:
        below = [metrics[i.name] for i in below_of(waiting.pop()) if i.name in metrics and i.name not in seen]
        seen |= {one.name: one for one in below}
        waiting += reversed(below)
    return tuple(one for one in seen.values() if isinstance(one, SimpleMetric))


def in_order(reads: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Names after everything they read."""
    return (name for name in TopologicalSorter(reads).static_order() if name in reads)


def _reads(metrics: Metrics, vocabulary: Vocabulary, faults: Faults, absent: Absent) -> Reads:
    """Everything a metric reads, as an input or inside a filter; filters that name nothing known break it."""
    reads: Reads = {}
    for name, metric in metrics.items():
        own, given = Faults(), inputs(metric)
        filters = (*metric.filters, *(f for i in given for f in i.filters))
        reads[name] = (*(i.name for i in given), *vocabulary.check_filters(filters, own))
        faults.merge(own)
        if own.broken:
            absent.add_metric(name)
    return reads


def _drop_circles(metrics: Metrics, reads: Reads, order: Mapping[str, int], faults: Faults, absent: Absent) -> None:
    graph = {name: [r for r in read if r in metrics] for name, read in reads.items()}
    while circle := _circle(graph):
        first = min(circle, key=lambda n: order[n])
        turned = circle[circle.index(first) :] + circle[: circle.index(first)]
        path = " → ".join(f'"{n}"' for n in (*turned, first))
        faults.add("R004", f"metrics are defined in a circle: {path}", metrics[first].span, "one must stand by itself")
        for name in circle:
            absent.add_metric(name)
            del graph[name]
        graph = {name: [r for r in read if r in graph] for name, read in graph.items()}


def _circle(graph: Mapping[str, list[str]]) -> list[str]:
    """One circle in reading order, or nothing."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as fault:
        return list(reversed(fault.args[1][1:]))
    return []


def _standing(metrics: Metrics, reads: Reads, absent: Absent) -> Metrics:
    """The metrics of which nothing is absent; whatever reads an absent one is absent too."""
    left = {name: metric for name, metric in metrics.items() if name not in absent.metrics}
    for name in in_order({name: reads[name] for name in left}):
        if name in left and any(read not in left for read in reads[name]):
            absent.add_metric(name)
            del left[name]
    return left


# ── what can only be checked once inputs are known ──────────────────────────────────────────────────────────


def _check(
    metric: Metric, entry: MetricEntry, metrics: Metrics, models: Mapping[str, SemanticModel], faults: Faults
) -> None:
    own = _grain(metric, metrics, models)
    if entry.time_granularity and own and metric.time_granularity in list(Grain):
        _check_grain(Grain(metric.time_granularity), own, entry, faults)
    if isinstance(metric, CumulativeMetric):
        _check_cumulative(metric, metrics, own, faults)
    if isinstance(metric, ConversionMetric):
        conversions.check(metric, entry, metrics, models, faults)


def _check_grain(asked: Grain, own: Grain, entry: MetricEntry, faults: Faults) -> None:
    word = entry.time_granularity
    if word and asked.rank < own.rank:
        message = f'time_granularity "{word.text}" is finer than the metric\'s time, which is kept by {own.value}'
        faults.add("R008", message, word.span, f'"{own.value}" or coarser')


def _check_cumulative(metric: CumulativeMetric, metrics: Metrics, own: Grain | None, faults: Faults) -> None:
    read, name = metrics[metric.input.name], metric.input.name
    if not isinstance(read, SimpleMetric):
        message = f'cumulative metric "{metric.name}" needs a simple metric, which "{name}" is not'
        faults.add("R016", message, metric.input.span, "its parts can be added up one by one")
    reach = metric.grain_to_date or (Grain(metric.sub_daily_window.unit) if metric.sub_daily_window else None)
    if reach and own and reach.rank < own.rank:
        message = f'"{metric.name}" adds up by {reach.value}, and "{name}" is kept by {own.value}'
        faults.add("R008", message, metric.span, f'"{own.value}" or coarser')


def _grain(metric: Metric, metrics: Metrics, models: Mapping[str, SemanticModel]) -> Grain | None:
    """The coarsest grain of the times underneath."""
    found = []
    for leaf in leaves(metric, metrics):
        time = models[leaf.model].dimension(leaf.measure.time_dimension)
        if time and time.grain:
            found.append(time.grain)
    return max(found, key=lambda g: g.rank, default=None)


def _filled(metric: Metric, metrics: Metrics) -> Metric:
    """Cumulative and conversion metrics fill gaps as the metric they count does."""
    match metric:
        case CumulativeMetric() if isinstance(read := metrics.get(metric.input.name), SimpleMetric):
            fill = read.fill_nulls_with if metric.fill_nulls_with is None else metric.fill_nulls_with
            return replace(metric, fill_nulls_with=fill, join_to_timespine=_joined(metric, read))
        case ConversionMetric(conversion=c) if isinstance(read := metrics.get(c.conversion.name), SimpleMetric):
            filled = replace(c, fill_nulls_with=read.fill_nulls_with, join_to_timespine=read.join_to_timespine)
            return replace(metric, conversion=filled)
    return metric


def _joined(metric: CumulativeMetric, read: SimpleMetric) -> bool:
    return metric.join_to_timespine or read.join_to_timespine
