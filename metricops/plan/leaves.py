"""Metrics taken apart: a formula on top, and underneath the simple metrics that rows must be read for."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from metricops.diagnostics import error
from metricops.errors import QueryError
from metricops.expressions import parse_sql
from metricops.manifest import (
    Aggregation,
    Conversion,
    ConversionMetric,
    CumulativeMetric,
    DerivedMetric,
    Manifest,
    Metric,
    MetricInput,
    Offset,
    RatioMetric,
    SimpleMetric,
)
from metricops.periods import Grain, Period, floor, step
from metricops.plan.formula import Arithmetic, Filled, Formula, Quotient, Ref, ZeroIf
from metricops.plan.frames import Pick, Reach
from metricops.plan.names import GRAINS
from metricops.plan.presence import present
from metricops.source import Fragment

COUNTS = (Aggregation.COUNT, Aggregation.COUNT_DISTINCT, Aggregation.SUM_BOOLEAN)
ZERO_WHEN_EMPTY = (Aggregation.SUM, *COUNTS)


@dataclass(frozen=True, slots=True)
class Look:
    """How the metrics above look at a leaf: through filters, from later times, over a window, as conversions."""

    filters: tuple[Fragment, ...] = ()
    earlier: tuple[Offset | Grain, ...] = ()
    reach: Reach = None
    pick: Pick | None = None
    at_ends: bool = False  # only the last day of each queried period looks
    period: Period | None = None
    conversion: Conversion | None = None
    base_filters: tuple[Fragment, ...] = ()

    @property
    def along_spine(self) -> bool:
        """Whether rows count for other times than their own."""
        return bool(self.earlier) or self.reach is not None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A simple metric as one formula reads it; its column in the combined parts is `column`."""

    metric: SimpleMetric
    look: Look
    column: str
    fill: bool = False

    @property
    def filters(self) -> tuple[Fragment, ...]:
        """Every filter that comes down to it, except the query's own."""
        return self.look.filters


