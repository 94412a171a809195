"""Leaves become parts: simple metrics over the same rows, keys and times share one aggregation."""

from collections.abc import Iterable
from dataclasses import replace

from metricops.diagnostics import error
from metricops.errors import QueryError
from metricops.manifest import Manifest, Offset
from metricops.periods import Grain
from metricops.plan.columns import Columns, Conditions, seen, values, values_and_seen
from metricops.plan.conversions import conversions
from metricops.plan.frames import Frame, Stock
from metricops.plan.framing import filled, frame_of, keys_of
from metricops.plan.groups import Group, Shape, grouped
from metricops.plan.leaves import Leaf
from metricops.plan.names import GRAINS
from metricops.plan.plan import Part
from metricops.plan.rows import AnyOf, Equals, Key, Value
from metricops.plan.scans import ScanBuilder
from metricops.plan.series import series, spine_where, split

TABLES = ("combined", "periods")  # names that the SQL gives to tables of its own


def build(manifest: Manifest, leaves: Iterable[Leaf], shape: Shape) -> tuple[Part, ...]:
    """The parts that compute these leaves, in the order in which they were first needed."""
    return _named([part for group in grouped(manifest, leaves, shape) for part in _parts(group)])


def _parts(group: Group) -> list[Part]:
    """One part; with evidence a second one when the first cannot have a row for every group and period."""
    shape, made = group.shape, conversions if group.look.conversion else _part
    if shape.periods:
        _only_days(group)
    if not shape.periods or (not shape.shown and not group.is_stock):
        return [made(group, values)]
    if not group.is_stock and not group.is_holistic:
        return [made(group, values_and_seen if shape.evidence else values, dense=shape.evidence)]
    parts = [made(group, values)]
    if shape.evidence:
        parts.append(made(group, seen, dense=True))
    return parts


def _only_days(group: Group) -> None:
    """Refuses offsets that lead from a period to no other days."""
    for back in group.look.earlier:
        if isinstance(back, Offset) and (back.unit not in GRAINS or Grain(back.unit).sub_daily):
            metric = group.leaves[0].metric
            message = f'an offset of "{metric.name}" by "{back.unit}" cannot be looked at over windows of days'
            raise QueryError((error("P031", message, metric.span, "group by metric_time instead"),))


def _part(group: Group, columns: Columns, dense: bool = False) -> Part:
    rows, spine = group.builder(), group.builder(along_spine=True)
    about_rows, timely = split(group, rows)
    along_spine = group.look.along_spine and not group.shape.periods
    if not along_spine:
        about_rows, keys = group.shape.where, keys_of(group, rows, rows)
    else:
        keys = keys_of(group, rows, spine)
    queried = tuple(rows.condition(w) for w in about_rows)
    conditions = [_filters(rows, leaf, any_row=dense and group.is_stock) for leaf in group.leaves]
    common = tuple(c for c in conditions[0] if all(c in other for other in conditions))
    own = [tuple(c for c in one if c not in common) for one in conditions]
    pairs = zip(group.leaves, own, strict=True)
    aggregates = tuple(a for leaf, mine in pairs for a in columns(group, rows, leaf, mine))
    either = (AnyOf(tuple(dict.fromkeys(own))),) if all(own) and len(own) > 1 else ()
    if along_spine:
        frame: Frame = series(group, rows, spine, spine_where(group, spine, timely))
        limits: Conditions = ()
    else:
        frame, limits = frame_of(group, rows, dense)
    scoped = tuple(Equals(rows.value(name), text) for name, text in group.shape.scope)
    where = (*limits, *common, *queried, *scoped, *either)
    return filled(group, Part("", rows.done(), keys, aggregates, where, frame, _stock(group, keys)))


def _filters(rows: ScanBuilder, leaf: Leaf, any_row: bool) -> Conditions:
    """A leaf's own filters; the groups of a stock are those of its source, whether or not their rows pass."""
    return () if any_row else tuple(rows.condition(f) for f in dict.fromkeys(leaf.filters))


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
