"""Queries without metrics: the distinct values of group-bys, or their extremes."""

from collections.abc import Iterable
from typing import NoReturn

from metricops.diagnostics import error
from metricops.errors import QueryError
from metricops.expressions import ReferenceKind, parse_filter, parse_sql
from metricops.manifest import Dimension, Manifest, SemanticModel, TimeSpine
from metricops.periods import Grain
from metricops.plan.links import Found, find, reachable
from metricops.plan.names import GRAINS, Name, bare_name, locate, name_of, nearest_name
from metricops.plan.ordering import ordered
from metricops.plan.plan import Part, Plan, PlanKind
from metricops.plan.query import Query
from metricops.plan.rows import Attribute, Join, Key, Predicate, TimeRange
from metricops.plan.scans import ScanBuilder, SubPlanner
from metricops.plan.times import widened
from metricops.source import Span, fragment

SPINE = "time__spine"  # a double underscore is in no name of the user's
LISTED = "metricops list dimensions shows the names"


def plan_values(manifest: Manifest, query: Query, names: tuple[Name, ...], subplans: SubPlanner) -> Plan:
    """The plan of a query without metrics; raises QueryError when no one model reaches all its names."""
    if not names:
        raise QueryError((error("P009", "a query needs a metric or a group-by"),))
    _refuse_times(query, names)
    if all(n.is_metric_time for n in names):
        part, columns = _of_spine(manifest, query, names, subplans)
    else:
        part, columns = _of_model(manifest, query, names, subplans)
    kind: PlanKind = "extremes" if query.min_max_only else "values" if query.apply_group_by else "rows"
    shown = tuple(f"{c}__{end}" for c in columns for end in ("min", "max")) if query.min_max_only else columns
    return Plan(columns, (part,), (), ordered(query, shown), query.limit, kind, manifest.calendar)


def _of_spine(
    manifest: Manifest, query: Query, names: tuple[Name, ...], subplans: SubPlanner
) -> tuple[Part, tuple[str, ...]]:
    spine = spine_for(manifest, [n.grain for n in names], names[0].span)
    time = Attribute(spine.name, parse_sql(fragment(spine.column)))
    builder = ScanBuilder(manifest, _as_model(spine), spine.name, _time_of(spine), subplans=subplans)
    columns = tuple(n.output(n.grain or max(spine.grain, Grain.DAY, key=lambda g: g.rank).value) for n in names)
    builder.default_grain = max(spine.grain, Grain.DAY, key=lambda g: g.rank).value
    keys = tuple(Key(c, builder.timed(n, time, _time_of(spine))) for c, n in zip(columns, names, strict=True))
    where: tuple[Predicate, ...] = (*_ranged(query, names, builder), *(builder.condition(w) for w in query.where))
    return Part(spine.name, builder.done(), keys, (), where), columns


def _of_model(
    manifest: Manifest, query: Query, names: tuple[Name, ...], subplans: SubPlanner
) -> tuple[Part, tuple[str, ...]]:
    wanted = tuple(n for n in names if not n.is_metric_time)
    model = _base(manifest, query, wanted)
    time = model.dimension(model.agg_time_dimension) if model.agg_time_dimension else None
    builder = ScanBuilder(manifest, model, model.name, time, subplans=subplans, full=True)
    _beside_spine(builder, tuple(n for n in names if n.is_metric_time))
    columns = tuple(n.output(n.grain or _grain(builder, n)) for n in names)
    keys = tuple(Key(c, builder.value(n)) for c, n in zip(columns, names, strict=True))
    where: tuple[Predicate, ...] = (*_ranged(query, names, builder), *(builder.condition(w) for w in query.where))
    return Part(model.name, builder.done(), keys, (), where), columns


def _beside_spine(builder: ScanBuilder, times: tuple[Name, ...]) -> None:
    """Without a metric metric_time is nobody's: every time of a spine stands beside every row."""
    if not times:
        return
    spine = spine_for(builder.manifest, [n.grain for n in times], times[0].span)
    builder.joins[SPINE] = Join(SPINE, spine, ())
    builder.clock = Attribute(SPINE, parse_sql(fragment(spine.column))), _time_of(spine)
    builder.default_grain = max(spine.grain, Grain.DAY, key=lambda g: g.rank).value


def _refuse_times(query: Query, names: tuple[Name, ...]) -> None:
    """A window is a metric's, and a range limits metric_time: without them there is nothing to limit."""
    if query.window is not None:
        hint = "a range of days limits metric_time"
        raise QueryError((error("P033", "a window needs a metric that is read over it", None, hint),))
    if query.time_constraint is not None and not any(n.is_metric_time for n in names):
        message = "a range of days limits metric_time, which this query does not have"
        raise QueryError((error("P033", message, None, "ask for a metric or add metric_time to the group-by"),))


