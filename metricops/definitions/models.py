"""dbt model properties in the latest spelling: columns with roles, time spines, simple metrics beside the model."""

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from metricops.definitions.contracts import ConfidenceEntry
from metricops.definitions.entry import DbtEntry, Entry, Switch
from metricops.definitions.fields import Lower, Text
from metricops.definitions.metrics import MetricEntry
from metricops.definitions.spines import TimeSpineEntry
from metricops.manifest import EntityType
from metricops.periods import Grain

DimensionType = Annotated[Literal["categorical", "time"], Lower]
KeyType = Annotated[EntityType, Lower]
Granularity = Annotated[Grain, Lower]
DESCRIBED = frozenset({"docs", "meta", "tags", "config"})


class ModelFactsEntry(Entry):
    """`config.meta.metricops` of a model or semantic model: what it says of its data."""

    source_of_truth: str = ""
    refresh: Text | None = None
    final_after: Text | None = None
    grain: str = ""
    confidence: ConfidenceEntry | None = None
    loaded_at: Text | None = None
    known_at: Text | None = None
    bridge: bool = False


class ModelMeta(DbtEntry):
    """dbt's free `meta` mapping, of which metricops owns one key."""

    metricops: ModelFactsEntry | None = None


class ModelConfig(Switch):
    """dbt's `config` of a model or semantic model."""

    meta: ModelMeta | None = None
    agg_time_dimension: Text | None = None
    schema_name: Text | None = Field(None, validation_alias="schema")
    database: Text | None = None
    alias: Text | None = None
    materialized: Text | None = None


class ValidityParams(Entry):
    """Which end of a row's validity a time dimension holds."""

    is_start: bool = False
    is_end: bool = False


class ColumnEntity(Entry):
    """The join key that a column is; `entity: foreign` is short for its type."""

    short: ClassVar[str] = "type"
    unused: ClassVar[frozenset[str]] = DESCRIBED

    type: KeyType
    name: Text | None = None
    label: str = ""
    description: str = ""


class ColumnDimension(Entry):
    """The group-by attribute that a column is; `dimension: categorical` is short for its type."""

    short: ClassVar[str] = "type"
    unused: ClassVar[frozenset[str]] = DESCRIBED

    type: DimensionType
    name: Text | None = None
    label: str = ""
    description: str = ""
    is_partition: bool = False
    validity_params: ValidityParams | None = None


class ColumnEntry(DbtEntry):
    """A column of a dbt model."""

    name: Text
    label: str = ""
    description: str = ""
    granularity: Granularity | None = None
    entity: ColumnEntity | None = None
    dimension: ColumnDimension | None = None


class DerivedDimension(Entry):
    """A dimension computed from columns."""

    unused: ClassVar[frozenset[str]] = DESCRIBED

    name: Text
    type: DimensionType
    expr: Text | None = None
    granularity: Granularity | None = None
    label: str = ""
    description: str = ""
    is_partition: bool = False
    validity_params: ValidityParams | None = None


class DerivedEntity(Entry):
    """A join key computed from columns."""

    unused: ClassVar[frozenset[str]] = DESCRIBED

    name: Text
    type: KeyType
    expr: Text | None = None
    label: str = ""
    description: str = ""


class DerivedSemantics(Entry):
    """What a model adds to its columns."""

    dimensions: tuple[DerivedDimension, ...] = ()
    entities: tuple[DerivedEntity, ...] = ()


class SemanticModelSwitch(Entry):
    """`semantic_model: true`, or a mapping that also names it."""

    short: ClassVar[str] = "enabled"
    unused: ClassVar[frozenset[str]] = frozenset({"group", "tags", "docs"})

    enabled: bool = True
    name: Text | None = None
    label: str = ""
    description: str = ""
    config: ModelConfig | None = None


def _enabled(metrics: tuple[MetricEntry, ...]) -> tuple[MetricEntry, ...]:
    return tuple(metric for metric in metrics if not metric.disabled)


class ModelEntry(DbtEntry):
    """One item of `models:`; it is a semantic model when `semantic_model` says so."""

    separable: ClassVar[frozenset[str]] = frozenset({"metrics"})

    name: Text
    label: str = ""
    description: str = ""
    semantic_model: SemanticModelSwitch | None = None
    agg_time_dimension: Text | None = None
    primary_entity: Text | None = None
    time_spine: TimeSpineEntry | None = None
    columns: tuple[ColumnEntry, ...] = ()
    derived_semantics: DerivedSemantics | None = None
    metrics: Annotated[tuple[MetricEntry, ...], AfterValidator(_enabled)] = ()
    config: ModelConfig | None = None
    meta: ModelMeta | None = None

    @property
    def semantic_name(self) -> str | None:
        """The name of the semantic model that it is, in lower case; None when it is none."""
        if self.semantic_model is None or not self.semantic_model.enabled:
            return None
        return (self.semantic_model.name or self.name).text.strip().lower()

    @property
    def disabled(self) -> bool:
        """Whether its config says `enabled: false`."""
        return self.config is not None and self.config.off

    @property
    def facts(self) -> tuple[ModelFactsEntry, ...]:
        """What is said of the data, the semantic model's own word first."""
        switch = self.semantic_model.config if self.semantic_model else None
        metas = (switch and switch.meta, self.config and self.config.meta, self.meta)
        return tuple(meta.metricops for meta in metas if meta and meta.metricops)
