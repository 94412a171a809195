"""Models and metrics as the oracle sees them, and the rows of every table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.oracle.expressions import Node

Row = Mapping[str, Any]


class Refused(Exception):
    """The query has no answer; the text says why."""


@dataclass(frozen=True)
class Entity:
    """A key with its role: primary, unique, foreign or natural."""

    name: str
    kind: str
    expr: Node


@dataclass(frozen=True)
class Dimension:
    """An attribute; `grain` is empty unless it is a time; `validity` is start or end on a changing dimension."""

    name: str
    expr: Node
    grain: str = ""
    validity: str = ""
    partition: bool = False


@dataclass(frozen=True)
class Model:
    """A table with its keys and attributes; `primary` is the entity that its dimensions are addressed through."""

    name: str
    table: str
    entities: tuple[Entity, ...]
    dimensions: tuple[Dimension, ...]
    primary: str = ""
    bridge: bool = False

    @property
    def changing(self) -> bool:
        return any(d.validity for d in self.dimensions)

    def entity(self, name: str) -> Entity | None:
        return next((e for e in self.entities if e.name == name), None)

    def dimension(self, name: str) -> Dimension | None:
        return next((d for d in self.dimensions if d.name == name), None)


@dataclass(frozen=True)
class Simple:
    """An aggregation of an expression over one model's rows."""

    name: str
    model: str
    agg: str
    expr: Node
    time: str
    filters: tuple[Node, ...] = ()
    percentile: float = 0.5
    discrete: bool = False
    grain: str = ""
    fill: Any = None
    spine: bool = False
    last: tuple[str, str, tuple[str, ...]] | None = None  # non-additive dimension, min or max, per which entities


@dataclass(frozen=True)
class Input:
    """A metric used by another, perhaps filtered and moved in time: ("offset", n, unit) or ("to", grain)."""

    metric: str
    alias: str = ""
    filters: tuple[Node, ...] = ()
    move: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Ratio:
    """Numerator over denominator."""

    name: str
    numerator: Input
    denominator: Input
    filters: tuple[Node, ...] = ()
    grain: str = ""


@dataclass(frozen=True)
class Derived:
    """An expression over other metrics."""

    name: str
    expr: Node
    inputs: tuple[Input, ...]
    filters: tuple[Node, ...] = ()
    grain: str = ""


@dataclass(frozen=True)
class Cumulative:
    """A metric over the last n units, or since the start of a grain, or over all time."""

    name: str
    input: Input
    window: tuple[int, str] | None = None
    to_date: str = ""
    period_agg: str = "first"
    filters: tuple[Node, ...] = ()
    grain: str = ""


@dataclass(frozen=True)
class Conversion:
    """How many events of one metric follow an event of another, of the same entity."""

    name: str
    entity: str
    base: Input
    conversion: Input
    rate: bool = True
    window: tuple[int, str] | None = None
    constants: tuple[tuple[str, str], ...] = ()
    filters: tuple[Node, ...] = ()
    grain: str = ""


Metric = Simple | Ratio | Derived | Cumulative | Conversion


@dataclass(frozen=True)
class Spine:
    """A table with one row per instant of its grain; `custom` maps the names of custom grains to its columns."""

    table: str
    column: str
    grain: str
    custom: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class World:
    """Everything a query can be asked of."""

    tables: Mapping[str, Sequence[Row]]
    models: Mapping[str, Model]
    metrics: Mapping[str, Metric]
    spines: Sequence[Spine] = ()
    saved: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    cache: dict[Any, Any] = field(default_factory=dict)

    def metric(self, name: str) -> Metric:
        """The metric of this name, in any case; raises Refused."""
        if name.lower() not in self.metrics:
            raise Refused(f"no metric {name}")
        return self.metrics[name.lower()]

    @property
    def custom_grains(self) -> set[str]:
        return {name for spine in self.spines for name in spine.custom}
