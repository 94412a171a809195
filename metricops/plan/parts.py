"""Leaves become parts: simple metrics over the same rows, keys and times share one aggregation."""

from collections.abc import Iterable
from dataclasses import replace

from metricops.diagnostics import error
from metricops.errors import QueryError
from metricops.manifest import Manifest
from metricops.periods import Grain, step
from metricops.plan.columns import Columns, Conditions, aggregate, mark, seen, values, values_and_seen
from metricops.plan.frames import Direct, Frame, InPeriods, Match, Stock
from metricops.plan.groups import Group, Shape, grouped
from metricops.plan.leaves import Leaf
from metricops.plan.plan import Part
from metricops.plan.rows import AnyOf, Equals, Key, TimeRange, Value
from metricops.plan.scans import ScanBuilder
from metricops.plan.series import fill, reached, series, spine_where, split

TABLES = ("combined", "periods")  # names that the SQL gives to tables of its own


def build(manifest: Manifest, leaves: Iterable[Leaf], shape: Shape) -> tuple[Part, ...]:
    """The parts that compute these leaves, in the order in which they were first needed."""
    return _named([part for group in grouped(manifest, leaves, shape) for part in _parts(group)])


def _parts(group: Group) -> list[Part]:
    """One part; with evidence a second one when the first cannot have a row for every group and period."""
    shape = group.shape
    if shape.periods and (group.look.earlier or group.look.conversion):
        metric = group.leaves[0].metric
        message = f'a formula over "{metric.name}" that looks at other times cannot be asked for by windows yet'
        raise QueryError((error("P031", message, metric.span),))
    if group.look.conversion:
        return [_conversions(group)]
    if not shape.periods or (not shape.shown and not group.is_stock):
        return [_part(group, values)]
    if not group.is_stock and not group.is_holistic:
        return [_part(group, values_and_seen if shape.evidence else values, dense=shape.evidence)]
    parts = [_part(group, values)]
    if shape.evidence:
        parts.append(_part(group, seen, dense=True))
    return parts


def _part(group: Group, columns: Columns, dense: bool = False) -> Part:
    rows, spine = group.builder(), group.builder(along_spine=True)
    about_rows, timely = split(group, rows)
    along_spine = group.look.along_spine and not group.shape.periods
    if not along_spine:
        about_rows, keys = group.shape.where, _keys(group, rows, rows)
    else:
        keys = _keys(group, rows, spine)
    queried = tuple(rows.condition(w) for w in about_rows)
    conditions = [_filters(rows, leaf, any_row=dense and group.is_stock) for leaf in group.leaves]
    common = tuple(c for c in conditions[0] if all(c in other for other in conditions))
    own = [tuple(c for c in one if c not in common) for one in conditions]
    pairs = zip(group.leaves, own, strict=True)
    aggregates = tuple(a for leaf, mine in pairs for a in columns(group, rows, leaf, mine))
    either = (AnyOf(tuple(own)),) if all(own) and len(own) > 1 else ()
    if along_spine:
        frame: Frame = series(group, rows, spine, spine_where(group, spine, timely))
        limits: Conditions = ()
    else:
        frame, limits = _frame(group, rows, dense)
    scoped = tuple(Equals(rows.value(name), text) for name, text in group.shape.scope)
    where = (*limits, *common, *queried, *scoped, *either)
    return _filled(group, Part("", rows.done(), keys, aggregates, where, frame, _stock(group, keys)))


def _filters(rows: ScanBuilder, leaf: Leaf, any_row: bool) -> Conditions:
    """A leaf's own filters; the groups of a stock are those of its source, whether or not their rows pass."""
    return () if any_row else tuple(rows.condition(f) for f in dict.fromkeys(leaf.filters))


def _keys(group: Group, rows: ScanBuilder, times: ScanBuilder) -> tuple[Key, ...]:
    """The group-bys as values; times of the metric are bound by `times`."""
    made = []
    for column, name in zip(group.shape.columns, group.shape.names, strict=True):
        timed = times.along_spine and rows.means_time(name)
        made.append(Key(column, (times if timed else rows).value(name), timed))
    return tuple(made)


