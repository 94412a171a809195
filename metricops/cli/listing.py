"""Definitions as records: one line each, with the facts that a reader looks for first."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from metricops.manifest import Check, Definition, Dimension, Entity, Manifest, Metric, SavedQuery, SemanticModel
from metricops.output.records import Record
from metricops.output.table import Column, Table
from metricops.plan.times import simple_metrics

OPERATING = ("metric", "unit", "owner", "steward", "confidence", "source", "refresh", "thresholds")


@dataclass(frozen=True, slots=True)
class Listing:
    """How one kind is listed: its records, and those of their fields that fit a terminal."""

    records: Callable[[Manifest], Iterator[Record]]
    shown: tuple[str, ...]


def listing(kind: str, manifest: Manifest, operating: bool = False) -> list[Record]:
    """Every definition of a kind in the order of its name, as objects with the same fields."""
    records = list(LISTINGS[kind].records(manifest))
    return [record for record in records if record["operating"]] if operating else records


def listing_table(kind: str, records: Sequence[Record], operating: bool = False) -> Table:
    """The fields that fit a terminal."""
    names = OPERATING if operating else LISTINGS[kind].shown
    columns = tuple(Column(name, right=name == "tier", wraps=at > 0) for at, name in enumerate(names))
    return Table(columns, tuple(tuple(_cell(record[name]) for name in names) for record in records))


def sources(manifest: Manifest, metric: Metric) -> tuple[SemanticModel, ...]:
    """The semantic models whose rows a metric reads."""
    models = dict.fromkeys(simple.model for simple in simple_metrics(manifest, metric))
    return tuple(manifest.models[name] for name in models)


def kind_of(metric: Metric) -> str:
    """`simple`, `ratio`, `derived`, `cumulative` or `conversion`."""
    return type(metric).__name__.removesuffix("Metric").lower()


def source_of_truth(manifest: Manifest, metric: Metric) -> str:
    """What the contract says, else what the models say that the metric reads."""
    own = metric.contract.source_of_truth if metric.contract else ""
    return own or _joined(model.facts.source_of_truth for model in sources(manifest, metric))


def refresh(manifest: Manifest, metric: Metric) -> str:
    """What the contract says, else what the models say that the metric reads."""
    own = metric.contract.refresh if metric.contract else ""
    return own or _joined(model.facts.refresh for model in sources(manifest, metric))


def _metrics(manifest: Manifest) -> Iterator[Record]:
    for _, metric in sorted(manifest.metrics.items()):
        contract = metric.contract
        yield {
            "metric": metric.name,
            "kind": kind_of(metric),
            "label": metric.label,
            "unit": metric.unit,
            "owner": contract.owner if contract else "",
            "steward": contract.steward if contract else "",
            "confidence": contract.confidence.level if contract and contract.confidence else None,
            "source": source_of_truth(manifest, metric),
            "refresh": refresh(manifest, metric),
            "thresholds": [str(threshold.red.text) for threshold in contract.thresholds] if contract else [],
            "operating": bool(contract and contract.thresholds),
            "description": metric.description,
            "span": metric.span.place,
        }


def _models(manifest: Manifest) -> Iterator[Record]:
    for _, model in sorted(manifest.models.items()):
        yield {
            "model": model.name,
            "relation": str(model.relation),
            "primary_entity": model.primary_entity or "",
            "time": model.agg_time_dimension or "",
            "entities": [entity.name for entity in model.entities],
            "dimensions": [dimension.name for dimension in model.dimensions],
            "source": model.facts.source_of_truth,
            "refresh": model.facts.refresh,
            "description": model.description,
            "span": model.span.place,
        }


def _dimensions(manifest: Manifest) -> Iterator[Record]:
    for _, model in sorted(manifest.models.items()):
        yield from (_dimension(model, entity) for entity in model.entities)
        yield from (_dimension(model, dimension) for dimension in model.dimensions)


def _dimension(model: SemanticModel, element: Dimension | Entity) -> Record:
    grain = element.grain if isinstance(element, Dimension) else None
    kind = f"{element.type} entity" if isinstance(element, Entity) else f"time ({grain})" if grain else "categorical"
    prefix = f"{model.primary_entity}__" if isinstance(element, Dimension) and model.primary_entity else ""
    return {
        "dimension": prefix + element.name,
        "kind": kind,
        "model": model.name,
        "description": element.description if isinstance(element, Dimension) else "",
        "span": element.span.place,
    }


def _checks(manifest: Manifest) -> Iterator[Record]:
    for check in sorted(manifest.checks, key=lambda check: (check.tier, check.name)):
        yield _check(check)


def _check(check: Check) -> Record:
    return {
        "check": check.name,
        "kind": check.kind,
        "tier": check.tier,
        "on": check.on,
        "owner": check.owner,
        "fix": check.fix,
        "span": check.span.place,
    }


def _saved_queries(manifest: Manifest) -> Iterator[Record]:
    for _, saved in sorted(manifest.saved_queries.items()):
        yield _saved_query(saved)


def _saved_query(saved: SavedQuery) -> Record:
    return {
        "saved_query": saved.name,
        "metrics": list(saved.metrics),
        "group_by": [str(item) for item in saved.group_by],
        "where": [str(item) for item in saved.where],
        "limit": saved.limit,
        "span": saved.span.place,
    }


def _terms(manifest: Manifest) -> Iterator[Record]:
    for _, definition in sorted(manifest.definitions.items()):
        yield _term(definition)


def _term(definition: Definition) -> Record:
    return {
        "term": definition.term,
        "versions": [version.metric for version in definition.versions],
        "canonical": dict(definition.canonical),
        "unresolved": [question.question for question in definition.unresolved],
        "owner": definition.owner,
        "span": definition.span.place,
    }


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case dict():
            return _joined(f"{key}: {item}" for key, item in value.items())
        case list():
            return ", ".join(value)
    return str(value)


def _joined(texts: Any) -> str:
    return ", ".join(dict.fromkeys(text for text in texts if text))


LISTINGS = {
    "metrics": Listing(_metrics, ("metric", "kind", "unit", "owner", "source", "refresh", "confidence")),
    "models": Listing(_models, ("model", "relation", "primary_entity", "time", "source", "refresh")),
    "dimensions": Listing(_dimensions, ("dimension", "kind", "model", "description")),
    "checks": Listing(_checks, ("check", "tier", "on", "owner", "span")),
    "saved-queries": Listing(_saved_queries, ("saved_query", "metrics", "group_by", "where")),
    "terms": Listing(_terms, ("term", "versions", "canonical", "unresolved", "owner")),
}
