"""One query from text to rows: planned, compiled, run, with what a reader of the numbers must know."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from metricops.engines.result import Result
from metricops.errors import EngineError
from metricops.evaluate.confidence import short_of, worst
from metricops.evaluate.values import Status
from metricops.manifest import Confidence, Metric
from metricops.pipeline import checking, reading
from metricops.pipeline.world import World
from metricops.plan import Plan, Query


@dataclass(frozen=True, slots=True)
class Answered:
    """The rows of a query with its caveats and the confidence of the least trusted thing it reads."""

    result: Result
    caveats: tuple[str, ...]
    confidence: Confidence | None


def answer(world: World, query: Query, planned: Plan, proven: set[str]) -> Answered:
    """Stages 7 to 10 for one planned query.

    Raises EngineError when the warehouse cannot answer, and also when a joined table's key is not unique, because
    rows would be counted more than once. `proven` remembers keys found unique.
    """
    _prove_keys(world, planned, proven)
    world.told("running")
    result = world.run(world.compiled(planned))
    metrics = [world.manifest.metrics[o.name] for o in planned.outputs if o.name in world.manifest.metrics]
    confidence = _confidence(metrics, planned)
    caveats = tuple(dict.fromkeys((*planned.caveats, *_caveats(metrics), *_not_enough(metrics, confidence))))
    rows = result.rows if query.order_by else tuple(sorted(result.rows, key=lambda row: _sorting(row, planned)))
    shown = Result(result.columns, rows, result.sql, query.as_of)
    return Answered(shown, caveats, confidence)


def _prove_keys(world: World, planned: Plan, proven: set[str]) -> None:
    keys = [c for c in dict.fromkeys(checking.unique_keys(reading.joins(planned))) if c.name not in proven]
    if not keys:
        return
    for result in checking.run(world, keys, date.min).results:
        if result.status is Status.BREACH:
            message = f'{result.violations} rows of "{result.table}" share a key that must be unique'
            hint = f"each would count its matches more than once; {result.check} fails, see {result.span.place}"
            raise EngineError(message, hint=hint)
        proven.add(result.check)


def _caveats(metrics: list[Metric]) -> Iterator[str]:
    for metric in metrics:
        contract = metric.contract
        if contract is not None:
            yield from (f"{metric.name}: {c.text}" for c in contract.caveats)
            if contract.confidence and contract.confidence.note:
                yield f"{metric.name}: {contract.confidence.note}"


def _not_enough(metrics: list[Metric], confidence: Confidence | None) -> Iterator[str]:
    """Uses that ask for more than the numbers can give."""
    for metric in metrics:
        required = metric.contract.required if metric.contract else None
        if lacking := short_of(confidence.level if confidence else None, required):
            yield f"{metric.name}: {lacking}"


def _confidence(metrics: list[Metric], planned: Plan) -> Confidence | None:
    contracts = (m.contract.confidence for m in metrics if m.contract)
    return worst((*contracts, *(m.facts.confidence for m in reading.models(planned))))


def _sorting(row: tuple[Any, ...], planned: Plan) -> tuple[Any, ...]:
    """By group-bys, NULL last; values of any kind compare by type name and text when they do not compare."""
    return tuple((v is None, type(v).__name__, v if v is not None else 0) for v in row[: len(planned.keys)])
