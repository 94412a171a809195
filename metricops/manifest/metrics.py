"""Metrics: business numbers built from measures; a closed set of five kinds."""

from dataclasses import dataclass
from typing import Literal

from metricops.manifest.contracts import Contract
from metricops.manifest.semantic import Measure
from metricops.periods import Grain, Window
from metricops.source import Fragment, Span


@dataclass(frozen=True, slots=True)
class Offset:
    """How far back an input is read; `unit` is a grain or a custom grain's name."""

    n: int
    unit: str


@dataclass(frozen=True, slots=True)
class MetricInput:
    """A metric as another metric reads it: under an alias, through filters, from an earlier time."""

    name: str
    span: Span
    alias: str = ""
    filters: tuple[Fragment, ...] = ()
    offset: Offset | None = None
    offset_to_grain: Grain | None = None

    @property
    def column(self) -> str:
        """The name it has inside the reading metric's expression."""
        return self.alias or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class _Described:
    name: str
    span: Span
    label: str = ""
    description: str = ""
    filters: tuple[Fragment, ...] = ()
    time_granularity: str | None = None
    unit: str = ""
    hidden: bool = False
    contract: Contract | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SimpleMetric(_Described):
    """One measure of one model."""

    model: str
    measure: Measure
    fill_nulls_with: int | None = None
    join_to_timespine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioMetric(_Described):
    """Numerator over denominator, divided after each is aggregated."""

    numerator: MetricInput
    denominator: MetricInput


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedMetric(_Described):
    """An expression over the columns of its inputs."""

    expr: Fragment
    inputs: tuple[MetricInput, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CumulativeMetric(_Described):
    """A metric over a window that moves with time, since the start of a period, or over all time."""

    input: MetricInput
    window: Window | None = None
    sub_daily_window: Offset | None = None
    grain_to_date: Grain | None = None
    period_agg: Literal["first", "last", "average"] = "first"
    fill_nulls_with: int | None = None
    join_to_timespine: bool = False


@dataclass(frozen=True, slots=True)
class Conversion:
    """Which base events were followed by a conversion of the same entity, within a window if given."""

    entity: str
    base: MetricInput
    conversion: MetricInput
    window: Offset | None = None
    constant_properties: tuple[tuple[str, str], ...] = ()
    fill_nulls_with: int | None = None
    join_to_timespine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversionMetric(_Described):
    """Conversions, or the share of base events that converted."""

    conversion: Conversion
    calculation: Literal["conversion_rate", "conversions"] = "conversion_rate"


Metric = SimpleMetric | RatioMetric | DerivedMetric | CumulativeMetric | ConversionMetric
