"""The unit of a metric: written in its contract, or following from what it is made of."""

from collections.abc import Mapping
from dataclasses import replace

from metricops.manifest import ConversionMetric, CumulativeMetric, Metric, RatioMetric
from metricops.resolve.links import in_order, inputs
from metricops.units import is_money


def with_units(metrics: Mapping[str, Metric]) -> dict[str, Metric]:
    """The metrics with their units; one that neither is written nor follows stays empty."""
    units: dict[str, str] = {}
    for name in in_order({name: tuple(i.name for i in inputs(metric)) for name, metric in metrics.items()}):
        units[name] = _unit(metrics[name], units)
    return {name: replace(metric, unit=units[name]) for name, metric in metrics.items()}


def _unit(metric: Metric, units: Mapping[str, str]) -> str:
    if metric.contract and metric.contract.unit:
        return metric.contract.unit
    match metric:
        case CumulativeMetric():
            return units[metric.input.name]
        case ConversionMetric(calculation="conversion_rate"):
            return "%"
        case RatioMetric():
            above, below = units[metric.numerator.name], units[metric.denominator.name]
            return above if is_money(above) and below and not is_money(below) else ""
    return ""
