"""Small projects for the tests of resolving: YAML text in, manifest and faults out."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from metricops.definitions import read_texts
from metricops.diagnostics import Diagnostic
from metricops.manifest import Manifest
from metricops.resolve import resolve
from metricops.source import Fragment, Span

ORDERS = """
models:
  - name: fct_orders
    semantic_model: {name: orders}
    agg_time_dimension: ordered_at
    columns:
      - {name: order_id, entity: {type: primary, name: order}}
      - {name: customer_id, entity: {type: foreign, name: customer}}
      - {name: ordered_at, granularity: day, dimension: time}
      - {name: status, dimension: categorical}
    metrics:
      - {name: revenue, agg: sum, expr: amount}
      - {name: orders, agg: count, expr: order_id}
"""


def resolved(*texts: str, schema: str | None = None) -> tuple[Manifest, tuple[Diagnostic, ...]]:
    """The manifest of files with these texts, and the faults of reading and of resolving them."""
    definitions = read_texts({f"{at}.yml": text for at, text in enumerate(texts)})
    outcome = resolve(definitions, schema=schema)
    return outcome.manifest, (*definitions.diagnostics, *outcome.diagnostics)


def manifest_of(*texts: str, schema: str | None = None) -> Manifest:
    """The manifest of texts that have no faults."""
    manifest, faults = resolved(*texts, schema=schema)
    assert not faults, [str(f) for f in faults]
    return manifest


def meaning(value: Any, without: frozenset[str] = frozenset({"label"})) -> Any:
    """A value without its places, so that two spellings of the same thing compare equal."""
    if isinstance(value, Fragment):
        return value.text
    if isinstance(value, Span):
        return None
    if is_dataclass(value):
        kept = (f.name for f in fields(value) if f.name not in without)
        return (type(value).__name__, {name: meaning(getattr(value, name), without) for name in kept})
    if isinstance(value, tuple):
        return tuple(meaning(item, without) for item in value)
    if isinstance(value, Mapping):
        return {key: meaning(item, without) for key, item in value.items()}
    return value
