"""Entries with templates that only dbt can render: what is left of them, and what waits for dbt's artifacts."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from metricops.definitions.definitions import LeftOut, Waiting
from metricops.definitions.faults import template_fault
from metricops.definitions.models import ModelEntry
from metricops.definitions.nodes import Mapping, Node
from metricops.definitions.scalars import Scalar
from metricops.definitions.sources import SourceEntry
from metricops.definitions.templates import unread

PLACES = frozenset({"schema_name", "database", "alias", "identifier"})
MODELS, METRICS, QUERIES = "semantic_models", "metrics", "saved_queries"
SPINES, TABLES = "spines", "tables"
Name = tuple[str, str]
NOUNS = {"models": "model", MODELS: "semantic model", METRICS: "metric", QUERIES: "saved query"}


def readable(kind: str, entry: Any) -> tuple[Any, list[Waiting]]:
    """The entry without what only dbt can render, None when nothing is left of it, and what waits."""
    waiting: list[Waiting] = []
    if isinstance(entry, SourceEntry):
        return entry, list(_source(entry))
    if isinstance(entry, ModelEntry):
        if entry.semantic_model is None and entry.time_spine is None and not entry.metrics:
            return entry, []
        waiting = [found for metric in entry.metrics if (found := _whole(METRICS, metric))]
        dropped = {name for found in waiting for _, name in found.wanted}
        if dropped:
            metrics = tuple(m for m in entry.metrics if m.name.text.lower() not in dropped)
            entry = entry.model_copy(update={"metrics": metrics})
    found = _whole(kind, entry)
    if found is None:
        return entry, waiting
    return (entry if not found.left_out else None), [*waiting, found]


def wanted(kind: str, node: Node) -> tuple[Name, ...]:
    """What of dbt's artifacts stands in for an entry that could not be decoded."""
    name = _text(node, "name")
    if kind != "models":
        return ((kind, name),)
    switch = node.at("semantic_model") if isinstance(node, Mapping) else None
    found = [(MODELS, _text(switch, "name") or name)] if switch is not None else []
    return (*found, *(((SPINES, name),) if isinstance(node, Mapping) and node.at("time_spine") else ()))


def _whole(kind: str, entry: Any) -> Waiting | None:
    """What waits when fields of the entry are templates; where its table stands is no reason to leave it out."""
    found = list(unread(entry))
    if not found:
        return None
    name, noun = entry.name.text, NOUNS[kind]
    faults = tuple(template_fault(f'"{_written(key)}" of {noun} "{name}"', word.span) for key, word in found)
    if kind == "models" and all(key in PLACES for key, _ in found):
        return Waiting(((TABLES, name.lower()),), (), faults)
    left_out = (LeftOut(kind, name, entry.name.span), *_under(entry))
    names = tuple(_of_model(entry)) if isinstance(entry, ModelEntry) else ((kind, name.lower()),)
    return Waiting(names, left_out, faults)


def _of_model(entry: ModelEntry) -> Iterator[Name]:
    if entry.semantic_name is not None:
        yield MODELS, entry.semantic_name
    if entry.time_spine is not None:
        yield SPINES, entry.name.text.lower()


def _under(entry: Any) -> Iterator[LeftOut]:
    """The metrics or measures of a model."""
    for kind in ("metrics", "measures"):
        yield from (LeftOut(kind, item.name.text, item.name.span) for item in getattr(entry, kind, ()))


def _source(entry: SourceEntry) -> Iterator[Waiting]:
    """A source is needed for little more than its place: that it is not known is a warning, once."""
    for key, word in unread(entry):
        fault = template_fault(f'"{_written(key)}" of source "{entry.name.text}"', word.span)
        tables = ((TABLES, f"{entry.name.text}.{table.name.text}".lower()) for table in entry.tables)
        yield Waiting(tuple(tables), (), (replace(fault, severity="warning"),))
        return


def _written(key: str) -> str:
    return "schema" if key == "schema_name" else key


def _text(node: Node, key: str) -> str:
    found = node.at(key) if isinstance(node, Mapping) else None
    return str(found).lower() if isinstance(found, Scalar) else ""
