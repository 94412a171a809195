"""A scenario: series of cells for a threshold, what is expected of it, and what it said when it was played."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from metricops.evaluate.values import Segment, State, Status
from metricops.manifest import Metric, Threshold
from metricops.source import Span


@dataclass(frozen=True, slots=True)
class Cell:
    """What one day, week, month or quarter adds: a value, or the parts `a` over `b`; None is a NULL.

    `n` is its sample where one is given; an `empty` cell has no rows.
    """

    a: Decimal | None
    b: Decimal | None = None
    parts: bool = False
    n: int | None = None
    empty: bool = False


Track = tuple[Cell, ...]  # oldest first
Tracks = Mapping[Segment, Track]  # segments in the order of the threshold's `by`, what it is narrowed to last


@dataclass(frozen=True, slots=True)
class Expected:
    """An outcome as it was written: one of the statuses, and one state unless any will do."""

    text: str
    span: Span
    statuses: frozenset[Status]
    state: State | None = None

    def allows(self, status: Status, state: State) -> bool:
        """Whether a finding is what was expected."""
        return status in self.statuses and self.state in (None, state)


@dataclass(frozen=True, slots=True)
class Point:
    """What is expected of a segment as of a day."""

    segment: Segment
    as_of: date
    expected: Expected


@dataclass(frozen=True, slots=True)
class Scenario:
    """One threshold over made-up series; `days` are the last days of the cells, and each cell's rows stand there."""

    name: str
    span: Span
    metric: Metric
    threshold: Threshold
    days: tuple[date, ...]
    series: Tracks
    others: Mapping[str, Tracks]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the evaluator said at a point; without a status it said nothing, because no row was there yet."""

    point: Point
    status: Status | None
    state: State
    sentence: str

    @property
    def met(self) -> bool:
        """Whether it is what was expected."""
        return self.status is not None and self.point.expected.allows(self.status, self.state)


@dataclass(frozen=True, slots=True)
class Played:
    """A scenario with its outcomes, in the order of its points."""

    scenario: Scenario
    outcomes: tuple[Outcome, ...]

    @property
    def missed(self) -> tuple[Outcome, ...]:
        """The outcomes that were not expected."""
        return tuple(o for o in self.outcomes if not o.met)
