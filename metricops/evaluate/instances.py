"""An instance: one threshold on one segment, with everything its judgement reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from metricops.evaluate.exact import Parts
from metricops.evaluate.readings import NOTHING, Gap, read
from metricops.evaluate.shapes import Shape
from metricops.evaluate.targets import Targets
from metricops.evaluate.values import Observation, Segment, Series, Status
from metricops.manifest import Aggregation, Metric, SimpleMetric, Threshold
from metricops.periods import Period, Window

ONLY_NULL = Gap(Status.NO_DATA, "no values, only NULL")


@dataclass(frozen=True, slots=True)
class Instance:
    """One threshold on one segment; `others` are the series of the same segment for metrics that the rule names.

    A `rostered` one must have rows, because a roster lists its segment. `parts` are the series of what its segment is
    made of, where targets are set for parts only.
    """

    metric: Metric
    threshold: Threshold
    window: Window
    series: Series
    shape: Shape = Shape.POOLED
    needs_rows: bool = False
    others: Mapping[str, Series] = field(default_factory=dict)
    targets: Targets = Targets()
    rostered: bool = False
    parts: tuple[Series, ...] = ()

    @property
    def segment(self) -> Segment:
        """The segment that the series is of."""
        return self.series.segment

    def observation(self, period: Period) -> Observation | None:
        """What was seen in a window."""
        return self.series.observations.get(period)

    def reading(self, seen: Observation | None) -> Parts | Gap:
        """The metric's value in what was seen of a window, as a quotient."""
        found = read(seen, self.needs_rows)
        return ONLY_NULL if found is NOTHING and seen and self._only_null(seen) else found

    def _only_null(self, seen: Observation) -> bool:
        """Whether an average has rows and no values: it counts 0 of them, and nothing where there are no rows.

        A filter may count 0 among the rows of other metrics, and says nothing about its own.
        """
        its = self.metric
        average = isinstance(its, SimpleMetric) and its.measure.agg is Aggregation.AVERAGE and not its.filters
        return average and seen.denominator == 0

    def value(self, period: Period) -> Fraction | Gap:
        """The metric's value in a window."""
        seen = self.reading(self.observation(period))
        return seen if isinstance(seen, Gap) else Fraction(*seen)

    def other(self, metric: str, period: Period) -> Fraction | Gap:
        """Another metric's value for the same segment and window."""
        series = self.others.get(metric)
        seen = read(series.observations.get(period) if series else None, needs_rows=False)
        if isinstance(seen, Gap):
            return Gap(Status.UNDEFINED, f'"{metric}" has no value to compare with')
        return Fraction(*seen)

    def target(self, period: Period) -> Fraction | Gap:
        """The target for the segment and window."""
        seen = [part.segment for part in self.parts if (o := part.observations.get(period)) and o.n > 0]
        return self.targets.over(self.metric.name, self.segment, period, self.shape, seen)