def _ranged(query: Query, names: tuple[Name, ...], builder: ScanBuilder) -> tuple[TimeRange, ...]:
    limits = widened(query, names, builder.default_grain, builder.manifest.calendar)
    return (TimeRange(builder.metric_time(), *limits),) if limits else ()


def _base(manifest: Manifest, query: Query, names: tuple[Name, ...]) -> SemanticModel:
    """The model nearest to the names; another one where only that one reaches what the filters name as well."""
    nearest, named = _nearest(manifest, names), _filtered(manifest, query)
    if all(find(manifest, nearest, n.links, n.element) for n in named):
        return nearest
    return _reaching(manifest, (*names, *named)) or nearest


def _filtered(manifest: Manifest, query: Query) -> tuple[Name, ...]:
    """What the query's filters name, apart from metrics and time."""
    parsed = [parse_filter(text) for text in query.where]
    names = [name_of(r, manifest) for p in parsed for r in p.references if r.kind is not ReferenceKind.METRIC]
    names += [bare_name(use, manifest) for p in parsed for use in p.columns]
    return tuple(n for n in names if not n.is_metric_time)


def _nearest(manifest: Manifest, names: tuple[Name, ...]) -> SemanticModel:
    """The model that reaches all names with the fewest joins; raises QueryError that says why there is none."""
    return _reaching(manifest, names) or _missed(manifest, names)


def _reaching(manifest: Manifest, names: tuple[Name, ...]) -> SemanticModel | None:
    best: tuple[int, SemanticModel] | None = None
    for model in manifest.models.values():
        found = [find(manifest, model, n.links, n.element) for n in names]
        if all(len(f) == 1 for f in found):
            cost = len({hop for f in found for hop in _prefixes(f[0])})
            best = min(best or (cost, model), (cost, model), key=lambda pair: pair[0])
    return best[1] if best else None


def _missed(manifest: Manifest, names: tuple[Name, ...]) -> NoReturn:
    for name in names:
        if not any(find(manifest, m, name.links, name.element) for m in manifest.models.values()):
            _refuse(manifest, name)
    for model in manifest.models.values():
        if all(find(manifest, model, n.links, n.element) for n in names):
            _ = [locate(manifest, model, n, model.name) for n in names]  # says which of them is ambiguous
    listed = " and ".join(f'"{n.bare}"' for n in names)
    hint = "ask for them apart, or beside a metric that reaches them all"
    raise QueryError((error("P026", f"no one model reaches {listed}", names[-1].span, hint),))


def _refuse(manifest: Manifest, name: Name) -> NoReturn:
    """A name that nothing reaches: what keeps the model it begins with from it, else what is called like it."""
    for model in manifest.models.values():
        if name.links and (model.primary_entity == name.links[0] or model.entity(name.links[0])):
            locate(manifest, model, name, model.name)
    known = {found.full_name(m) for m in manifest.models.values() for found in reachable(manifest, m)}
    message = f'no semantic model has "{name.bare}"'
    raise QueryError((error("P023", message, name.span, nearest_name(name, known) or LISTED),))


def _prefixes(found: Found) -> Iterable[tuple[str, ...]]:
    names = tuple(hop.entity for hop in found.hops)
    return (names[: i + 1] for i in range(len(names)))


def _grain(builder: ScanBuilder, name: Name) -> str | None:
    if name.date_part:
        return None
    if name.is_metric_time:
        return builder.default_grain
    element = find(builder.manifest, builder.model, name.links, name.element)[0].element
    return element.grain.value if isinstance(element, Dimension) and element.grain else None


def spine_for(manifest: Manifest, grains: Iterable[str | None], span: Span) -> TimeSpine:
    """The coarsest spine that is not coarser than the finest grain asked for; raises QueryError without one."""
    asked = [Grain(g) if g in GRAINS else Grain.DAY for g in grains if g]
    finest = min(asked, key=lambda g: g.rank, default=Grain.DAY)
    fitting = [s for s in manifest.spines if s.grain.rank <= finest.rank]
    if not fitting:
        message = f"a time spine of grain {finest} or finer is needed and no model declares one"
        raise QueryError((error("P027", message, span, "add time_spine: to the properties of a date model"),))
    return max(fitting, key=lambda s: s.grain.rank)


def _time_of(spine: TimeSpine) -> Dimension:
    return Dimension(spine.column, fragment(spine.column), spine.span, grain=spine.grain)


def _as_model(spine: TimeSpine) -> SemanticModel:
    return SemanticModel(spine.name, spine.relation, spine.span, None, (), (_time_of(spine),), spine.column)
