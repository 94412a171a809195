"""An instance: one threshold on one segment, with everything its judgement reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from metricops.evaluate.readings import Gap, read
from metricops.evaluate.shapes import Shape
from metricops.evaluate.targets import Targets
from metricops.evaluate.values import Observation, Segment, Series, Status
from metricops.manifest import Metric, Threshold
from metricops.periods import Period, Window


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

    def value(self, period: Period) -> Fraction | Gap:
        """The metric's value in a window."""
        seen = read(self.series.observations.get(period), self.needs_rows)
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
