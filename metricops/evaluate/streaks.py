"""Streaks: a breach may have to last for some windows before it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from metricops.evaluate.marks import Colour, Mark
from metricops.evaluate.values import Status
from metricops.manifest import Streak


@dataclass(frozen=True, slots=True)
class Standing:
    """What a threshold says as of one step of history: `run` windows of the streak are red, pending when too few."""

    mark: Mark
    status: Status
    run: int = 0

    @property
    def pending(self) -> bool:
        """Red now, but not for long enough."""
        return self.mark.colour is Colour.RED and self.status is Status.WATCH


def standing(red: Sequence[Mark], streak: Streak, yellow: Sequence[Mark], yellow_streak: Streak) -> Standing:
    """The status of the first mark in view of the ones before it; marks stand newest first."""
    mark = red[0]
    if mark.colour is Colour.GREY:
        return Standing(mark, mark.gap.status if mark.gap else Status.NOT_JUDGED)
    if mark.colour is Colour.RED:
        run = _run(red, streak, {Colour.RED})
        return Standing(mark, Status.BREACH if run >= streak.n else Status.WATCH, run)
    warned = mark.colour is Colour.YELLOW and (
        _run(yellow, yellow_streak, {Colour.RED, Colour.YELLOW}) >= yellow_streak.n
    )
    return Standing(mark, Status.WATCH if warned else Status.OK)


def _run(marks: Sequence[Mark], streak: Streak, counted: set[Colour]) -> int:
    if streak.n == streak.of:
        return sum(1 for _ in takewhile(lambda m: m.colour in counted, marks))
    return sum(m.colour in counted for m in marks)
