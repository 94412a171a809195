"""Groups of leaves that read the same rows in the same way, and the shape that all parts of a query share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from metricops.manifest import Aggregation, Dimension, Manifest, SemanticModel, SimpleMetric
from metricops.periods import Period
from metricops.plan.leaves import Leaf, Look
from metricops.plan.names import METRIC_TIME, Name
from metricops.plan.scans import ScanBuilder, SubPlanner
from metricops.source import Fragment

HOLISTIC = (Aggregation.COUNT_DISTINCT, Aggregation.MEDIAN, Aggregation.PERCENTILE)


@dataclass(frozen=True, slots=True)
class Shape:
    """What all parts of a query have in common: keys, filters, the times asked for, whether evidence is wanted."""

    names: tuple[Name, ...]
    columns: tuple[str, ...]
    subplans: SubPlanner
    where: tuple[Fragment, ...] = ()
    scope: tuple[tuple[Name, str], ...] = ()
    default_grain: str | None = None
    time_range: tuple[date | datetime | None, date | datetime | None] | None = None
    periods: tuple[Period, ...] = ()
    zone: str = "UTC"
    shown: bool = True  # whether the periods are columns of the result
    evidence: bool = False
    marked: frozenset[str] = frozenset()  # leaves whose rows are marked, for formulas that must not fill in for none


@dataclass(frozen=True, slots=True)
class Group:
    """Leaves that can share a scan."""

    manifest: Manifest
    leaves: tuple[Leaf, ...]
    shape: Shape

    @property
    def look(self) -> Look:
        """How all of them are looked at; their filters may differ."""
        return self.leaves[0].look

    @property
    def rows(self) -> SimpleMetric:
        """The metric whose model's rows are grouped: for conversions the base events'."""
        rule = self.look.conversion
        found = self.manifest.metrics[rule.base.name] if rule else self.leaves[0].metric
        assert isinstance(found, SimpleMetric), "resolve lets only simple metrics convert"
        return found

    @property
    def model(self) -> SemanticModel:
        """The model whose rows are grouped."""
        return self.manifest.models[self.rows.model]

    @property
    def time(self) -> Dimension | None:
        """The time dimension of those rows."""
        return self.model.dimension(self.rows.measure.time_dimension)

    @property
    def is_stock(self) -> bool:
        """Whether only the rows of one snapshot count."""
        return self.leaves[0].metric.measure.non_additive is not None

    @property
    def is_holistic(self) -> bool:
        """Whether the aggregate needs the rows themselves, not sums of them."""
        return self.leaves[0].metric.measure.agg in HOLISTIC

    def builder(self, along_spine: bool = False) -> ScanBuilder:
        """A scan of the rows to which names can be bound, or of a spine's times."""
        return ScanBuilder(
            self.manifest,
            self.model,
            self.rows.name,
            self.time,
            default_grain=self.shape.default_grain,
            zone=self.shape.zone,
            along_spine=along_spine,
            subplans=self.shape.subplans,
        )


def grouped(manifest: Manifest, leaves: Iterable[Leaf], shape: Shape) -> tuple[Group, ...]:
    """The leaves in groups, in the order in which they were first needed."""
    groups: dict[tuple[object, ...], list[Leaf]] = {}
    for leaf in leaves:
        groups.setdefault(_sharing(manifest, leaf, shape), []).append(leaf)
    return tuple(Group(manifest, tuple(group), shape) for group in groups.values())


def _sharing(manifest: Manifest, leaf: Leaf, shape: Shape) -> tuple[object, ...]:
    """Leaves that are equal in this can share a scan."""
    measure, look = leaf.metric.measure, leaf.look
    timed = shape.periods or shape.time_range or look.along_spine or leaf.fill
    timed = timed or any(n.is_metric_time or n.element == measure.time_dimension for n in shape.names)
    timed = timed or any(METRIC_TIME in f.text.lower() for f in (*look.filters, *shape.where))
    changing = any(model.validity for model in manifest.models.values())
    time = measure.time_dimension if timed or changing else ""
    apart = look.along_spine or look.conversion or (measure.non_additive is not None and not shape.periods)
    apart = apart or leaf.fill  # times without rows of its own are filled, whatever rows the others have there
    filters = tuple(sorted({f.text for f in look.filters})) if apart else ()
    holistic = ((bool(shape.periods) and shape.shown) or look.along_spine) and measure.agg in HOLISTIC
    looked = (look.earlier, look.reach, look.pick, look.at_ends, look.period, look.conversion, look.base_filters)
    fill = (leaf.fill, leaf.metric.fill_nulls_with if leaf.fill and look.along_spine else None)
    return (leaf.metric.model, time, measure.non_additive, filters, holistic, fill, looked)
