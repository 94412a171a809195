"""Which windows a threshold looks at: the judged one, a streak, baselines, and all of that back in time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache, lru_cache

from metricops.evaluate.shapes import Shape
from metricops.manifest import (
    Baseline,
    BaselineKind,
    Change,
    Contract,
    Limits,
    Mads,
    Sentence,
    Streak,
    Threshold,
)
from metricops.periods import Calendar, Grain, Period, Window, WindowKind, before, step, steps_back, window_period

ONE_DAY = timedelta(days=1)
LAST_YEAR = timedelta(days=364)  # 52 weeks: the same days of the week
DEFAULT = Window(1, Grain.WEEK)
MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}
DAYS = {Grain.DAY: 1, Grain.WEEK: 7}


@dataclass(frozen=True, slots=True)
class Step:
    """The windows that one step of history looks at, the judged one first."""

    red: tuple[Period, ...]
    yellow: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """All that a threshold looks at as of a date: one step for every window of history, newest first."""

    as_of: date
    window: Window
    steps: tuple[Step, ...]

    @property
    def judged(self) -> Period:
        """The window that the finding is about."""
        return self.steps[0].red[0]

    @property
    def looked_at(self) -> frozenset[Period]:
        """Every window that is judged somewhere in the history."""
        return frozenset(p for s in self.steps for p in (*s.red, *s.yellow))


def judged_window(threshold: Threshold, contract: Contract) -> Window:
    """The threshold's window, else the contract's, else the W of `previous W`, else one week."""
    if threshold.window or contract.window:
        return threshold.window or contract.window or DEFAULT
    rule = threshold.red.rule
    if isinstance(rule, Change) and rule.baseline.kind is BaselineKind.PREVIOUS and rule.baseline.window:
        return rule.baseline.window
    return DEFAULT


def schedule(
    threshold: Threshold,
    contract: Contract,
    as_of: date,
    calendar: Calendar,
    history: int,
    final_after: Window | None = None,
) -> Schedule:
    """The windows of a threshold as of a date and at each of the steps before; equal steps count once."""
    (found,) = schedules(threshold, contract, (as_of,), calendar, history, final_after)
    return found


def schedules(
    threshold: Threshold,
    contract: Contract,
    days: Iterable[date],
    calendar: Calendar,
    history: int,
    final_after: Window | None = None,
) -> Iterator[Schedule]:
    """The same as of each of several days; a step that several of them look at is worked out once."""
    window, every = judged_window(threshold, contract), threshold.every or DEFAULT
    at = cache(lambda day: _step(threshold, window, day, calendar))
    for as_of in days:
        seen_as_of = _final(as_of, final_after) if threshold.final_only else as_of
        dates = (moved(seen_as_of, i * every.n, every.unit) for i in range(max(history, 1)))
        yield Schedule(as_of, window, tuple(dict.fromkeys(map(at, dates))))


def moved(as_of: date, n: int, unit: Grain) -> date:
    """The as-of date n units earlier; the last day of a month stays the last day of a month."""
    return step(as_of + ONE_DAY, -n, unit) - ONE_DAY


def provisional_until(period: Period, final_after: Window | None, as_of: date) -> date | None:
    """The day from which a window counts as final, when that is still ahead."""
    if final_after is None or period.end > as_of:  # days to come are no late data
        return None
    day = step(period.end, final_after.n, final_after.unit)
    return day if day > as_of else None


def reads(sentence: Sentence, period: Period, window: Window, shape: Shape) -> Iterator[Period]:
    """The windows that a sentence compares the judged one with."""
    match sentence.rule:
        case Change(baseline=baseline):
            yield from _baseline_reads(baseline, period, window, shape)
        case Limits(points=points) | Mads(points=points):
            yield from windows_before(period, window, points)


@lru_cache(maxsize=4096)
def baseline_period(baseline: Baseline, period: Period) -> Period | None:
    """The days a baseline covers, ending where the judged window starts; None when it is no stretch of time."""
    if baseline.kind is BaselineKind.LAST_YEAR:
        return Period(period.start - LAST_YEAR, period.end - LAST_YEAR)
    return before(period, baseline.window.n, baseline.window.unit) if baseline.window else None


@lru_cache(maxsize=4096)  # every segment asks for the same ones
def windows_before(period: Period, window: Window, n: int) -> tuple[Period, ...]:
    """The n windows before the judged one, newest first, none overlapping another."""
    return tuple(steps_back(period, window, i * window.n, window.unit) for i in range(1, n + 1))


def per_window(baseline: Baseline, window: Window, span: Period, period: Period) -> Fraction:
    """How many judged windows a baseline holds."""
    long = baseline.window
    if long is None:
        return Fraction(1)
    for lengths in (DAYS, MONTHS):
        if window.kind is not WindowKind.TO_DATE and long.unit in lengths and window.unit in lengths:
            return Fraction(long.n * lengths[long.unit], window.n * lengths[window.unit])
    return Fraction(span.days, period.days)


def _final(as_of: date, final_after: Window | None) -> date:
    return step(as_of, -final_after.n, final_after.unit) if final_after else as_of


def _step(threshold: Threshold, window: Window, as_of: date, calendar: Calendar) -> Step:
    yellow = threshold.yellow.streak if threshold.yellow else Streak(1, 1)
    return Step(
        _streak(threshold.red.streak, window, as_of, calendar),
        _streak(yellow, window, as_of, calendar),
    )


def _streak(streak: Streak, window: Window, as_of: date, calendar: Calendar) -> tuple[Period, ...]:
    judged = window_period(window, as_of, calendar)
    if streak.step == "windows":
        return (judged, *windows_before(judged, window, streak.of - 1))
    unit = Grain.WEEK if streak.step == "weeks" else Grain.MONTH
    return tuple(window_period(window, moved(as_of, i, unit), calendar) for i in range(streak.of))


def _baseline_reads(baseline: Baseline, period: Period, window: Window, shape: Shape) -> Iterator[Period]:
    span = baseline_period(baseline, period)
    if span is None:
        return
    yield span
    n = per_window(baseline, window, span, period)
    if shape.by_windows and baseline.window and n.denominator == 1:
        yield from windows_before(period, window, int(n))
