"""dbt's legacy `semantic_models:`: entities, dimensions and measures apart from the model's columns."""

from typing import Annotated, ClassVar

from metricops.definitions.entry import DbtEntry, Entry
from metricops.definitions.fields import Lower, Text
from metricops.definitions.metrics import NonAdditiveEntry, Percentile
from metricops.definitions.models import (
    DESCRIBED,
    DimensionType,
    Granularity,
    KeyType,
    ModelConfig,
    ModelFactsEntry,
    ModelMeta,
    ValidityParams,
)
from metricops.manifest import Aggregation


class NodeRelation(DbtEntry):
    """Where the table stands, in place of `model: ref('x')`."""

    alias: Text
    schema_name: Text | None = None
    database: Text | None = None
    relation_name: Text | None = None


class Defaults(Entry):
    """What the measures have unless they say otherwise."""

    agg_time_dimension: Text | None = None


class EntityEntry(Entry):
    """A join key; its expression is a column of its name unless `expr` is given."""

    unused: ClassVar[frozenset[str]] = DESCRIBED | {"role"}

    name: Text
    type: KeyType
    expr: Text | None = None
    label: str = ""
    description: str = ""


class DimensionTypeParams(Entry):
    """What a time dimension adds."""

    unused: ClassVar[frozenset[str]] = frozenset({"is_primary"})

    time_granularity: Granularity | None = None
    validity_params: ValidityParams | None = None


class DimensionEntry(Entry):
    """A group-by attribute; its expression is a column of its name unless `expr` is given."""

    unused: ClassVar[frozenset[str]] = DESCRIBED

    name: Text
    type: DimensionType
    expr: Text | None = None
    label: str = ""
    description: str = ""
    is_partition: bool = False
    type_params: DimensionTypeParams | None = None


class AggParams(Entry):
    """How a percentile is taken."""

    percentile: Percentile | None = None
    use_discrete_percentile: bool = False
    use_approximate_percentile: bool = False


class MeasureEntry(Entry):
    """An aggregate; `create_metric` makes it a metric of its own name."""

    unused: ClassVar[frozenset[str]] = DESCRIBED

    name: Text
    agg: Annotated[Aggregation, Lower]
    expr: Text | None = None
    label: str = ""
    description: str = ""
    create_metric: bool = False
    agg_params: AggParams | None = None
    agg_time_dimension: Text | None = None
    non_additive_dimension: NonAdditiveEntry | None = None


class LegacySemanticModelEntry(Entry):
    """One item of `semantic_models:`."""

    unused: ClassVar[frozenset[str]] = frozenset({"group", "tags", "docs"})

    name: Text
    label: str = ""
    description: str = ""
    model: Text | None = None
    node_relation: NodeRelation | None = None
    defaults: Defaults | None = None
    primary_entity: Text | None = None
    entities: tuple[EntityEntry, ...] = ()
    dimensions: tuple[DimensionEntry, ...] = ()
    measures: tuple[MeasureEntry, ...] = ()
    config: ModelConfig | None = None
    meta: ModelMeta | None = None

    @property
    def disabled(self) -> bool:
        """Whether its config says `enabled: false`."""
        return self.config is not None and self.config.off

    @property
    def facts(self) -> tuple[ModelFactsEntry, ...]:
        """What is said of the data."""
        metas = (self.config and self.config.meta, self.meta)
        return tuple(meta.metricops for meta in metas if meta and meta.metricops)
