"""Times of a query: unstated grains, the range widened to whole periods, and the periods of windows."""

from datetime import date, datetime, timedelta

from metricops.diagnostics import error
from metricops.errors import QueryError
from metricops.manifest import (
    ConversionMetric,
    CumulativeMetric,
    DerivedMetric,
    Dimension,
    Manifest,
    Metric,
    MetricInput,
    RatioMetric,
    SimpleMetric,
)
from metricops.periods import Calendar, Grain, Period, WindowKind, floor, step, window_period
from metricops.plan.frames import Reach
from metricops.plan.leaves import Look
from metricops.plan.links import find
from metricops.plan.names import GRAINS, Name
from metricops.plan.query import Query

Moment = date | datetime
TimeRange = tuple[Moment | None, Moment | None]
STEPS = {
    Grain.HOUR: timedelta(hours=1),
    Grain.MINUTE: timedelta(minutes=1),
    Grain.SECOND: timedelta(seconds=1),
    Grain.MILLISECOND: timedelta(milliseconds=1),
    Grain.MICROSECOND: timedelta(microseconds=1),
    Grain.NANOSECOND: timedelta(microseconds=1),  # as fine as the moments of a range are given
}


def inputs(metric: Metric) -> tuple[MetricInput, ...]:
    """The metrics a metric reads."""
    match metric:
        case RatioMetric():
            return (metric.numerator, metric.denominator)
        case DerivedMetric():
            return metric.inputs
        case CumulativeMetric():
            return (metric.input,)
        case ConversionMetric():
            return (metric.conversion.base, metric.conversion.conversion)
    return ()


def simple_metrics(manifest: Manifest, metric: Metric) -> tuple[SimpleMetric, ...]:
    """The simple metrics a metric comes down to, in the order of its inputs."""
    if isinstance(metric, SimpleMetric):
        return (metric,)
    return tuple(s for i in inputs(metric) for s in simple_metrics(manifest, manifest.metrics[i.name]))


def default_grain(manifest: Manifest, metrics: tuple[Metric, ...]) -> str:
    """The grain of an unstated metric_time: the coarsest of what the metrics say, never finer than a day."""
    grains = [_metric_grain(manifest, m) for m in metrics]
    custom = [g for g in grains if g not in GRAINS]
    return custom[0] if custom else max((Grain(g) for g in grains), key=lambda g: g.rank).value


def _metric_grain(manifest: Manifest, metric: Metric) -> str:
    """What the metric itself says, else the grain its times are kept by; what its inputs say is theirs."""
    return metric.time_granularity or kept_by(manifest, (metric,)).value


def own_grain(manifest: Manifest, metrics: tuple[Metric, ...], name: Name) -> str | None:
    """The grain of a time dimension that a name means for the first metric that has it; None for any other name."""
    for metric in (simple for m in metrics for simple in simple_metrics(manifest, m)):
        for found in find(manifest, manifest.models[metric.model], name.links, name.element):
            element = found.element
            return element.grain.value if isinstance(element, Dimension) and element.grain else None
    return None


def is_time(manifest: Manifest, metrics: tuple[Metric, ...], name: Name) -> bool:
    """Whether a name is metric_time, or the time dimension of every simple metric underneath."""
    if name.is_metric_time:
        return True
    for metric in (simple for m in metrics for simple in simple_metrics(manifest, m)):
        own = ((), (manifest.models[metric.model].primary_entity,))
        if name.element != metric.measure.time_dimension or name.links not in own:
            return False
    return True


def kept_by(manifest: Manifest, metrics: tuple[Metric, ...]) -> Grain:
    """The coarsest grain in which the metrics' own times are kept, never finer than a day."""
    simple = (s for m in metrics for s in simple_metrics(manifest, m))
    times = (manifest.models[s.model].dimension(s.measure.time_dimension) for s in simple)
    return max((Grain.DAY, *(t.grain for t in times if t and t.grain)), key=lambda g: g.rank)


def widened(
    query: Query, names: tuple[Name, ...], default: str | None, calendar: Calendar, kept: Grain = Grain.DAY
) -> TimeRange | None:
    """The time constraint as `start <= time < end`, widened outward to the coarsest queried grain.

    Without a time in the query it is widened to `kept`, the periods in which the metrics' times are kept.
    """
    if query.time_constraint is None:
        return None
    start, end = query.time_constraint
    asked = [n.grain or default for n in names if n.is_metric_time and not n.date_part]
    grains = [Grain(g) for g in asked if g in GRAINS]
    grain = max(grains or [kept], key=lambda g: g.rank)
    return (_floor(start, grain, calendar), _after(end, grain, calendar))


def moving(query: Query) -> Look:
    """The window of a query that groups by time: every period shows the window that ends with its last day."""
    window = query.window
    if window is None:
        return Look()
    if window.kind in (WindowKind.NEXT, WindowKind.PREVIOUS):
        message = f'the window "{window}" is counted from one date and cannot move with time'
        raise QueryError((error("P031", message, None, "leave time out of the group-by"),))
    reach: Reach = window.unit if window.kind is WindowKind.TO_DATE else window
    return Look(reach=reach, at_ends=True)


def zone_of(manifest: Manifest, query: Query, metrics: tuple[Metric, ...]) -> str:
    """The time zone of the query's days: its own, else the calendar's. Raises QueryError where it cannot matter."""
    if query.time_zone is None:
        return manifest.calendar.time_zone
    for metric in (simple for m in metrics for simple in simple_metrics(manifest, m)):
        time = manifest.models[metric.model].dimension(metric.measure.time_dimension)
        if time is not None and time.grain is not None and not time.grain.sub_daily:
            message = f'"{time.name}", the time of "{metric.name}", is kept by {time.grain}: its days have no time zone'
            hint = "declare the column's granularity as second or hour if it holds moments"
            raise QueryError((error("P034", message, time.span, hint),))
    return query.time_zone


def periods_of(query: Query, calendar: Calendar) -> tuple[Period, ...]:
    """The periods a query looks at: those it lists, or its window as of its date. Raises QueryError without one."""
    if query.periods or query.window is None:
        return query.periods
    if query.as_of is None:
        hint = "give --as-of, or group by metric_time"
        raise QueryError((error("P033", f'the window "{query.window}" needs the date at which it ends', None, hint),))
    return (window_period(query.window, query.as_of, calendar),)


def _floor(moment: Moment | None, grain: Grain, calendar: Calendar) -> Moment | None:
    if moment is None:
        return None
    if not grain.sub_daily:
        return floor(_day(moment), grain, calendar)
    full = _moment(moment)
    keep = {Grain.HOUR: 13, Grain.MINUTE: 16, Grain.SECOND: 19}.get(grain)
    return datetime.fromisoformat(full.isoformat(timespec="microseconds")[:keep]) if keep else full


def _after(moment: Moment | None, grain: Grain, calendar: Calendar) -> Moment | None:
    """The first moment after the period that holds `moment`; a plain date at sub-daily grain is the whole day."""
    if moment is None:
        return None
    if not grain.sub_daily or not isinstance(moment, datetime):
        coarse = grain if not grain.sub_daily else Grain.DAY
        after = step(floor(_day(moment), coarse, calendar), 1, coarse)
        return after if after > _day(moment) else None  # at the end of the calendar nothing comes after
    start = _floor(moment, grain, calendar)
    assert start is not None, "a moment has a start"
    return _moment(start) + STEPS[grain]


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _moment(moment: Moment) -> datetime:
    return moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day)
