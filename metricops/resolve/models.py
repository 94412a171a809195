"""Semantic models from both of dbt's spellings: linked, checked, and left out when they cannot be used."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from metricops.definitions import Definitions, LegacySemanticModelEntry, ModelEntry, ModelFactsEntry
from metricops.manifest import Confidence, ModelFacts, Relation, SemanticModel
from metricops.resolve import elements, model_rules, times
from metricops.resolve.faults import Absent, Faults
from metricops.resolve.names import named, unique
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
            relation = tables.model(entry.name.text)
            yield ModelDraft(
                model_name(entry),
                relation,
                tuple(elements.column_entities(entry)),
                tuple(elements.column_dimensions(entry)),
                entry.primary_entity,
                time,
                measured,
                tuple(dict.fromkeys((*entry.facts, *tables.facts.get(relation, ())))),
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
            (*entry.facts, *tables.facts.get(relation, ())),
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


def _linked(draft: ModelDraft, faults: Faults, absent: Absent) -> SemanticModel:
    name = named("semantic model", draft.name, faults)
    model_rules.check_distinct((*draft.entities, *draft.dimensions), faults)
    entities = tuple(elements.entities(draft.entities, faults, absent))
    dimensions = tuple(elements.dimensions(draft.dimensions, faults, absent))
    model_rules.check_validity(draft.name, draft.measured, entities, dimensions, faults)
    primary = model_rules.primary_entity(draft.name, draft.primary_entity, entities, dimensions, faults)
    time = draft.agg_time_dimension.text.strip().lower() if draft.agg_time_dimension else None
    if draft.agg_time_dimension and time not in absent.names:
        model_rules.check_time(draft.agg_time_dimension, dimensions, draft.name.text, faults)
    placed = (name, draft.relation, draft.name.span, primary, entities, dimensions, time)
    return SemanticModel(*placed, _facts(draft.said), draft.description)
