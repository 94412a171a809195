"""Leaves become parts: simple metrics over the same rows, keys and times share one aggregation."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from metricops.expressions import parse_sql
from metricops.manifest import Aggregation, Manifest, SemanticModel
from metricops.periods import Grain, Period, step
from metricops.plan.leaves import Leaf
from metricops.plan.names import Name
from metricops.plan.plan import (
    Aggregate,
    AnyOf,
    Direct,
    Frame,
    InPeriods,
    Key,
    Part,
    Predicate,
    Stock,
    TimeRange,
    Value,
)
from metricops.plan.scans import ScanBuilder, attribute
from metricops.source import fragment

HOLISTIC = (Aggregation.COUNT_DISTINCT, Aggregation.MEDIAN, Aggregation.PERCENTILE)
ONE = parse_sql(fragment("1 "))
Conditions = tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """What all parts of a query have in common: keys, the times asked for, and whether evidence is wanted."""

    names: tuple[Name, ...]
    columns: tuple[str, ...]
    default_grain: str | None = None
    time_range: tuple[date | datetime | None, date | datetime | None] | None = None
    periods: tuple[Period, ...] = ()
    shown: bool = True  # whether the periods are columns of the result
    evidence: bool = False


@dataclass(frozen=True, slots=True)
class _Group:
    """Leaves that read the same rows in the same way."""

    manifest: Manifest
    leaves: tuple[Leaf, ...]
    shape: Shape

    @property
    def model(self) -> SemanticModel:
        return self.manifest.models[self.leaves[0].metric.model]

    @property
    def is_stock(self) -> bool:
        return self.leaves[0].metric.measure.non_additive is not None

    @property
    def is_holistic(self) -> bool:
        return self.leaves[0].metric.measure.agg in HOLISTIC

    def builder(self) -> ScanBuilder:
        first = self.leaves[0].metric
        time = self.model.dimension(first.measure.time_dimension)
        return ScanBuilder(self.manifest, self.model, first.name, time, default_grain=self.shape.default_grain)


Columns = Callable[[_Group, ScanBuilder, Leaf, Conditions], list[Aggregate]]


def build(manifest: Manifest, leaves: Iterable[Leaf], shape: Shape) -> tuple[Part, ...]:
    """The parts that compute these leaves, in the order in which they were first needed."""
    groups: dict[tuple[object, ...], list[Leaf]] = {}
    for leaf in leaves:
        groups.setdefault(_sharing(manifest, leaf, shape), []).append(leaf)
    return _named([part for group in groups.values() for part in _parts(_Group(manifest, tuple(group), shape))])


def _sharing(manifest: Manifest, leaf: Leaf, shape: Shape) -> tuple[object, ...]:
    """Leaves that are equal in this can share a scan."""
    measure = leaf.metric.measure
    timed = shape.periods or shape.time_range or any(n.is_metric_time for n in shape.names)
    changing = any(model.validity for model in manifest.models.values())
    time = measure.time_dimension if timed or changing else ""
    stock = measure.non_additive is not None and not shape.periods
    filters = tuple(sorted({f.text for f in leaf.filters})) if stock else ()
    holistic = bool(shape.periods) and shape.shown and measure.agg in HOLISTIC
    return (leaf.metric.model, time, measure.non_additive, filters, holistic, leaf.metric.join_to_timespine)


def _parts(group: _Group) -> list[Part]:
    """One part; with evidence a second one when the first cannot have a row for every group and period."""
    if not group.shape.periods or (not group.shape.shown and not group.is_stock):
        return [_part(group, _values)]
    if not group.is_stock and not group.is_holistic:
        return [_part(group, _values_and_seen if group.shape.evidence else _values, dense=group.shape.evidence)]
    parts = [_part(group, _values)]
    if group.shape.evidence:
        parts.append(_part(group, _seen, dense=True))
    return parts


def _part(group: _Group, columns: Columns, dense: bool = False) -> Part:
    builder, shape = group.builder(), group.shape
    named = zip(shape.columns, shape.names, strict=True)
    keys = tuple(Key(column, builder.value(name)) for column, name in named)
    conditions = [tuple(builder.condition(f) for f in dict.fromkeys(leaf.filters)) for leaf in group.leaves]
    common = tuple(c for c in conditions[0] if all(c in other for other in conditions))
    own = [tuple(c for c in one if c not in common) for one in conditions]
    aggregates = tuple(
        a for leaf, mine in zip(group.leaves, own, strict=True) for a in columns(group, builder, leaf, mine)
    )
    either = (AnyOf(tuple(own)),) if all(own) and len(own) > 1 else ()
    frame, ranged = _frame(group, builder, dense)
    stock = _stock(group, builder, keys)
    return Part("", builder.done(), keys, aggregates, (*ranged, *common, *either), frame, stock)


def _frame(group: _Group, builder: ScanBuilder, dense: bool) -> tuple[Frame, Conditions]:
    """Which times count: every row's own within the range, or the periods asked for."""
    shape = group.shape
    ranges = [shape.time_range] if shape.time_range else []
    if shape.periods and not shape.shown and not group.is_stock:
        ranges.append((shape.periods[0].start, step(shape.periods[0].end, 1, Grain.DAY)))
    limits = tuple(TimeRange(builder.metric_time(), start, end) for start, end in ranges)
    if shape.periods and (shape.shown or group.is_stock):
        return InPeriods(builder.metric_time(), shape.periods, dense, shape.shown), limits
    return Direct(), limits


