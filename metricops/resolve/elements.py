"""Entities and dimensions of a semantic model, from each of the shapes that YAML gives them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from metricops.definitions import DimensionEntry, EntityEntry, ModelEntry
from metricops.definitions.models import ColumnEntry, DerivedDimension, ValidityParams
from metricops.expressions import parse_sql
from metricops.manifest import Dimension, Entity, EntityType
from metricops.periods import Grain
from metricops.resolve.faults import Absent, Faults
from metricops.resolve.names import named
from metricops.source import Fragment


@dataclass(frozen=True, slots=True)
class DimensionDraft:
    """A dimension as written, whichever spelling it was written in."""

    name: Fragment
    expr: Fragment
    is_time: bool
    grain: Grain | None
    is_partition: bool
    validity: ValidityParams | None
    label: str
    description: str


@dataclass(frozen=True, slots=True)
class EntityDraft:
    """An entity as written."""

    name: Fragment
    expr: Fragment
    type: EntityType


def entities(drafts: Iterable[EntityDraft], faults: Faults, absent: Absent) -> Iterator[Entity]:
    """The entities whose name and expression can be used."""
    for draft in drafts:
        own = Faults()
        name = named("entity", draft.name, own)
        own.take(parse_sql, draft.expr)
        if not _dropped(name, own, faults, absent):
            yield Entity(name, draft.type, draft.expr, draft.name.span)


def dimensions(drafts: Iterable[DimensionDraft], faults: Faults, absent: Absent) -> Iterator[Dimension]:
    """The dimensions whose name, expression and grain can be used."""
    for draft in drafts:
        own = Faults()
        made = _dimension(draft, own)
        if not _dropped(made.name, own, faults, absent):
            yield made


def _dimension(draft: DimensionDraft, faults: Faults) -> Dimension:
    name, validity = named("dimension", draft.name, faults), draft.validity or None
    faults.take(parse_sql, draft.expr)
    if draft.is_time and draft.grain is None:
        hint = 'the grain of its values, such as "day"'
        faults.add("R010", f'time dimension "{draft.name.text}" needs a granularity', draft.name.span, hint)
    start, end = bool(validity and validity.is_start), bool(validity and validity.is_end)
    if validity and (start == end or not draft.is_time):
        message = f'"{draft.name.text}" needs to be a time dimension and either the start or the end of a validity'
        faults.add("R013", message, validity.span)
    grain = draft.grain if draft.is_time else None
    described = (draft.label, draft.description)
    return Dimension(name, draft.expr, draft.name.span, grain, draft.is_partition, start, end, *described)


def _dropped(name: str, own: Faults, faults: Faults, absent: Absent) -> bool:
    faults.merge(own)
    if own.broken:
        absent.add(name)
    return own.broken


# ── dbt's latest spelling ───────────────────────────────────────────────────────────────────────────────────


def column_entities(model: ModelEntry) -> Iterator[EntityDraft]:
    """Entities on columns, then those computed from columns."""
    for column in model.columns:
        if column.entity:
            yield EntityDraft(column.entity.name or column.name, column.name, column.entity.type)
    for derived in model.derived_semantics.entities if model.derived_semantics else ():
        yield EntityDraft(derived.name, derived.expr or derived.name, derived.type)


def column_dimensions(model: ModelEntry) -> Iterator[DimensionDraft]:
    """Dimensions on columns, then those computed from columns."""
    for column in model.columns:
        if column.dimension:
            yield _on_column(column)
    for derived in model.derived_semantics.dimensions if model.derived_semantics else ():
        yield _derived(derived)


def _on_column(column: ColumnEntry) -> DimensionDraft:
    entry = column.dimension
    assert entry is not None, "only columns with a dimension come here"
    described = (entry.label or column.label, entry.description or column.description)
    is_time = entry.type == "time"
    validity = entry.validity_params
    return DimensionDraft(
        entry.name or column.name, column.name, is_time, column.granularity, entry.is_partition, validity, *described
    )


def _derived(entry: DerivedDimension) -> DimensionDraft:
    expr, is_time = entry.expr or entry.name, entry.type == "time"
    described = (entry.label, entry.description)
    return DimensionDraft(
        entry.name, expr, is_time, entry.granularity, entry.is_partition, entry.validity_params, *described
    )


# ── dbt's legacy spelling ───────────────────────────────────────────────────────────────────────────────────


def legacy_entities(entries: Iterable[EntityEntry]) -> Iterator[EntityDraft]:
    """Entities of the legacy list."""
    return (EntityDraft(e.name, e.expr or e.name, e.type) for e in entries)


def legacy_dimensions(entries: Iterable[DimensionEntry]) -> Iterator[DimensionDraft]:
    """Dimensions of the legacy list."""
    for entry in entries:
        params = entry.type_params
        grain, validity = (params.time_granularity, params.validity_params) if params else (None, None)
        expr, is_time = entry.expr or entry.name, entry.type == "time"
        described = (entry.label, entry.description)
        yield DimensionDraft(entry.name, expr, is_time, grain, entry.is_partition, validity, *described)
