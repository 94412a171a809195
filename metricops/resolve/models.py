"""Semantic models from both of dbt's spellings: linked, checked, and left out when they cannot be used."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from metricops.definitions import Definitions, LegacySemanticModelEntry, ModelEntry, ModelFactsEntry
from metricops.manifest import Confidence, Dimension, Entity, EntityType, ModelFacts, Relation, SemanticModel
from metricops.resolve import elements, times
from metricops.resolve.faults import Absent, Faults
from metricops.resolve.names import named, repeated, unique
from metricops.resolve.relations import Tables
from metricops.source import Fragment


@dataclass(frozen=True, slots=True)
class ModelDraft:
    """A semantic model as written, whichever spelling it was written in."""

    name: Fragment
    relation: Relation
    entities: tuple[elements.EntityDraft, ...]
    dimensions: tuple[elements.DimensionDraft, ...]
    primary_entity: Fragment | None
    agg_time_dimension: Fragment | None
    measured: bool
    said: tuple[ModelFactsEntry, ...]
    description: str


def models(definitions: Definitions, tables: Tables, faults: Faults, absent: Absent) -> dict[str, SemanticModel]:
    """Every semantic model that can be used, by name."""
    drafts = (*_latest(definitions.models, tables), *_legacy(definitions.semantic_models, tables, faults))
    linked: dict[str, SemanticModel] = {}
    for name, draft in unique("semantic model", drafts, lambda d: d.name, faults).items():
        own = Faults()
        model = _linked(draft, own, absent)
        for said in draft.said:
            times.check_promises(said.refresh, said.final_after, faults)
        faults.merge(own)
        if own.broken:
            absent.add_model(name)
        else:
            linked[name] = model
    return linked


def model_name(entry: ModelEntry) -> Fragment:
    """The name of the semantic model that a dbt model is."""
    return (entry.semantic_model.name if entry.semantic_model else None) or entry.name


def is_semantic(entry: ModelEntry) -> bool:
    """Whether a dbt model is a semantic model."""
    return entry.semantic_model is not None and entry.semantic_model.enabled


def _latest(entries: Iterable[ModelEntry], tables: Tables) -> Iterator[ModelDraft]:
    for entry in entries:
        if is_semantic(entry):
            measured = any(m.type == "simple" for m in entry.metrics)
            time = entry.agg_time_dimension or (entry.config.agg_time_dimension if entry.config else None)
            yield ModelDraft(
                model_name(entry),
                tables.model(entry.name.text),
                tuple(elements.column_entities(entry)),
                tuple(elements.column_dimensions(entry)),
                entry.primary_entity,
                time,
                measured,
                entry.facts,
                entry.description,
            )


def _legacy(entries: Iterable[LegacySemanticModelEntry], tables: Tables, faults: Faults) -> Iterator[ModelDraft]:
    for entry in entries:
        relation = _legacy_relation(entry, tables, faults)
        yield ModelDraft(
            entry.name,
            relation,
            tuple(elements.legacy_entities(entry.entities)),
            tuple(elements.legacy_dimensions(entry.dimensions)),
            entry.primary_entity,
            entry.defaults.agg_time_dimension if entry.defaults else None,
            bool(entry.measures),
            entry.facts,
            entry.description,
        )


def _legacy_relation(entry: LegacySemanticModelEntry, tables: Tables, faults: Faults) -> Relation:
    if entry.model:
        return tables.written(entry.model, faults)
    node = entry.node_relation
    if node is None:
        faults.add("R005", f'semantic model "{entry.name.text}" needs "model"', entry.name.span, "model: ref('…')")
        return tables.model(entry.name.text)
    schema = node.schema_name.text if node.schema_name else tables.schema
    return Relation(node.alias.text, schema, node.database.text if node.database else None)


def _facts(entries: tuple[ModelFactsEntry, ...]) -> ModelFacts:
    """What is said of the data, the first word on each point."""

    def first(field: str) -> str:
        return next((str(getattr(e, field)) for e in entries if getattr(e, field)), "")

    confidence = next((Confidence(e.confidence.level, e.confidence.note) for e in entries if e.confidence), None)
    texts = {f: first(f) for f in ("source_of_truth", "refresh", "final_after", "grain", "loaded_at", "known_at")}
    return ModelFacts(**texts, confidence=confidence, bridge=any(e.bridge for e in entries))


# ── checks that both spellings share ────────────────────────────────────────────────────────────────────────


def _linked(draft: ModelDraft, faults: Faults, absent: Absent) -> SemanticModel:
    name = named("semantic model", draft.name, faults)
    _distinct((*draft.entities, *draft.dimensions), faults)
    entities = tuple(elements.entities(draft.entities, faults, absent))
    dimensions = tuple(elements.dimensions(draft.dimensions, faults, absent))
    _check_validity(draft, entities, dimensions, faults)
    primary = _primary(draft, entities, dimensions, faults)
    time = draft.agg_time_dimension.text.strip().lower() if draft.agg_time_dimension else None
    if draft.agg_time_dimension and time not in absent.names:
        check_time(draft.agg_time_dimension, dimensions, draft.name.text, faults)
    placed = (name, draft.relation, draft.name.span, primary, entities, dimensions, time)
    return SemanticModel(*placed, _facts(draft.said), draft.description)


def _distinct(drafts: Iterable[elements.EntityDraft | elements.DimensionDraft], faults: Faults) -> None:
    first: dict[str, Fragment] = {}
    for draft in drafts:
        key = draft.name.text.strip().lower()
        if key in first:
            repeated("entity or dimension", draft.name, first[key], faults)
        first.setdefault(key, draft.name)


def check_time(word: Fragment, dimensions: Iterable[Dimension], model: str, faults: Faults) -> None:
    """Reports an aggregation time dimension that is not a time dimension of the model."""
    known = {d.name: d for d in dimensions}
    found = known.get(word.text.strip().lower())
    if found is None:
        times = [d.name for d in known.values() if d.is_time]
        hint = f"time dimensions here: {', '.join(times)}" if times else "it needs a time dimension"
        faults.add("R003", f'time dimension "{word.text}" is not defined in "{model}"', word.span, hint)
    elif not found.is_time:
        hint = "metrics are placed in time by a dimension of type time"
        faults.add("R010", f'"{word.text}" is not a time dimension', word.span, hint)


def _primary(
    draft: ModelDraft, entities: tuple[Entity, ...], dimensions: tuple[Dimension, ...], faults: Faults
) -> str | None:
    """The entity that prefixes the model's dimensions: the one named, else the only primary one."""
    keys = [e for e in entities if e.type is EntityType.PRIMARY]
    if draft.primary_entity is None and len(keys) < 2:
        if not keys and dimensions:
            message = f'semantic model "{draft.name.text}" has dimensions and needs a primary entity'
            hint = 'make one entity type "primary", or name one with "primary_entity"'
            faults.add("R011", message, draft.name.span, hint)
        return keys[0].name if keys else None
    return _chosen(draft, keys, faults)


