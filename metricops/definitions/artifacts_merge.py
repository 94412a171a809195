"""What dbt's artifacts add to what YAML says; where both speak, YAML wins."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from json import JSONDecodeError
from typing import Any

from metricops.definitions.artifacts import Artifacts, unreadable
from metricops.definitions.artifacts_fills import with_fills
from metricops.definitions.artifacts_manifest import DbtManifest
from metricops.definitions.artifacts_names import Wants, names
from metricops.definitions.artifacts_nodes import mapping, mappings, replaced, word
from metricops.definitions.artifacts_semantic import OLDER_SPINES, SemanticManifest
from metricops.definitions.compose import Document
from metricops.definitions.decode import decode
from metricops.definitions.definitions import Definitions
from metricops.definitions.metrics import MetricEntry
from metricops.definitions.models import ModelEntry
from metricops.definitions.nodes import Mapping as Placed
from metricops.definitions.nodes import Sequence
from metricops.definitions.scalars import Source
from metricops.definitions.templates import is_template
from metricops.definitions.waiting import METRICS, MODELS, QUERIES, SPINES, TABLES
from metricops.manifest import Relation


@dataclass(frozen=True, slots=True)
class Warehouse:
    """The kind of warehouse that a project reads, and the schema its models stand in; empty where it is not known."""

    adapter: str
    schema: str


def merged(written: Definitions, found: Artifacts, wants: Wants, warehouse: Warehouse | None = None) -> Definitions:
    """The definitions with what is wanted of the artifacts; what then still waits for dbt is reported.

    Tables stand where the artifacts say: in this warehouse when one is given, and only if they are of its kind.
    """
    added = _added(written, found, wants)
    if found.manifest and found.root:
        added = with_fills(added, found.manifest, found.root)
    own, strays = _settled_under(written, added)
    facts = _facts(written, found.manifest) if found.manifest else Definitions()
    built = {**strays.built, **_tables(found, warehouse)} if _speak_of(found, warehouse) else {}
    whole = _together((own, strays, facts, Definitions(diagnostics=found.faults)))
    return _reported(replace(whole, built=built), found)


def _tables(found: Artifacts, warehouse: Warehouse | None) -> Mapping[str, Relation]:
    if found.manifest is None:
        return {}
    return found.manifest.tables_in(warehouse.schema) if warehouse else found.manifest.tables


def _speak_of(found: Artifacts, warehouse: Warehouse | None) -> bool:
    """Whether the artifacts are of this kind of warehouse."""
    return warehouse is None or found.manifest is None or found.manifest.adapter == warehouse.adapter


# ── definitions ─────────────────────────────────────────────────────────────────────────────────────────────


def _added(written: Definitions, found: Artifacts, wants: Wants) -> Definitions:
    """The entries of semantic_manifest.json that are wanted."""
    source = found.semantic
    has_spine = bool(written.spine_tables) or any(model.time_spine for model in written.models)
    if source is None or (found.manifest and has_spine and not any(wants(name) for name in found.manifest.origins)):
        return Definitions()
    try:
        entries = found.entries()
    except JSONDecodeError as fault:
        return Definitions(
            diagnostics=(unreadable(source, fault, severe=found.severe),), texts={source.file: source.text}
        )
    return _decoded(source, entries, wants, has_spine) if entries else Definitions()


def _decoded(source: Source, entries: SemanticManifest, wants: Wants, has_spine: bool) -> Definitions:
    spines = [spine for spine in entries.spines() if wants((SPINES, _name(spine)))]
    sections = {
        "models": [*_models(entries, wants), *spines],
        MODELS: [model for model in entries.semantic_models() if wants((MODELS, _name(model)))],
        METRICS: [metric for metric in entries.metrics() if wants((METRICS, _name(metric)))],
        QUERIES: [query for query in entries.saved_queries() if wants((QUERIES, _name(query)))],
        OLDER_SPINES: [] if has_spine or spines else list(entries.older_spines()),
    }
    if not any(sections.values()):
        return Definitions()
    place = next(iter(entries.root))
    nodes = tuple((place.saying(key), Sequence(items, place.span)) for key, items in sections.items())
    return replace(decode([Document(source, nodes)]), built=entries.tables)


def _models(entries: SemanticManifest, wants: Wants) -> Iterator[Placed]:
    """Semantic models with their metrics; one that is not wanted itself may still bring a metric."""
    for model in entries.models():
        metrics = [metric for metric in mappings(model, METRICS) if wants((METRICS, _name(metric)))]
        if metrics or wants((MODELS, _name(mapping(model, "semantic_model")))):
            yield replaced(model, metrics=Sequence(metrics, model.span))


def _settled_under(written: Definitions, added: Definitions) -> tuple[Definitions, Definitions]:
    """Metrics of a semantic model that YAML defines go to it; the rest of what was added stays."""
    own = {model.semantic_name for model in written.models if model.semantic_name}
    taken = own | {model.name.text.lower() for model in written.semantic_models}
    metrics = {model.semantic_name: model.metrics for model in added.models}
    models = (_with_metrics(model, metrics.get(model.semantic_name, ())) for model in written.models)
    strays = (model for model in added.models if model.semantic_name not in taken)
    return replace(written, models=tuple(models)), replace(added, models=tuple(strays))


def _with_metrics(model: ModelEntry, metrics: tuple[MetricEntry, ...]) -> ModelEntry:
    return model.model_copy(update={"metrics": (*model.metrics, *metrics)}) if metrics else model


def _facts(written: Definitions, manifest: DbtManifest) -> Definitions:
    """What models say of their data in their SQL or in dbt_project.yml, where YAML says nothing."""
    told = {model.name.text.lower() for model in written.models if model.facts}
    found = (manifest.facts(name) for name in manifest.telling if name not in told)
    entries = [entry for entry in found if entry is not None]
    if not entries:
        return Definitions()
    place = next(iter(entries[0]))
    decoded = decode([Document(manifest.source, ((place.saying("models"), Sequence(entries, place.span)),))])
    return decoded if decoded.diagnostics else replace(decoded, texts={})  # the file is large


# ── together ────────────────────────────────────────────────────────────────────────────────────────────────


def _together(parts: Iterable[Definitions]) -> Definitions:
    whole = Definitions()
    for part in parts:
        joined: dict[str, Any] = {}
        for field in fields(Definitions):
            before, more = getattr(whole, field.name), getattr(part, field.name)
            joined[field.name] = (*before, *more) if isinstance(before, tuple) else {**before, **more}
        whole = Definitions(**joined)
    return whole


def _reported(whole: Definitions, found: Artifacts) -> Definitions:
    """Nothing waits any more: what dbt's artifacts know is told by them, the rest is a fault."""
    manifest = found.manifest
    known = {*names(whole), *(manifest.disabled if manifest else ()), *((TABLES, name) for name in whole.built)}
    any_name = manifest is not None or found.semantic is not None  # of an entry whose own name is a template

    def is_known(name: tuple[str, str]) -> bool:
        return name in known or (any_name and is_template(name[1]))

    still = [w for w in whole.waiting if not w.wanted or not all(is_known(name) for name in w.wanted)]
    return replace(
        whole,
        waiting=(),
        left_out=(*whole.left_out, *(left for w in still for left in w.left_out)),
        diagnostics=(*whole.diagnostics, *(fault for w in still for fault in w.faults)),
    )


def _name(node: Placed) -> str:
    return (word(node, "name") or "").lower()
