"""Two metrics asked the same question, planned in one call, and their answers compared."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from metricops.compare import Comparison, Keys, compare
from metricops.compare import tolerance as read_tolerance
from metricops.errors import MetricopsError
from metricops.evaluate.confidence import worst
from metricops.evaluate.values import Number
from metricops.manifest import Aggregation, Confidence, Metric, SimpleMetric
from metricops.pipeline.asking import Answered, answer
from metricops.pipeline.world import World
from metricops.plan import Plan, Query, plan
from metricops.plan.frames import Direct, InPeriods
from metricops.plan.plan import Part

ADDITIVE = (Aggregation.SUM, Aggregation.COUNT, Aggregation.SUM_BOOLEAN)
NUMBERS = (int, float, Decimal)


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison with what was asked: two metrics by the same columns, and what a reader of them must know."""

    left: str
    right: str
    by: tuple[str, ...]
    unit: str
    comparison: Comparison
    as_of: date | None
    caveats: tuple[str, ...]
    confidence: Confidence | None


def compare_metrics(
    world: World,
    metrics: tuple[Metric, Metric],
    queries: tuple[Query, Query],
    tolerance: str | Decimal,
    proven: set[str],
) -> Compared:
    """Asks a question of each metric and compares the rows by key; both questions split by the same things.

    Raises QueryError for a question that one of them cannot answer, MetricopsError for a tolerance that is none and
    for metrics that are not numbers of one unit, EngineError when the warehouse cannot answer.
    """
    left, right = metrics
    unit, limit = _unit(left, right), read_tolerance(tolerance)
    plans = plan(world.manifest, queries)
    found = [answer(world, query, planned, proven) for query, planned in zip(queries, plans, strict=True)]
    sides = [_side(metric, one, len(plans[0].keys)) for metric, one in zip(metrics, found, strict=True)]
    additive = all(adds_up(metric, planned) for metric, planned in zip(metrics, plans, strict=True))
    return Compared(
        left.name,
        right.name,
        tuple(column.name for column in found[0].result.columns[: len(plans[0].keys)]),
        unit,
        compare(sides[0], sides[1], limit, additive=additive),
        queries[0].as_of,
        tuple(dict.fromkeys(caveat for one in found for caveat in one.caveats)),
        worst(one.confidence for one in found),
    )


def adds_up(metric: Metric, planned: Plan) -> bool:
    """Whether rows of an answer add up to the whole: sums and counts do, but not stocks or windows over times."""
    if not isinstance(metric, SimpleMetric) or metric.measure.agg not in ADDITIVE:
        return False
    return all(isinstance(part.frame, Direct | InPeriods) and not _stock_over_time(part) for part in planned.parts)


def _stock_over_time(part: Part) -> bool:
    return part.stock is not None and bool(part.stock.periods)


def _unit(left: Metric, right: Metric) -> str:
    units = {metric.unit for metric in (left, right) if metric.unit}
    if len(units) > 1:
        said = f'"{left.name}" is in {left.unit} and "{right.name}" in {right.unit}'
        raise MetricopsError(f"{said}; only metrics of one unit can be compared")
    return units.pop() if units else ""


def _side(metric: Metric, found: Answered, keys: int) -> dict[Keys, Number | None]:
    return dict(_numbers(metric, found.result.rows, keys))


def _numbers(metric: Metric, rows: Sequence[Keys], keys: int) -> Iterator[tuple[Keys, Number | None]]:
    for row in rows:
        value = row[keys]
        if value is not None and not isinstance(value, NUMBERS):
            raise MetricopsError(f'"{metric.name}" gives {value!r}, which is not a number that can be compared')
        yield row[:keys], value
