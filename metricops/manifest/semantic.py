"""Semantic models: tables with entities, dimensions and measures, and the time spines beside them."""

from dataclasses import dataclass
from enum import StrEnum

from metricops.manifest.confidence import Confidence
from metricops.periods import Grain
from metricops.source import Fragment, Span


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view in the warehouse; without schema it stands in the project's own."""

    name: str
    schema: str | None = None
    database: str | None = None

    def __str__(self) -> str:
        return ".".join(part for part in (self.database, self.schema, self.name) if part)


class EntityType(StrEnum):
    """The role of a join key."""

    PRIMARY = "primary"
    UNIQUE = "unique"
    FOREIGN = "foreign"
    NATURAL = "natural"


class Aggregation(StrEnum):
    """How rows of a measure become one number."""

    SUM = "sum"
    MIN = "min"
    MAX = "max"
    AVERAGE = "average"
    COUNT = "count"
    COUNT_DISTINCT = "count_distinct"
    SUM_BOOLEAN = "sum_boolean"
    MEDIAN = "median"
    PERCENTILE = "percentile"


@dataclass(frozen=True, slots=True)
class Entity:
    """A join key: `expr` is SQL over the table's columns, most often a column's name."""

    name: str
    type: EntityType
    expr: Fragment
    span: Span


@dataclass(frozen=True, slots=True)
class Dimension:
    """A group-by attribute; a time dimension has a grain."""

    name: str
    expr: Fragment
    span: Span
    grain: Grain | None = None
    is_partition: bool = False
    validity_start: bool = False
    validity_end: bool = False
    label: str = ""
    description: str = ""

    @property
    def is_time(self) -> bool:
        """Whether it is a time dimension."""
        return self.grain is not None


@dataclass(frozen=True, slots=True)
class NonAdditive:
    """Keeps only the rows at the first or last value of a time dimension, per `group_by` entity when given."""

    dimension: str
    last: bool
    group_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """An aggregate over one model's rows; `expr` is SQL over the table's columns."""

    agg: Aggregation
    expr: Fragment
    time_dimension: str
    percentile: float | None = None
    discrete: bool = False
    approximate: bool = False
    non_additive: NonAdditive | None = None


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What a model says of its data, from its `config.meta.metricops`."""

    source_of_truth: str = ""
    refresh: str = ""
    final_after: str = ""
    grain: str = ""
    confidence: Confidence | None = None
    loaded_at: str = ""
    known_at: str = ""
    bridge: bool = False


@dataclass(frozen=True, slots=True)
class SemanticModel:
    """A table with its entities and dimensions; `primary_entity` is its name's prefix in queries."""

    name: str
    relation: Relation
    span: Span
    primary_entity: str | None
    entities: tuple[Entity, ...]
    dimensions: tuple[Dimension, ...]
    agg_time_dimension: str | None = None
    facts: ModelFacts = ModelFacts()
    description: str = ""

    def entity(self, name: str) -> Entity | None:
        """The entity of this name."""
        return next((e for e in self.entities if e.name == name), None)

    def dimension(self, name: str) -> Dimension | None:
        """The dimension of this name."""
        return next((d for d in self.dimensions if d.name == name), None)

    @property
    def validity(self) -> tuple[Dimension, Dimension] | None:
        """Start and end of a row's validity, for a slowly changing dimension."""
        start = next((d for d in self.dimensions if d.validity_start), None)
        end = next((d for d in self.dimensions if d.validity_end), None)
        return (start, end) if start and end else None


@dataclass(frozen=True, slots=True)
class CustomGrain:
    """A calendar of the project's own: a column of the spine that groups its base dates."""

    name: str
    column: str


@dataclass(frozen=True, slots=True)
class TimeSpine:
    """A table with one row for every period of `grain`."""

    name: str
    relation: Relation
    column: str
    grain: Grain
    custom_grains: tuple[CustomGrain, ...]
    span: Span
