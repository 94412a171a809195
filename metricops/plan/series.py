"""Parts read along a spine: which times look at which rows, and which spine and grain that needs."""

from datetime import date, timedelta

from metricops.manifest import Offset, TimeSpine
from metricops.periods import Calendar, Grain, Period, floor, step
from metricops.plan.frames import CustomShift, Pick, Series, SpineFill
from metricops.plan.groups import Group
from metricops.plan.leaves import Look
from metricops.plan.names import GRAINS, custom_grains
from metricops.plan.rows import Key, Predicate, SeriesTime, TimeRange
from metricops.plan.scans import ScanBuilder
from metricops.plan.values import spine_for
from metricops.source import Fragment

ONE_DAY = timedelta(days=1)
MONTHLY = (Grain.MONTH, Grain.QUARTER, Grain.YEAR)


def series(group: Group, rows: ScanBuilder, spine: ScanBuilder, where: tuple[Predicate, ...]) -> Series:
    """The frame of leaves that look at other times than the rows' own; `spine` has bound the time keys."""
    look = group.look
    custom = _custom(group)
    base = Grain.DAY if custom else _base(group)
    pick: Pick | None = look.pick if look.reach is not None else None
    if any(isinstance(o, Grain) for o in look.earlier):
        pick = pick or "first"
    rule = group.leaves[0].metric.measure.non_additive
    if rule is not None and look.reach is None:
        pick = "last" if rule.last else "first"  # of the days of a coarser period, as for a stock of its own time
    table = _spine(group, base) if custom is None else custom_grains(group.manifest)[_units(group)[0].unit][0]
    joins = tuple(spine.joins.values())
    ends = min(_asked(group), key=lambda g: g.rank) if look.at_ends else None
    earlier = () if custom else look.earlier
    return Series(rows.metric_time(), table, base, earlier, look.reach, pick, joins, where, custom, ends, _seen(group))


def _custom(group: Group) -> CustomShift | None:
    """The offset by a custom grain, when there is one; it stands alone."""
    units = _units(group)
    if not units:
        return None
    asked = [n.grain for n in group.shape.names if group.builder().means_time(n)]
    column = custom_grains(group.manifest)[units[0].unit][1].column
    return CustomShift(column, units[0].n, whole=set(asked) == {units[0].unit})


def _units(group: Group) -> list[Offset]:
    return [o for o in group.look.earlier if isinstance(o, Offset) and o.unit not in GRAINS]


def _seen(group: Group) -> TimeRange | None:
    """A range limits the windows that are looked back at, too: only those that end inside it have a value."""
    if group.shape.time_range is None or not group.look.earlier or group.look.reach is None:
        return None
    return TimeRange(SeriesTime(), *group.shape.time_range)


def fill(group: Group, keys: tuple[Key, ...], spine: ScanBuilder, where: tuple[Predicate, ...]) -> SpineFill:
    """A row for every time of the spine, at the finest grain asked for."""
    base = max(min(_asked(group), key=lambda g: g.rank), _own(group), key=lambda g: g.rank)
    return SpineFill(
        _spine(group, base), base, keys, tuple(spine.joins.values()), where, group.leaves[0].metric.fill_nulls_with
    )


def split(group: Group, rows: ScanBuilder) -> tuple[tuple[Fragment, ...], tuple[Fragment, ...]]:
    """The query's filters in two: those about rows, and those about time alone."""
    timely = tuple(w for w in group.shape.where if rows.only_time(w))
    return tuple(w for w in group.shape.where if w not in timely), timely


def spine_where(group: Group, spine: ScanBuilder, timely: tuple[Fragment, ...]) -> tuple[Predicate, ...]:
    """What limits the times of the spine: filters about time and the query's range."""
    start, end = group.shape.time_range or (None, None)
    ranged = (TimeRange(SeriesTime(), start, end),) if group.shape.time_range else ()
    return (*ranged, *(spine.condition(w) for w in timely))


def reached(look: Look, period: Period, calendar: Calendar) -> Period:
    """The days that a leaf looks at for a period: earlier ones, those of a window as of its end, or its own."""
    for back in look.earlier:
        period = _earlier(back, period, calendar)
    match look.reach:
        case Offset(n, unit) if not Grain(unit).sub_daily:
            return Period(step(period.end, -n, Grain(unit)) + ONE_DAY, period.end)
        case Grain() as grain:
            return Period(floor(period.end, grain, calendar), period.end)
        case "all":
            return Period(date.min, period.end)
    return period


def _earlier(back: Offset | Grain, period: Period, calendar: Calendar) -> Period:
    """The same period so many units before, or the first day of the longer period that holds it."""
    if isinstance(back, Grain):
        first = floor(period.start, back, calendar)
        return Period(first, first)
    unit = Grain(back.unit)
    return Period(step(period.start, -back.n, unit), step(period.end + ONE_DAY, -back.n, unit) - ONE_DAY)


def _base(group: Group) -> Grain:
    """The grain at which times look back: whole periods where offsets allow it, else days."""
    look, finest = group.look, min(_asked(group), key=lambda g: g.rank)
    offsets = [o for o in look.earlier if isinstance(o, Offset)]
    whole = look.reach is None and len(offsets) == len(look.earlier)
    if whole and all(_within(finest, o.unit) for o in offsets):
        return max(finest, _own(group), key=lambda g: g.rank)
    base = min(finest, Grain.DAY, key=lambda g: g.rank)
    if isinstance(look.reach, Offset) and look.reach.unit in GRAINS:
        base = min(base, Grain(look.reach.unit), key=lambda g: g.rank)
    return max(base, _own(group), key=lambda g: g.rank)


def _within(grain: Grain, unit: str) -> bool:
    """Whether every period of the grain lies within one period of the unit."""
    if unit not in GRAINS:
        return False
    other = Grain(unit)
    if grain in MONTHLY:
        return other in MONTHLY and other.rank >= grain.rank
    if grain is Grain.WEEK:
        return other is Grain.WEEK
    return other.rank >= grain.rank


def _asked(group: Group) -> list[Grain]:
    """The grains of the queried times; a custom grain and a date part are made of days."""
    rows = group.builder()
    found = []
    for name in group.shape.names:
        if rows.means_time(name):
            grain = name.grain or (group.shape.default_grain if name.is_metric_time else _own(group).value)
            found.append(Grain(grain) if grain in GRAINS and not name.date_part else Grain.DAY)
    return found or [Grain.DAY]


def _own(group: Group) -> Grain:
    time = group.time
    return time.grain if time is not None and time.grain is not None else Grain.DAY


def _spine(group: Group, base: Grain) -> TimeSpine:
    return spine_for(group.manifest, [base.value], group.leaves[0].metric.span)