@dataclass(slots=True)
class Leaves:
    """Collects the leaves of a query's metrics, each distinct one once."""

    manifest: Manifest
    evidence: bool = False
    grouped: bool = False
    timed: Callable[[Metric], bool] = lambda _: False  # whether the query groups by a metric's own time
    as_of: date | None = None
    judged: bool = False  # whether the query lists the periods it looks at
    windowed: bool = False  # whether the query brings a window of its own
    found: dict[tuple[object, ...], Leaf] = field(default_factory=dict)

    def formula(self, name: str, look: Look, alias: str = "") -> Formula:
        """How a metric follows from its leaves, looked at in this way."""
        metric = self.manifest.metrics[name]
        look = replace(look, filters=(*metric.filters, *look.filters))
        match metric:
            case SimpleMetric():
                return self.simple(metric, look, alias)
            case RatioMetric():
                return Quotient(self.input(metric.numerator, look), self.input(metric.denominator, look))
            case DerivedMetric():
                inputs = tuple((i.column, self.guarded(self.input(i, look))) for i in metric.inputs)
                return Arithmetic(parse_sql(metric.expr), inputs)
            case CumulativeMetric():
                self.not_twice(metric, look)
                return self.cumulative(metric, look, alias)
            case ConversionMetric():
                return self.converted(metric, look)

    def guarded(self, formula: Formula) -> Formula:
        """A formula that meets others: it fills in for NULL only where one of its own leaves has a row."""
        return present(formula) if self.grouped else formula

    def input(self, given: MetricInput, look: Look) -> Formula:
        """An input of another metric, with the filters and offsets written on it."""
        return self.formula(given.name, self.deeper(given, look), given.alias)

    def deeper(self, given: MetricInput, look: Look) -> Look:
        """How an input is looked at: through its own filters and from its own earlier time as well."""
        earlier = tuple(o for o in (given.offset, given.offset_to_grain) if o is not None)
        if earlier and not (self.judged or self.windowed or self.timed(self.manifest.metrics[given.name])):
            message = f'"{given.column}" looks at an earlier time, so the query must group by time'
            raise QueryError(
                (error("P032", message, given.span, "add metric_time to the group-by, or give a window and --as-of"),)
            )
        deeper = replace(look, filters=(*given.filters, *look.filters), earlier=(*look.earlier, *earlier))
        custom = [o.unit for o in deeper.earlier if isinstance(o, Offset) and o.unit not in GRAINS]
        if custom and len(deeper.earlier) > 1:
            message = f'an offset by "{custom[0]}" cannot be added to another offset'
            raise QueryError((error("P031", message, given.span),))
        return deeper

    def cumulative(self, metric: CumulativeMetric, look: Look, alias: str) -> Formula:
        """The input over a window; without time in the query all time is the plain aggregate."""
        window = metric.sub_daily_window
        if metric.window is not None:
            window = Offset(metric.window.n, metric.window.unit.value)
        reach = window or metric.grain_to_date
        if self.timed(metric) or self.judged:
            look = replace(look, reach=reach or "all", pick=metric.period_agg)
        elif reach is not None:
            look = replace(look, period=self.period(metric, reach))
        look = replace(look, filters=(*metric.input.filters, *look.filters))
        formula = self.formula(metric.input.name, look, alias or metric.name)
        return formula if metric.fill_nulls_with is None else Filled(formula, metric.fill_nulls_with)

    def not_twice(self, metric: CumulativeMetric, look: Look) -> None:
        """A metric that has a window of its own cannot be read over another."""
        if look.reach is not None or self.windowed:
            message = f'"{metric.name}" has a window of its own and cannot be read over another'
            raise QueryError((error("P031", message, metric.span, "leave the window out"),))

    def period(self, metric: CumulativeMetric, reach: Offset | Grain) -> Period:
        """The days of a window without time in the query: those that end as of a date."""
        if self.as_of is None:
            message = f'"{metric.name}" looks at a window, so the query needs time or an as-of date'
            raise QueryError((error("P033", message, metric.span, "group by metric_time or give --as-of"),))
        if isinstance(reach, Grain) or Grain(reach.unit).sub_daily:
            first = floor(self.as_of, reach, self.manifest.calendar) if isinstance(reach, Grain) else self.as_of
            return Period(first, self.as_of)
        return Period(step(self.as_of, -reach.n, Grain(reach.unit)) + timedelta(days=1), self.as_of)

    def converted(self, metric: ConversionMetric, look: Look) -> Formula:
        """Conversions, or the share of base events that have one."""
        made, base = self.events(metric, look)
        if metric.calculation == "conversions":
            return ZeroIf(made, base) if self.evidence else made  # base events without any are 0 when they are judged
        return Quotient(made, base)

    def events(self, metric: ConversionMetric, look: Look) -> tuple[Formula, Formula]:
        """Conversions and base events; filters of the metric limit the base events."""
        rule = metric.conversion
        base = replace(look, filters=(*rule.base.filters, *look.filters))
        only_base = self.base_filters(rule, base)
        counted = replace(look, filters=rule.conversion.filters, conversion=rule, base_filters=only_base)
        made = self.formula(rule.conversion.name, counted, metric.name)
        if rule.fill_nulls_with is not None:
            made = Filled(made, rule.fill_nulls_with)
        return made, self.formula(rule.base.name, base)

    def base_filters(self, rule: Conversion, base: Look) -> tuple[Fragment, ...]:
        """Everything that limits the base events."""
        return (*self.manifest.metrics[rule.base.name].filters, *base.filters)

    def simple(self, metric: SimpleMetric, look: Look, alias: str) -> Formula:
        """A column of the combined parts, with what stands in for NULL."""
        column = self.leaf(metric, look, alias).column
        formula: Formula = Ref(column)
        if self.evidence and metric.measure.non_additive and metric.measure.agg in ZERO_WHEN_EMPTY:
            formula = ZeroIf(formula, Ref(f"{column}__taken"))
        return formula if metric.fill_nulls_with is None else Filled(formula, metric.fill_nulls_with)

    def leaf(self, metric: SimpleMetric, look: Look, alias: str = "") -> Leaf:
        """The leaf of these rows, found again when asked for twice."""
        same_filters = tuple(sorted({f.text for f in look.filters}))
        key = (metric.model, metric.measure, same_filters, replace(look, filters=()), metric.join_to_timespine)
        if key not in self.found:
            taken = {leaf.column for leaf in self.found.values()}
            column, n = alias or metric.name, 2
            while column in taken:
                column, n = f"{alias or metric.name}_{n}", n + 1
            self.found[key] = Leaf(metric, look, column, metric.join_to_timespine)
        return self.found[key]
