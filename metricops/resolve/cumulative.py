"""Cumulative metrics: a metric over a window that moves with time, since a period began, or over all time."""

from typing import Any

from metricops.definitions import CumulativeTypeParams, MetricEntry
from metricops.manifest import CumulativeMetric, Offset
from metricops.periods import Grain, Window
from metricops.resolve import times
from metricops.resolve.faults import Faults
from metricops.resolve.inputs import Measured
from metricops.source import Fragment


def linked(
    entry: MetricEntry, described: dict[str, Any], measured: Measured, faults: Faults
) -> CumulativeMetric | None:
    """The metric with its input and its reach."""
    params = entry.type_params
    inner = params.cumulative_type_params if params else None
    metric = entry.input_metric or (inner.metric if inner else None)
    read = measured.read(metric, params.measure if params else None, faults)
    if read is None:
        if not faults.broken:
            message = f'cumulative metric "{entry.name.text}" needs the metric it adds up'
            faults.add("R005", message, entry.name.span, "input_metric: a metric")
        return None
    written = tuple(part for part in (entry, inner, params) if part is not None)
    window, sub_daily = _window(_first(written, "window"), faults)
    to_date = times.standard_grain(_first(written, "grain_to_date"), faults)
    _check_one_reach(written, faults)
    aggs = (part.period_agg for part in written if isinstance(part, MetricEntry | CumulativeTypeParams))
    return CumulativeMetric(
        input=read,
        window=window,
        sub_daily_window=sub_daily,
        grain_to_date=to_date,
        period_agg=next((agg for agg in aggs if agg), "first"),
        fill_nulls_with=entry.fill_nulls_with,
        join_to_timespine=entry.join_to_timespine,
        **described,
    )


def _first(written: tuple[Any, ...], key: str) -> Fragment | None:
    return next((getattr(part, key) for part in written if getattr(part, key)), None)


def _check_one_reach(written: tuple[Any, ...], faults: Faults) -> None:
    window, to_date = _first(written, "window"), _first(written, "grain_to_date")
    if window and to_date:
        faults.add("R006", "a cumulative metric has both a window and a grain_to_date", to_date.span, "one must go")


def _window(word: Fragment | None, faults: Faults) -> tuple[Window | None, Offset | None]:
    """Windows of days and longer, and shorter ones as a count of hours, minutes or seconds."""
    offset = times.offset(word, faults)
    if offset is None:
        return None, None
    grain = Grain(offset.unit)
    return (None, offset) if grain.sub_daily else (Window(offset.n, grain), None)
