"""Metrics taken apart: a formula on top, and underneath the simple metrics that rows must be read for."""

from dataclasses import dataclass, field

from metricops.diagnostics import Diagnostic, did_you_mean, error
from metricops.errors import QueryError
from metricops.expressions import parse_sql
from metricops.manifest import (
    Aggregation,
    DerivedMetric,
    Manifest,
    Metric,
    MetricInput,
    RatioMetric,
    SimpleMetric,
)
from metricops.plan.plan import Arithmetic, Filled, Formula, Least, Missing, Quotient, Ref, ZeroIf
from metricops.source import Fragment, Span

COUNTS = (Aggregation.COUNT, Aggregation.COUNT_DISTINCT, Aggregation.SUM_BOOLEAN)
ZERO_WHEN_EMPTY = (Aggregation.SUM, *COUNTS)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A simple metric with every filter that comes down to it; its column in the combined parts is `column`."""

    metric: SimpleMetric
    filters: tuple[Fragment, ...]
    column: str


@dataclass(slots=True)
class Leaves:
    """Collects the leaves of a query's metrics, each distinct one once."""

    manifest: Manifest
    where: tuple[Fragment, ...]
    evidence: bool
    found: dict[tuple[object, ...], Leaf] = field(default_factory=dict)

    def formula(self, name: str, filters: tuple[Fragment, ...], alias: str = "") -> Formula:
        """How a metric follows from its leaves, under the filters of everything that reads it."""
        metric = self.manifest.metrics[name]
        filters = (*metric.filters, *filters)
        match metric:
            case SimpleMetric():
                return self.simple(metric, filters, alias)
            case RatioMetric():
                return Quotient(self.input(metric.numerator, filters), self.input(metric.denominator, filters))
            case DerivedMetric():
                inputs = tuple((i.column, self.input(i, filters)) for i in metric.inputs)
                return Arithmetic(parse_sql(metric.expr), inputs)
        raise QueryError((error("P031", f'"{name}" is a kind of metric that cannot be queried yet', metric.span),))

    def input(self, given: MetricInput, filters: tuple[Fragment, ...]) -> Formula:
        """An input of another metric, with the filters written on it."""
        if given.offset or given.offset_to_grain:
            raise QueryError(
                (error("P031", f'"{given.column}" has an offset, which cannot be queried yet', given.span),)
            )
        return self.formula(given.name, (*given.filters, *filters), given.alias)

    def simple(self, metric: SimpleMetric, filters: tuple[Fragment, ...], alias: str) -> Formula:
        """A column of the combined parts, with what stands in for NULL."""
        column = self.leaf(metric, filters, alias).column
        formula: Formula = Ref(column)
        if self.evidence and metric.measure.non_additive and metric.measure.agg in ZERO_WHEN_EMPTY:
            formula = ZeroIf(formula, Ref(f"{column}__taken"))
        return formula if metric.fill_nulls_with is None else Filled(formula, metric.fill_nulls_with)

    def leaf(self, metric: SimpleMetric, filters: tuple[Fragment, ...], alias: str) -> Leaf:
        """The leaf of these rows, found again when asked for twice."""
        filters = (*filters, *self.where)
        key = (metric.model, metric.measure, tuple(sorted({f.text for f in filters})), metric.join_to_timespine)
        if key not in self.found:
            taken = {leaf.column for leaf in self.found.values()}
            column, n = alias or metric.name, 2
            while column in taken:
                column, n = f"{alias or metric.name}_{n}", n + 1
            self.found[key] = Leaf(metric, filters, column)
        return self.found[key]

    # ── evidence ────────────────────────────────────────────────────────────────────────────────────────────

    def parts_of(self, name: str) -> tuple[Formula, Formula]:
        """Numerator and denominator: of a ratio its parts, of an average sum and count, else missing."""
        metric = self.manifest.metrics[name]
        match metric:
            case RatioMetric():
                return (self.input(metric.numerator, metric.filters), self.input(metric.denominator, metric.filters))
            case SimpleMetric() if metric.measure.agg is Aggregation.AVERAGE:
                column = self.leaf(metric, metric.filters, "").column
                return Ref(f"{column}__sum"), Ref(f"{column}__n")
        return Missing(), Missing()

    def sample(self, name: str, filters: tuple[Fragment, ...] = ()) -> Formula:
        """How many rows stand behind a metric's value: of a ratio its denominator's, of a formula its smallest."""
        metric = self.manifest.metrics[name]
        filters = (*metric.filters, *filters)
        match metric:
            case RatioMetric():
                return self.counted(metric.denominator, filters)
            case DerivedMetric():
                return Least(tuple(self.sample(i.name, (*i.filters, *filters)) for i in metric.inputs))
            case SimpleMetric():
                return Ref(f"{self.leaf(metric, filters, '').column}__n")
        return Missing()

    def counted(self, given: MetricInput, filters: tuple[Fragment, ...]) -> Formula:
        """A denominator that counts things is its own sample; any other is counted by rows."""
        metric = self.manifest.metrics[given.name]
        if isinstance(metric, SimpleMetric) and metric.measure.agg in COUNTS:
            return Filled(self.input(given, filters), 0)
        return self.sample(given.name, (*given.filters, *filters))


def metric_named(manifest: Manifest, text: Fragment) -> Metric:
    """The metric of this name; raises QueryError with a suggestion when there is none."""
    name = text.text.strip().lower()
    metric = manifest.metrics.get(name)
    if metric is not None:
        return metric
    raise QueryError((_unknown(manifest, name, text.at(0, len(text.text))),))


def _unknown(manifest: Manifest, name: str, span: Span) -> Diagnostic:
    if name in manifest.left_out:
        message = f'metric "{name}" was left out because its definition has faults'
        return error("P002", message, span, "metricops lint shows them")
    if any(word in name for word in ("select ", "from ")):
        return error("P003", "metrics are asked for by name, not with SQL", span, "metricops list shows the names")
    if name in manifest.definitions:
        versions = ", ".join(v.metric for v in manifest.definitions[name].versions)
        return error("P004", f'"{name}" is contested: it may mean {versions}', span, f"metricops show {name}")
    hint = did_you_mean(name, (m for m in manifest.metrics)) or "metricops list shows the names"
    return error("P001", f'there is no metric "{name}"', span, hint)
