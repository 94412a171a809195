"""The plan: what to compute, from which rows, over which times; no SQL text and no dialect."""

from dataclasses import dataclass
from typing import Literal

from metricops.manifest import Aggregation
from metricops.periods import Calendar
from metricops.plan.formula import Output
from metricops.plan.frames import Direct, Frame, Match, SpineFill, Stock
from metricops.plan.rows import Key, Predicate, Scan, Value


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One measure of a part, over the rows that meet its own conditions; a `kept` one adds up partials of theirs."""

    column: str
    agg: Aggregation
    value: Value
    conditions: tuple[Predicate, ...] = ()
    percentile: float | None = None
    discrete: bool = False
    approximate: bool = False
    role: Literal["value", "rows", "first", "taken", "here"] = "value"
    kept: bool = False


SPLIT = "__split"
"""The key that counts the splits of a part."""


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one scan, aggregated by keys."""

    name: str
    scan: Scan
    keys: tuple[Key, ...]
    aggregates: tuple[Aggregate, ...]
    where: tuple[Predicate, ...] = ()
    frame: Frame = Direct()
    stock: Stock | None = None
    fill: SpineFill | None = None
    match: Match | None = None
    splits: tuple[tuple[str, ...], ...] = ()  # names of keys: groups by each of these, instead of by all keys


@dataclass(frozen=True, slots=True)
class Order:
    """Sort by an output column."""

    column: str
    descending: bool


PlanKind = Literal["metrics", "values", "rows", "extremes"]


@dataclass(frozen=True, slots=True)
class Plan:
    """Parts combined on all keys, formulas on top, order and limit last.

    Without parts' aggregates it lists distinct values (`kind="values"`) or their extremes (`kind="extremes"`).
    """

    keys: tuple[str, ...]
    parts: tuple[Part, ...]
    outputs: tuple[Output, ...]
    order: tuple[Order, ...] = ()
    limit: int | None = None
    kind: PlanKind = "metrics"
    calendar: Calendar = Calendar()
    caveats: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()  # metric and place of every definition, for the comment on top
