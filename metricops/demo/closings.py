"""When deals close and how: the plan of every week, from which win rates and sales cycles follow.

The plan runs some months past the as-of date, because the deals of those weeks are the ones still open then.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from metricops.demo.dates import HISTORY_WEEKS, mondays, stream
from metricops.demo.segments import SEGMENTS, Segment
from metricops.demo.situations import JUDGED_WEEK_DEALS, SALES_CYCLE

WEEKS_AHEAD = 18  # the longest deal begins that long before it closes
_WEEKDAYS = (18, 19, 20, 20, 19, 2, 2)  # Monday to Sunday, in per cent


@dataclass(frozen=True, slots=True)
class Closing:
    """The end of one deal. `kind` is sale, pilot, unqualified or duplicate; only sales count in the win rate."""

    segment: str
    closed: date
    kind: str
    won: bool
    days_to_qualify: int
    cycle_days: int

    @property
    def qualified(self) -> date | None:
        return None if self.kind == "unqualified" else self.closed - timedelta(days=self.cycle_days)

    @property
    def created(self) -> date:
        return (self.qualified or self.closed) - timedelta(days=self.days_to_qualify)


def make_closings() -> Iterator[Closing]:
    """All closings, week by week and segment by segment."""
    rng = stream("closings")
    for week, monday in enumerate(mondays(WEEKS_AHEAD)):
        for segment in SEGMENTS:
            mean = _mean_cycle(segment.name, week)
            for kind, won, cycle in (*_sales(rng, segment, week, mean), *_others(rng, segment, mean)):
                closed = monday + timedelta(days=rng.choices(range(7), _WEEKDAYS)[0])
                yield Closing(segment.name, closed, kind, won, rng.randint(*segment.days_to_qualify), cycle)


def _sales(rng: random.Random, segment: Segment, week: int, mean: int) -> Iterator[tuple[str, bool, int]]:
    won, closed = _deals(rng, segment, week)
    for cycle in _around(rng, mean, won):
        yield "sale", True, cycle
    for _ in range(closed - won):
        yield "sale", False, rng.randint(mean // 2, mean + mean // 3)


def _deals(rng: random.Random, segment: Segment, week: int) -> tuple[int, int]:
    """Won and closed deals of a week. Closes follow from wins, so that the rate of a calm week stays near its mean."""
    if week == HISTORY_WEEKS - 1:
        return JUDGED_WEEK_DEALS[segment.name]
    won = rng.randint(*segment.wins)
    return won, max(round(won / segment.win_rate) + rng.randint(-1, 2), segment.fewest_closes)


def _others(rng: random.Random, segment: Segment, mean: int) -> Iterator[tuple[str, bool, int]]:
    """What the win rate leaves out: pilots (fast and mostly won), deals that never qualified, duplicates."""
    if rng.random() < 0.8:
        yield "pilot", rng.random() < 0.85, rng.randint(10, 18)
    for _ in range(rng.randint(2, 4)):
        yield "unqualified", False, 0
    if rng.random() < 0.3:
        yield "duplicate", False, rng.randint(1, mean // 3)


def _mean_cycle(segment: str, week: int) -> int:
    before, previous, last = SALES_CYCLE[segment]
    if week >= HISTORY_WEEKS - 4:
        return last
    return previous if week >= HISTORY_WEEKS - 8 else before


def _around(rng: random.Random, mean: int, count: int) -> list[int]:
    """`count` whole numbers whose mean is exactly `mean`: pairs at equal distances, and the mean itself when odd."""
    distances = [rng.randint(1, mean // 3) for _ in range(count // 2)]
    pairs = [mean + sign * distance for distance in distances for sign in (-1, 1)]
    return pairs + [mean] * (count % 2)
