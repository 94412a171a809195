"""The track record of a threshold over a replay: what it judged, how often it fired, and for how long."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from metricops.evaluate.colours import COLOURS
from metricops.evaluate.replay import Turn
from metricops.evaluate.values import Segment, Status
from metricops.manifest import Metric, Threshold
from metricops.periods import Period

DAYS_OF_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """What became of a threshold on one segment, or on all of them together.

    `grey` counts the windows that were not judged by status, `fires` are the turns at which a breach began, `runs`
    the windows that each breach was red for, oldest first; `open` counts segments that are red on the last day.
    A breach that was open before the first day has a run and no fire.
    """

    windows: int
    grey: Mapping[Status, int]
    fires: tuple[Turn, ...]
    runs: tuple[int, ...]
    open: int
    years: float

    @property
    def judged(self) -> int:
        """How many windows were judged."""
        return self.windows - sum(self.grey.values())

    @property
    def share_judged(self) -> float | None:
        """The share of the windows that was judged; None without windows."""
        return self.judged / self.windows if self.windows else None

    @property
    def fires_a_year(self) -> float | None:
        """New breaches in a year of 365.25 days; None without windows."""
        return len(self.fires) / self.years if self.years else None

    @property
    def median_run(self) -> float | None:
        """The median length of a breach in windows; None when nothing was breached."""
        return median(self.runs) if self.runs else None

    @property
    def longest_run(self) -> int | None:
        """The longest breach in windows; None when nothing was breached."""
        return max(self.runs, default=None)


@dataclass(frozen=True, slots=True)
class Trial:
    """A rule as it was replayed: its sentence, all its turns, and its track record in all and by segment."""

    rule: str
    turns: tuple[Turn, ...]
    total: TrackRecord
    segments: Mapping[Segment, TrackRecord]


@dataclass(frozen=True, slots=True)
class Difference:
    """A day on which two rules disagree about a breach, with what each of them said."""

    as_of: date
    segment: Segment
    period: Period
    written: Turn
    tried: Turn


@dataclass(frozen=True, slots=True)
class Backtest:
    """A threshold replayed from `start` to `end`, and the rule that was tried against it, if any."""

    metric: Metric
    threshold: Threshold
    start: date
    end: date
    written: Trial
    tried: Trial | None = None
    differences: tuple[Difference, ...] = ()


def trial(rule: str, turns: Iterable[Turn], before: date, end: date) -> Trial:
    """The track record of these turns by day and segment, from the first on that has any rows.

    `before` is the day one step before the first turn.
    """
    told = tuple(sorted(turns, key=lambda turn: (turn.as_of, _order(turn.segment))))
    since = _steps(told, before)
    counted = [turn for turn in told if not turn.too_early]
    lanes: dict[Segment, list[Turn]] = {}
    for turn in counted:
        lanes.setdefault(turn.segment, []).append(turn)
    found = {s: _record((lanes[s],), since[lanes[s][0].as_of], end) for s in sorted(lanes, key=_order)}
    first = since[counted[0].as_of] if counted else end
    return Trial(rule, told, _record(tuple(lanes.values()), first, end), found)


def differences(written: Trial, tried: Trial) -> Iterator[Difference]:
    """The days on which one of two rules is in breach and the other is not, where both looked."""
    other = {(turn.as_of, turn.segment): turn for turn in tried.turns}
    for turn in written.turns:
        beside = other.get((turn.as_of, turn.segment))
        if beside is not None and (turn.status is Status.BREACH) != (beside.status is Status.BREACH):
            yield Difference(turn.as_of, turn.segment, turn.period, turn, beside)


def _steps(turns: Iterable[Turn], before: date) -> Mapping[date, date]:
    """The day of each step with that of the step before it."""
    steps = (before, *dict.fromkeys(turn.as_of for turn in turns))
    return dict(zip(steps[1:], steps, strict=False))


def _record(lanes: Sequence[Sequence[Turn]], before: date, end: date) -> TrackRecord:
    turns = [turn for lane in lanes for turn in lane]
    grey = Counter(turn.status for turn in turns if COLOURS[turn.status] == "grey")
    fires = sorted((turn for turn in turns if turn.fired), key=lambda turn: turn.as_of)
    last = [lane[-1] for lane in lanes if lane[-1].status is Status.BREACH]
    runs = tuple(run for lane in lanes for run in _runs(lane))
    years = (end - before).days / DAYS_OF_A_YEAR
    return TrackRecord(len(turns), dict(sorted(grey.items())), tuple(fires), runs, len(last), years)


def _runs(lane: Iterable[Turn]) -> Iterator[int]:
    """How many windows each breach was red for; grey and recovering windows between them do not end it."""
    length = 0
    for turn in lane:
        if turn.fired and length:
            yield length
            length = 0
        length += turn.status is Status.BREACH
    if length:
        yield length


def _order(segment: Segment) -> list[tuple[bool, str]]:
    return [(value is None, value or "") for _, value in segment]
