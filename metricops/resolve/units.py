"""The unit of a metric: written in its contract, or following from what it is made of."""

from collections.abc import Mapping

from metricops.manifest import ConversionMetric, CumulativeMetric, Metric, RatioMetric
from metricops.units import is_money


def unit(metric: Metric, metrics: Mapping[str, Metric]) -> str:
    """The unit written, else the one that follows from what the metric is made of; empty when none does."""
    if metric.contract and metric.contract.unit:
        return metric.contract.unit
    match metric:
        case CumulativeMetric() if metric.input.name in metrics:
            return unit(metrics[metric.input.name], metrics)
        case ConversionMetric(calculation="conversion_rate"):
            return "%"
        case RatioMetric() if metric.numerator.name in metrics and metric.denominator.name in metrics:
            above, below = (
                unit(metrics[metric.numerator.name], metrics),
                unit(metrics[metric.denominator.name], metrics),
            )
            return above if is_money(above) and below and not is_money(below) else ""
    return ""
