"""The track record of a threshold over a replay: what it judged, how often it fired, and for how long."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median

from metricops.evaluate.colours import COLOURS
from metricops.evaluate.states import BEGUN, Phase
from metricops.evaluate.turns import Course, Turn, Turns
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
    fires: Turns
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
    """A rule as it was replayed: its sentence, its track record in all and by segment, and what it said day by day."""

    rule: str
    total: TrackRecord
    segments: Mapping[Segment, TrackRecord]
    courses: tuple[Course, ...] = field(compare=False, repr=False)

    @property
    def turns(self) -> Turns:
        """What was said as of every day, oldest first, and of every segment."""
        return Turns(tuple(sorted(_places(self), key=_by_day)))


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


def trial(rule: str, courses: Iterable[Course], before: date, end: date) -> Trial:
    """The track record of these courses by segment, from the first day on that has any rows.

    `before` is the day one step before the first.
    """
    told = tuple(sorted(courses, key=lambda course: (course.plans[0].as_of, _order(course.segment))))
    since = _steps(told, before)
    lanes: dict[Segment, list[Course]] = {}
    for course in told:
        if not course.too_early:
            lanes.setdefault(course.segment, []).append(course)
    found = {s: _record(lane, since[lane[0].plans[0].as_of], end) for s, lane in lanes.items()}
    first = min((since[lane[0].plans[0].as_of] for lane in lanes.values()), default=end)
    by_name = {s: found[s] for s in sorted(found, key=_order)}
    return Trial(rule, _together(tuple(found.values()), first, end), by_name, told)


def differences(written: Trial, tried: Trial) -> Iterator[Difference]:
    """The days on which one of two rules is in breach and the other is not, where both looked."""
    other = {(course.plans[place].as_of, course.segment): (course, place) for course, place in _places(tried)}
    found = []
    for course, place in _places(written):
        beside = other.get((course.plans[place].as_of, course.segment))
        if beside is not None and _is_red(course, place) is not _is_red(*beside):
            found.append(((course, place), beside))
    for (course, place), (against, at) in sorted(found, key=lambda pair: _by_day(pair[0])):
        turn = course.turn(place)
        yield Difference(turn.as_of, turn.segment, turn.period, turn, against.turn(at))


def _steps(courses: Iterable[Course], before: date) -> Mapping[date, date]:
    """The day of each step with that of the step before it."""
    steps = (before, *sorted({plan.as_of for course in courses for plan in course.plans}))
    return dict(zip(steps[1:], steps, strict=False))


def _record(lane: Sequence[Course], before: date, end: date) -> TrackRecord:
    """Of one segment, whose courses follow on each other."""
    phases = [phase for course in lane for phase in course.phases]
    statuses = Counter([phase.status for phase in phases])
    grey = {status: n for status, n in sorted(statuses.items()) if COLOURS[status] == "grey"}
    fires = tuple((course, place) for course in lane for place, phase in enumerate(course.phases) if phase is BEGUN)
    is_open = int(phases[-1].status is Status.BREACH)
    return TrackRecord(len(phases), grey, Turns(fires), tuple(_runs(phases)), is_open, _years(before, end))


def _together(records: Sequence[TrackRecord], before: date, end: date) -> TrackRecord:
    """Of all segments together."""
    grey = sum((Counter(record.grey) for record in records), Counter[Status]())
    fires = sorted(
        (place for record in records for place in record.fires.places), key=lambda at: at[0].plans[at[1]].as_of
    )
    return TrackRecord(
        sum(record.windows for record in records),
        dict(sorted(grey.items())),
        Turns(tuple(fires)),
        tuple(run for record in records for run in record.runs),
        sum(record.open for record in records),
        _years(before, end),
    )


def _years(before: date, end: date) -> float:
    return (end - before).days / DAYS_OF_A_YEAR


def _runs(phases: Iterable[Phase]) -> Iterator[int]:
    """How many windows each breach was red for; grey and recovering windows between them do not end it."""
    length = 0
    for phase in phases:
        if phase.status is Status.BREACH:
            if phase is BEGUN and length:
                yield length
                length = 0
            length += 1
    if length:
        yield length


def _places(trial: Trial) -> Iterator[tuple[Course, int]]:
    return ((course, place) for course in trial.courses for place in range(len(course.plans)))


def _is_red(course: Course, place: int) -> bool:
    return course.phases[place].status is Status.BREACH


def _by_day(at: tuple[Course, int]) -> tuple[date, list[tuple[bool, str]]]:
    course, place = at
    return course.plans[place].as_of, _order(course.segment)


def _order(segment: Segment) -> list[tuple[bool, str]]:
    return [(value is None, value or "") for _, value in segment]
