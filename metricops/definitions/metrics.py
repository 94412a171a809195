"""Metrics in both of dbt's spellings: keys on the metric (latest) or under `type_params` (legacy)."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from metricops.definitions.contracts import ContractEntry
from metricops.definitions.entry import DbtEntry, Entry, Switch
from metricops.definitions.fields import Lower, OneOrMany, Text
from metricops.manifest import Aggregation

MetricType = Annotated[Literal["simple", "ratio", "derived", "cumulative", "conversion"], Lower]
PeriodAgg = Annotated[Literal["first", "last", "average"], Lower]
Calculation = Annotated[Literal["conversion_rate", "conversions"], Lower]
Percentile = Annotated[float, Field(ge=0, le=1)]


class MetricMeta(DbtEntry):
    """dbt's free `meta` mapping, of which metricops owns one key."""

    metricops: ContractEntry | None = None


class MetricConfig(Switch):
    """dbt's `config` of a metric."""

    meta: MetricMeta | None = None


class NonAdditiveEntry(Entry):
    """Keeps the rows at one end of a time dimension; legacy says `window_choice` and `window_groupings`."""

    name: Text
    window_agg: Annotated[Literal["min", "max"], Lower] | None = None
    window_choice: Annotated[Literal["min", "max"], Lower] | None = None
    group_by: OneOrMany[Text] = ()
    window_groupings: OneOrMany[Text] = ()

    @property
    def keeps(self) -> Literal["min", "max"]:
        """Which end is kept; dbt's default is the first."""
        return self.window_agg or self.window_choice or "min"

    @property
    def per(self) -> tuple[Text, ...]:
        """The entities each of which keeps its own rows."""
        return self.group_by or self.window_groupings


class MetricInputEntry(Entry):
    """A metric as another reads it; a bare word is its name."""

    short: ClassVar[str] = "name"

    name: Text
    alias: Text | None = None
    filter: OneOrMany[Text] = ()
    offset_window: Text | None = None
    offset_to_grain: Text | None = None


class MeasureInputEntry(Entry):
    """A legacy measure as a metric reads it; a bare word is its name."""

    short: ClassVar[str] = "name"

    name: Text
    alias: Text | None = None
    filter: OneOrMany[Text] = ()
    join_to_timespine: bool = False
    fill_nulls_with: int | None = None


class ConstantProperty(Entry):
    """A property that the base event and its conversion must share."""

    base_property: Text
    conversion_property: Text


class CumulativeTypeParams(Entry):
    """Legacy: what a cumulative metric adds up over."""

    window: Text | None = None
    grain_to_date: Text | None = None
    period_agg: PeriodAgg | None = None
    metric: MetricInputEntry | None = None


class ConversionTypeParams(Entry):
    """Legacy: which events are counted and which of them converted."""

    base_measure: MeasureInputEntry | None = None
    conversion_measure: MeasureInputEntry | None = None
    base_metric: MetricInputEntry | None = None
    conversion_metric: MetricInputEntry | None = None
    entity: Text
    calculation: Calculation | None = None
    window: Text | None = None
    constant_properties: tuple[ConstantProperty, ...] = ()


class TypeParams(Entry):
    """Legacy: what the metric's type needs."""

    measure: MeasureInputEntry | None = None
    numerator: MetricInputEntry | None = None
    denominator: MetricInputEntry | None = None
    expr: Text | None = None
    metrics: tuple[MetricInputEntry, ...] = ()
    window: Text | None = None
    grain_to_date: Text | None = None
    cumulative_type_params: CumulativeTypeParams | None = None
    conversion_type_params: ConversionTypeParams | None = None


class MetricEntry(Entry):
    """One metric; which keys it needs depends on `type` and is settled when definitions are linked."""

    unused: ClassVar[frozenset[str]] = frozenset({"tags", "group", "docs", "enabled"})

    name: Text
    type: MetricType = "simple"
    label: str = ""
    description: str = ""
    filter: OneOrMany[Text] = ()
    time_granularity: Text | None = None
    hidden: bool = False
    config: MetricConfig | None = None
    meta: MetricMeta | None = None
    type_params: TypeParams | None = None

    agg: Annotated[Aggregation, Lower] | None = None
    expr: Text | None = None
    percentile: Percentile | None = None
    percentile_type: Annotated[Literal["continuous", "discrete"], Lower] | None = None
    non_additive_dimension: NonAdditiveEntry | None = None
    agg_time_dimension: Text | None = None
    join_to_timespine: bool = False
    fill_nulls_with: int | None = None

    numerator: MetricInputEntry | None = None
    denominator: MetricInputEntry | None = None
    input_metrics: tuple[MetricInputEntry, ...] = ()

    input_metric: MetricInputEntry | None = None
    window: Text | None = None
    grain_to_date: Text | None = None
    period_agg: PeriodAgg | None = None

    entity: Text | None = None
    calculation: Calculation | None = None
    base_metric: MetricInputEntry | None = None
    conversion_metric: MetricInputEntry | None = None
    constant_properties: tuple[ConstantProperty, ...] = ()

    @property
    def disabled(self) -> bool:
        """Whether its config says `enabled: false`."""
        return self.config is not None and self.config.off

    @property
    def contract(self) -> ContractEntry | None:
        """What stands under `config.meta.metricops`, or under the older `meta.metricops`."""
        metas = (self.config and self.config.meta, self.meta)
        return next((meta.metricops for meta in metas if meta and meta.metricops), None)
