"""When a number counts as final: what the contract says, else the slowest model that the metric reads."""

from collections.abc import Iterator
from typing import assert_never

from metricops.manifest import (
    ConversionMetric,
    CumulativeMetric,
    DerivedMetric,
    Manifest,
    Metric,
    RatioMetric,
    SimpleMetric,
)
from metricops.periods import Grain, Window, parse_window

DAYS = {Grain.DAY: 1, Grain.WEEK: 7, Grain.MONTH: 31, Grain.QUARTER: 92, Grain.YEAR: 366}


def final_after(metric: Metric, manifest: Manifest) -> Window | None:
    """How long after its end a window may still change; None when nobody says."""
    if metric.contract and metric.contract.final_after:
        return parse_window(metric.contract.final_after)
    said = (manifest.models[m].facts.final_after for m in _models(metric, manifest) if m in manifest.models)
    windows = [w for w in map(parse_window, said) if w]
    return max(windows, key=lambda w: w.n * DAYS[w.unit], default=None)


def _models(metric: Metric, manifest: Manifest) -> Iterator[str]:
    if isinstance(metric, SimpleMetric):
        yield metric.model
        return
    for name in inputs_of(metric):
        if name in manifest.metrics:
            yield from _models(manifest.metrics[name], manifest)


def inputs_of(metric: Metric) -> tuple[str, ...]:
    """The metrics that a metric's formula is made of."""
    match metric:
        case SimpleMetric():
            return ()
        case RatioMetric(numerator=numerator, denominator=denominator):
            return numerator.name, denominator.name
        case DerivedMetric(inputs=inputs):
            return tuple(i.name for i in inputs)
        case CumulativeMetric(input=source):
            return (source.name,)
        case ConversionMetric(conversion=conversion):
            return conversion.base.name, conversion.conversion.name
    assert_never(metric)
