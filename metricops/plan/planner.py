"""The planner: queries and the manifest become plans, or diagnostics that say why not."""

from collections.abc import Sequence
from dataclasses import replace

from metricops.diagnostics import Diagnostic, error
from metricops.errors import QueryError
from metricops.expressions import Reference, ReferenceKind
from metricops.manifest import Manifest, Metric
from metricops.plan.ask import name_text, with_saved
from metricops.plan.evidence import Evidence
from metricops.plan.formula import Output
from metricops.plan.groups import Shape
from metricops.plan.leaves import Leaves, Look
from metricops.plan.lookup import metric_named
from metricops.plan.names import Name, name_of
from metricops.plan.once import once
from metricops.plan.ordering import ordered
from metricops.plan.parts import build
from metricops.plan.plan import Part, Plan
from metricops.plan.presence import marked
from metricops.plan.query import GroupItem, Query
from metricops.plan.times import default_grain, is_time, kept_by, moving, own_grain, periods_of, widened, zone_of
from metricops.plan.values import plan_values

PERIOD_KEYS = ("window_start", "window_end")


def plan(manifest: Manifest, queries: Sequence[Query]) -> tuple[Plan, ...]:
    """One plan a query, in order. Raises QueryError with the faults of all of them."""
    outcomes = plan_each(manifest, queries)
    faults = [d for o in outcomes if isinstance(o, QueryError) for d in o.diagnostics]
    if faults:
        raise QueryError(tuple(dict.fromkeys(faults)))
    return tuple(o for o in outcomes if isinstance(o, Plan))


def plan_each(manifest: Manifest, queries: Sequence[Query]) -> tuple[Plan | QueryError, ...]:
    """For every query its plan, or why it is refused: one that cannot be planned fails alone."""
    return tuple(_outcome(manifest, query) for query in queries)


def _outcome(manifest: Manifest, query: Query) -> Plan | QueryError:
    try:
        return plan_one(manifest, query)
    except QueryError as refused:
        return refused


def plan_one(manifest: Manifest, query: Query) -> Plan:
    """The plan of one query; raises QueryError."""
    query = with_saved(manifest, query)
    names = tuple(name_of(_reference(item), manifest) for item in query.group_by)
    if not query.metrics:
        return plan_values(manifest, query, names, lambda reference: _by_entity(manifest, reference))
    metrics = _metrics(manifest, query)
    grain = default_grain(manifest, metrics)
    columns = tuple(_column(manifest, metrics, name, grain) for name in names)
    _distinct(columns, names)
    timed = any(is_time(manifest, metrics, name) for name in names)

    def own(metric: Metric) -> bool:
        return any(is_time(manifest, (metric,), name) for name in names)

    leaves = Leaves(
        manifest, query.evidence, bool(columns), own, query.as_of, bool(query.periods), query.window is not None
    )
    outputs = _outputs(leaves, metrics, moving(query) if timed else Look())
    if len(metrics) > 1:
        outputs = tuple(replace(o, formula=leaves.guarded(o.formula)) for o in outputs)
    shape = Shape(
        names,
        columns,
        lambda reference: _by_entity(manifest, reference),
        query.where,
        tuple((name_of(_reference(item), manifest), text) for item, text in query.scope),
        grain,
        widened(query, names, grain, manifest.calendar, kept_by(manifest, metrics)),
        () if timed and query.window else periods_of(query, manifest.calendar),
        zone_of(manifest, query, metrics),
        bool(query.periods),
        query.evidence,
        frozenset(leaf for o in outputs for leaf in marked(o.formula)),
    )
    parts = build(manifest, leaves.found.values(), shape)
    keys = (*(PERIOD_KEYS if query.periods else ()), *columns)
    order = ordered(query, (*keys, *(o.name for o in outputs)))
    sources = tuple(f"{m.name} ({m.span.place})" for m in metrics)
    caveats = _caveats(parts, shape, query)
    return once(Plan(keys, parts, outputs, order, query.limit, "metrics", manifest.calendar, caveats, sources))


def _outputs(leaves: Leaves, metrics: tuple[Metric, ...], look: Look) -> tuple[Output, ...]:
    formulas = {m.name: leaves.formula(m.name, look) for m in metrics}
    outputs = [Output(m.name, formulas[m.name], m.unit) for m in metrics]
    if leaves.evidence:
        outputs += [column for m in metrics for column in Evidence(leaves).outputs(m, formulas[m.name])]
    return tuple(outputs)


def _by_entity(manifest: Manifest, reference: Reference) -> Plan:
    """The plan of a metric by entities, for `{{ Metric('m', group_by=['e']) }}` in a filter."""
    spans = reference.group_spans or (reference.span,) * len(reference.group_by)
    pairs = zip(reference.group_by, spans, strict=True)
    items = tuple(GroupItem(name_text(reference, name, span)) for name, span in pairs)
    if not items:
        message = f'"{reference.name}" in a filter needs group_by: the entities for which it is computed'
        raise QueryError((error("P030", message, reference.span, "such as group_by=['customer']"),))
    return plan_one(manifest, Query(metrics=(name_text(reference),), group_by=items))


def _metrics(manifest: Manifest, query: Query) -> tuple[Metric, ...]:
    """Every metric asked for; raises with one diagnostic for each that does not exist."""
    found: dict[str, Metric] = {}
    faults: list[Diagnostic] = []
    for text in query.metrics:
        try:
            metric = metric_named(manifest, text)
            found[metric.name] = metric
        except QueryError as refused:
            faults += refused.diagnostics
    if faults:
        raise QueryError(tuple(faults))
    return tuple(found.values())


def _reference(item: GroupItem) -> Reference:
    name, grain = item.text.text.strip().lower(), item.grain and item.grain.lower()
    return Reference(
        ReferenceKind.DIMENSION,
        name,
        item.text.span,
        grain,
        item.date_part,
        item.entity_path,
        grain_span=item.grain_span,
    )


def _column(manifest: Manifest, metrics: tuple[Metric, ...], name: Name, default: str) -> str:
    """The column a group-by becomes: as given, with an unstated grain filled in."""
    if name.date_part or name.grain:
        return name.output(name.grain)
    return name.output(default if name.is_metric_time else own_grain(manifest, metrics, name))


def _distinct(columns: tuple[str, ...], names: tuple[Name, ...]) -> None:
    for i, (column, name) in enumerate(zip(columns, names, strict=True)):
        if column in columns[:i]:
            gives = "" if name.bare == column else f'gives the column "{column}", which '
            message = f'"{name.bare}" {gives}is asked for twice'
            raise QueryError((error("P008", message, name.span, "one of the two can go"),))


def _caveats(parts: tuple[Part, ...], shape: Shape, query: Query) -> tuple[str, ...]:
    """What a reader of the numbers must know of how they were asked."""
    found = []
    if query.window is not None and shape.periods:
        found.append(f"window: {query.window}, {shape.periods[0]}")
    elif query.window is not None:
        found.append(f"every period shows the {query.window} complete by its end")
    if any(part.scan.bridged for part in parts):
        found.append("rows reach several groups through a bridge: groups may add up to more than the total")
    return tuple(found)
