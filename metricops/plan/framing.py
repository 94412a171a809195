"""What parts have in common: their keys, the times for which their rows count, and times without rows."""

from dataclasses import replace

from metricops.periods import Grain, Period, step
from metricops.plan.columns import Conditions
from metricops.plan.frames import Direct, Frame, InPeriods
from metricops.plan.groups import Group
from metricops.plan.plan import Part
from metricops.plan.rows import Key, Shown, TimeRange
from metricops.plan.scans import ScanBuilder
from metricops.plan.series import fill, reached, spine_where, split


def keys_of(group: Group, rows: ScanBuilder, times: ScanBuilder) -> tuple[Key, ...]:
    """The group-bys as values; times of the metric are bound by `times`."""
    made = []
    for column, name in zip(group.shape.columns, group.shape.names, strict=True):
        timed = times.along_spine and rows.means_time(name)
        made.append(Key(column, (times if timed else rows).value(name), timed))
    return tuple(made)


def frame_of(group: Group, builder: ScanBuilder, dense: bool) -> tuple[Frame, Conditions]:
    """Which times count: every row's own within the range, or the periods asked for."""
    shape = group.shape
    ranges = [shape.time_range] if shape.time_range else []
    if not group.is_stock:
        ranges += [(period.start, step(period.end, 1, Grain.DAY)) for period in hidden(group)]
    limits = tuple(TimeRange(builder.metric_time(), start, end) for start, end in ranges)
    if shape.periods and (shape.shown or group.is_stock):
        looks = tuple(reached(group.look, p, group.manifest.calendar) for p in shape.periods)
        looks = looks if looks != shape.periods else ()
        return InPeriods(builder.metric_time(), shape.periods, dense, shape.shown, looks), limits
    return Direct(), limits


def filled(group: Group, part: Part) -> Part:
    """The part with a row for every time of a spine, when its metric asks for that and time is queried."""
    spine = group.builder(along_spine=True)
    named = zip(group.shape.columns, group.shape.names, strict=True)
    keys = tuple(Key(column, spine.value(name), timed=True) for column, name in named if spine.means_time(name))
    if not group.leaves[0].fill or not keys or group.shape.periods:
        return part
    where = spine_where(group, spine, split(group, spine)[1])
    made = replace(fill(group, keys, spine, where), again=_of_keys(group))
    return replace(part, fill=made)


def _of_keys(group: Group) -> Conditions:
    """The query's filters about rows that name nothing but its keys, bound to the keys as they come out."""
    rows = group.builder()
    shown = {key.value: Shown(key.name) for key in keys_of(group, rows, rows)}
    bound = [rows.condition(w) for w in split(group, rows)[0]]
    return tuple(
        replace(c, values=tuple(shown[v] for v in c.values), bare=tuple((name, shown[v]) for name, v in c.bare))
        for c in bound
        if (c.values or c.bare) and all(v in shown for v in (*c.values, *(v for _, v in c.bare)))
    )


def hidden(group: Group) -> tuple[Period, ...]:
    """The days that rows are limited to without being columns of the result."""
    own = (group.look.period,) if group.look.period else ()
    asked = () if group.shape.shown else group.shape.periods
    return (*own, *(reached(group.look, period, group.manifest.calendar) for period in asked))