# ── columns of one leaf ─────────────────────────────────────────────────────────────────────────────────────


def _values(group: _Group, builder: ScanBuilder, leaf: Leaf, own: Conditions) -> list[Aggregate]:
    measure = leaf.metric.measure
    value = builder.own(measure.expr)
    made = [Aggregate(leaf.column, measure.agg, value, own, measure.percentile, measure.discrete, measure.approximate)]
    if not group.shape.evidence:
        return made
    if measure.agg is Aggregation.AVERAGE:
        made.append(Aggregate(f"{leaf.column}__sum", Aggregation.SUM, value, own))
    return made if group.is_holistic and not group.is_stock else [*made, _sample(builder, leaf, own)]


def _sample(builder: ScanBuilder, leaf: Leaf, own: Conditions) -> Aggregate:
    """Rows behind the value; of an average only those that have one."""
    average = leaf.metric.measure.agg is Aggregation.AVERAGE
    counted = leaf.metric.measure.expr if average else ONE.fragment
    return Aggregate(f"{leaf.column}__n", Aggregation.COUNT, builder.own(counted), own, role="rows")


def _seen(group: _Group, builder: ScanBuilder, leaf: Leaf, own: Conditions) -> list[Aggregate]:
    """When a group's first row was; of a stock also whether the period has a snapshot."""
    first = Aggregate(f"{leaf.column}__first", Aggregation.MIN, builder.metric_time(), own, role="first")
    if group.is_stock:
        return [first, Aggregate(f"{leaf.column}__taken", Aggregation.MIN, builder.own(ONE.fragment), role="taken")]
    return [first, _sample(builder, leaf, own)]


def _values_and_seen(group: _Group, builder: ScanBuilder, leaf: Leaf, own: Conditions) -> list[Aggregate]:
    return [*_values(group, builder, leaf, own), _seen(group, builder, leaf, own)[0]]


def _stock(group: _Group, builder: ScanBuilder, keys: tuple[Key, ...]) -> Stock | None:
    rule = group.leaves[0].metric.measure.non_additive
    if rule is None:
        return None
    dimension = group.model.dimension(rule.dimension)
    entities = [group.model.entity(name) for name in rule.group_by]
    assert dimension is not None, "resolve checks the non-additive dimension"
    per = tuple(attribute(group.model.name, e) for e in entities if e is not None)
    time = attribute(group.model.name, dimension)
    same = tuple(k.value for k in keys if _reads(k.value, time))
    return Stock(time, rule.last, per, same)


def _reads(value: Value, time: Value) -> bool:
    inner = getattr(value, "of", None)
    return inner is not None and (inner == time or _reads(inner, time))


def _named(parts: list[Part]) -> tuple[Part, ...]:
    """Parts named after their model, numbered when one model has several."""
    named: list[Part] = []
    for part in parts:
        taken = {p.name for p in named}
        name, n = part.scan.table, 2
        while name in taken:
            name, n = f"{part.scan.table}_{n}", n + 1
        named.append(replace(part, name=name))
    return tuple(named)