def _chosen(draft: ModelDraft, keys: list[Entity], faults: Faults) -> str:
    word, names = draft.primary_entity, [e.name for e in keys]
    if word is None:
        listed = ", ".join(f'"{n}"' for n in names)
        message = f'semantic model "{draft.name.text}" has several primary entities: {listed}'
        faults.add("R011", message, keys[1].span, 'one must be left, or named with "primary_entity"')
        return names[0]
    name = named("primary entity", word, faults)
    if names and name not in names:
        message = f'primary_entity "{word.text}" contradicts the primary entity "{names[0]}"'
        faults.add("R011", message, word.span, "a model has one primary entity")
    return name


def _check_validity(
    draft: ModelDraft, entities: tuple[Entity, ...], dimensions: tuple[Dimension, ...], faults: Faults
) -> None:
    """A slowly changing dimension has one start, one end and one natural key, and nothing to add up."""
    starts = [d for d in dimensions if d.validity_start]
    ends = [d for d in dimensions if d.validity_end]
    natural = [e for e in entities if e.type is EntityType.NATURAL]
    place, name = draft.name.span, draft.name.text
    if len(starts) != len(ends) or len(starts) > 1:
        faults.add("R013", f'semantic model "{name}" needs one start and one end of validity', place)
    if not starts and not ends:
        for entity in natural:
            hint = "validity_params say from when to when a row holds"
            faults.add("R013", f'natural entity "{entity.name}" needs validity dimensions', entity.span, hint)
        return
    if len(natural) != 1:
        hint = "rows of one key follow each other in time, so the key is not unique"
        faults.add("R013", f'semantic model "{name}" has validity dimensions and needs one natural entity', place, hint)
    for entity in entities:
        if entity.type in (EntityType.PRIMARY, EntityType.UNIQUE):
            message = f'"{entity.name}" cannot be {entity.type.value} where rows have a validity'
            faults.add("R013", message, entity.span, "the key of a slowly changing dimension is natural")
    if draft.measured:
        hint = "a row per validity is not an event: metrics belong on a fact table"
        faults.add("R013", f'semantic model "{name}" has both measures and validity dimensions', place, hint)
