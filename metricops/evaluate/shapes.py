"""How a metric behaves over a longer window: whether eight weeks of it can stand beside one."""

from collections.abc import Mapping
from enum import StrEnum

from metricops.manifest import (
    Aggregation,
    ConversionMetric,
    CumulativeMetric,
    DerivedMetric,
    Metric,
    RatioMetric,
    SimpleMetric,
)

PARTS_OF_A_WHOLE = ("%", "x")
ADDING = (Aggregation.SUM, Aggregation.COUNT, Aggregation.SUM_BOOLEAN)
COUNTING = (Aggregation.COUNT, Aggregation.COUNT_DISTINCT, Aggregation.SUM_BOOLEAN)


class Shape(StrEnum):
    """What a value over a long window says about shorter ones."""

    TOTAL = "total"  # adds up: its mean per window is the long value shared out
    TALLY = "tally"  # grows with the window but does not add up: its mean is taken over the windows themselves
    POOLED = "pooled"  # the same size whatever the window: ratios, averages, medians
    STOCK = "stock"  # a state, read at the last snapshot
    EXTREME = "extreme"  # the least or the greatest: further out the longer the window
    RATE = "rate"  # a ratio of tallies: pooled over the windows themselves

    @property
    def by_windows(self) -> bool:
        """Whether a longer stretch of time says nothing of one window, so that the windows in it must be asked."""
        return self in (Shape.TALLY, Shape.EXTREME, Shape.RATE)

    @property
    def is_pooled(self) -> bool:
        """Whether it does not grow with its rows."""
        return self in (Shape.POOLED, Shape.EXTREME, Shape.RATE)


def shape(metric: Metric, metrics: Mapping[str, Metric]) -> Shape:
    """The shape of a metric; a derived one takes after its inputs unless its expression divides."""
    match metric:
        case SimpleMetric():
            return _simple(metric)
        case RatioMetric():
            inputs = (metrics.get(given.name) for given in (metric.numerator, metric.denominator))
            return Shape.RATE if any(one and shape(one, metrics) is Shape.TALLY for one in inputs) else Shape.POOLED
        case CumulativeMetric():
            return Shape.STOCK
        case ConversionMetric():
            return Shape.TOTAL if metric.calculation == "conversions" else Shape.POOLED
        case DerivedMetric():
            return _derived(metric, metrics)


def needs_rows(metric: Metric, metrics: Mapping[str, Metric]) -> bool:
    """Whether a 0 over no rows says nothing: a count does, a stock that fell to 0 does not.

    A denominator that counts things is 0 only over rows, because over none it is NULL, unless it is filled in.
    """
    if isinstance(metric, RatioMetric):
        return not _counts(metrics.get(metric.denominator.name))
    return isinstance(metric, SimpleMetric) and metric.measure.non_additive is None


def _counts(metric: Metric | None) -> bool:
    return isinstance(metric, SimpleMetric) and metric.measure.agg in COUNTING and metric.fill_nulls_with is None


def _simple(metric: SimpleMetric) -> Shape:
    if metric.measure.non_additive is not None:
        return Shape.STOCK
    if metric.measure.agg in ADDING:
        return Shape.TOTAL
    if metric.measure.agg in (Aggregation.MIN, Aggregation.MAX):
        return Shape.EXTREME
    return Shape.TALLY if metric.measure.agg is Aggregation.COUNT_DISTINCT else Shape.POOLED


def _derived(metric: DerivedMetric, metrics: Mapping[str, Metric]) -> Shape:
    shapes = {shape(metrics[i.name], metrics) if i.name in metrics else Shape.POOLED for i in metric.inputs}
    if metric.unit in PARTS_OF_A_WHOLE or "/" in metric.expr.text:
        return Shape.RATE if shapes & {Shape.TALLY, Shape.RATE} else Shape.POOLED
    if shapes == {Shape.STOCK}:
        return Shape.STOCK
    return Shape.TALLY if shapes and shapes <= {Shape.TOTAL, Shape.TALLY} else Shape.POOLED