def _frame(group: Group, builder: ScanBuilder, dense: bool) -> tuple[Frame, Conditions]:
    """Which times count: every row's own within the range, or the periods asked for."""
    shape = group.shape
    ranges = [shape.time_range] if shape.time_range else []
    hidden = [*([group.look.period] if group.look.period else []), *(shape.periods if not shape.shown else ())]
    if not group.is_stock:
        ranges += [(period.start, step(period.end, 1, Grain.DAY)) for period in hidden]
    limits = tuple(TimeRange(builder.metric_time(), start, end) for start, end in ranges)
    if shape.periods and (shape.shown or group.is_stock):
        looks = tuple(reached(group.look.reach, p, group.manifest.calendar) for p in shape.periods)
        looks = looks if looks != shape.periods else ()
        return InPeriods(builder.metric_time(), shape.periods, dense, shape.shown, looks), limits
    return Direct(), limits


def _filled(group: Group, part: Part) -> Part:
    """The part with a row for every time of a spine, when its metric asks for that and time is queried."""
    spine = group.builder(along_spine=True)
    named = zip(group.shape.columns, group.shape.names, strict=True)
    keys = tuple(Key(column, spine.value(name), timed=True) for column, name in named if spine.means_time(name))
    if not group.leaves[0].fill or not keys or group.shape.periods:
        return part
    where = spine_where(group, spine, split(group, spine)[1])
    return replace(part, fill=fill(group, keys, spine, where))


def _stock(group: Group, keys: tuple[Key, ...]) -> Stock | None:
    rule = group.leaves[0].metric.measure.non_additive
    if rule is None:
        return None
    dimension = group.model.dimension(rule.dimension)
    entities = [group.model.entity(name) for name in rule.group_by]
    assert dimension is not None, "resolve checks the non-additive dimension"
    builder = group.builder()
    per = tuple(builder.own(e.expr) for e in entities if e is not None)
    time = builder.own(dimension.expr)
    times = zip(keys, group.shape.names, strict=True)
    same = tuple(k.value for k, n in times if _reads(k.value, time) or n.is_metric_time)
    return Stock(time, rule.last, per, same)


def _reads(value: Value, time: Value) -> bool:
    inner = getattr(value, "of", None)
    return inner is not None and (inner == time or _reads(inner, time))


def _conversions(group: Group) -> Part:
    """Base events grouped by the keys, each conversion counted at the one it belongs to."""
    rule, base = group.look.conversion, group.builder()
    assert rule is not None, "asked for conversions only"
    leaf = group.leaves[0]
    model = group.manifest.models[leaf.metric.model]
    time = model.dimension(leaf.metric.measure.time_dimension)
    other = ScanBuilder(
        group.manifest, model, leaf.metric.name, time, zone=group.shape.zone, subplans=group.shape.subplans
    )
    limits = _frame(group, base, dense=False)[1]
    filters = tuple(base.condition(f) for f in dict.fromkeys((*group.look.base_filters, *group.shape.where)))
    keys = _keys(group, base, base)
    found = Match(
        other.done(),
        tuple(other.condition(f) for f in dict.fromkeys(leaf.filters)),
        (base.entity(rule.entity), other.entity(rule.entity)),
        (base.metric_time(), other.metric_time()),
        rule.window,
        tuple((base.named(b), other.named(c)) for b, c in rule.constant_properties),
    )
    found = replace(found, scan=other.done())
    aggregates = (aggregate(leaf, other.own(leaf.metric.measure.expr)), *mark(group, other, leaf, ()))
    made = Part("", base.done(), keys, aggregates, (*limits, *filters))
    return _filled(group, replace(made, match=found))


def _named(parts: list[Part]) -> tuple[Part, ...]:
    """Parts named after their model, numbered when one model has several."""
    named: list[Part] = []
    for part in parts:
        taken = {*TABLES, *(p.name for p in named)}
        name, n = part.scan.table, 2
        while name in taken:
            name, n = f"{part.scan.table}_{n}", n + 1
        named.append(replace(part, name=name))
    return tuple(named)
