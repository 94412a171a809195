"""Conversions as parts: each stands at the time and the keys of the base event that it belongs to."""

from dataclasses import replace

from metricops.plan.columns import Columns
from metricops.plan.frames import Frame, Match
from metricops.plan.framing import filled, frame_of, hidden, keys_of
from metricops.plan.groups import Group
from metricops.plan.plan import Aggregate, Part
from metricops.plan.rows import Equals, Predicate, TimeRange
from metricops.plan.scans import ScanBuilder
from metricops.plan.series import series, spine_where, split


def conversions(group: Group, columns: Columns, dense: bool = False) -> Part:
    """Base events grouped by the keys, each conversion counted at the one it belongs to."""
    base, spine, other = group.builder(), group.builder(along_spine=True), _converted(group)
    leaf = group.leaves[0]
    about_rows, timely = split(group, base)
    limits: tuple[Predicate, ...] = ()
    if group.look.along_spine and not group.shape.periods:
        keys = keys_of(group, base, spine)
        frame: Frame = series(group, base, spine, spine_where(group, spine, timely))
    else:
        about_rows, keys = group.shape.where, keys_of(group, base, base)
        frame = frame_of(group, base, dense)[0]
        limits = tuple(TimeRange(base.metric_time(), *r) for r in (group.shape.time_range,) if r)
    filters = tuple(base.condition(f) for f in dict.fromkeys((*group.look.base_filters, *about_rows)))
    scoped = tuple(Equals(base.value(name), text) for name, text in group.shape.scope)
    aggregates = tuple(_at_base(a, base) for a in columns(group, other, leaf, ()))
    match = _match(group, base, other)
    made = Part("", base.done(), keys, aggregates, (*limits, *filters, *scoped), frame)
    return filled(group, replace(made, match=match))


def _converted(group: Group) -> ScanBuilder:
    """A scan of the conversion events."""
    metric = group.leaves[0].metric
    model = group.manifest.models[metric.model]
    time = model.dimension(metric.measure.time_dimension)
    return ScanBuilder(group.manifest, model, metric.name, time, zone=group.shape.zone, subplans=group.shape.subplans)


def _match(group: Group, base: ScanBuilder, other: ScanBuilder) -> Match:
    rule = group.look.conversion
    assert rule is not None, "asked for conversions only"
    where = tuple(other.condition(f) for f in dict.fromkeys(group.leaves[0].filters))
    entities = (base.entity(rule.entity), other.entity(rule.entity))
    times = (base.metric_time(), other.metric_time())
    properties = tuple((base.named(b), other.named(c)) for b, c in rule.constant_properties)
    return Match(other.done(), where, entities, times, rule.window, properties, hidden(group))


def _at_base(aggregate: Aggregate, base: ScanBuilder) -> Aggregate:
    """What is said of times is said of the base events."""
    return replace(aggregate, value=base.metric_time()) if aggregate.role == "first" else aggregate
