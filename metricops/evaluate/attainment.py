"""A metric beside its target: how far it is, what it does anyway, and how often history was as good as the target."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from metricops.evaluate.readings import Gap, read
from metricops.evaluate.shapes import Shape
from metricops.evaluate.target_parts import promised
from metricops.evaluate.targets import Targets
from metricops.evaluate.values import Answer, Segment, Series
from metricops.manifest import Target
from metricops.periods import Calendar, Grain, Period, floor, step

ONE_DAY = timedelta(days=1)
HISTORY, RUN = 8, 4  # complete periods: of the history that a target is ranked in, of the run-rate


@dataclass(frozen=True, slots=True)
class Stretch:
    """A target's period as of a day: whole, to date, and complete ones before it, the latest first."""

    grain: Grain
    whole: Period
    to_date: Period
    before: tuple[Period, ...]

    @property
    def run(self) -> Period:
        """The periods of the run-rate as one."""
        return Period(self.before[RUN - 1].start, self.before[0].end)

    @property
    def periods(self) -> tuple[Period, ...]:
        """All that has to be asked for."""
        return (self.to_date, self.run, *self.before)


@dataclass(frozen=True, slots=True)
class Attainment:
    """A segment's value to date beside its target; `run_rate` is what a whole period brought lately.

    `history` are the values of complete periods, the latest first; without a target `reason` says why.
    """

    segment: Segment
    value: Fraction | None
    to_date: Fraction | None
    target: Fraction | None
    run_rate: Fraction | None
    history: tuple[Fraction, ...]
    reason: str = ""

    @property
    def attained(self) -> Fraction | None:
        """The share of the target to date."""
        return self.value / self.to_date if self.value is not None and self.to_date else None

    @property
    def percentile(self) -> Fraction | None:
        """The share of the history that reached at most the target."""
        if self.target is None or not self.history:
            return None
        return Fraction(sum(value <= self.target for value in self.history), len(self.history))


def stretch(targets: Iterable[Target], as_of: date, calendar: Calendar, n: int = HISTORY) -> Stretch:
    """The period that targets are set for as of a day: the quarter, unless only others are."""
    covering = {t.grain for t in targets if t.start <= as_of < step(t.start, 1, t.grain)}
    longest = max(covering, key=lambda grain: grain.rank, default=Grain.QUARTER)
    return stretch_of(Grain.QUARTER if Grain.QUARTER in covering else longest, as_of, calendar, n)


def stretch_of(grain: Grain, as_of: date, calendar: Calendar, n: int = HISTORY) -> Stretch:
    """The period of a grain as of a day, and n before it."""
    start = floor(as_of, grain, calendar)
    starts = [step(start, -i, grain) for i in range(n + 1)]
    before = (Period(first, after - ONE_DAY) for after, first in pairwise(starts))
    return Stretch(grain, Period(start, step(start, 1, grain) - ONE_DAY), Period(start, as_of), tuple(before))


def attainments(
    answer: Answer, parts: Sequence[Answer], targets: Targets, seen: Stretch, shape: Shape, needs_rows: bool
) -> Iterator[Attainment]:
    """Every segment that has rows or a target, in the order of the data; `parts` show who else should have one."""
    for one in segments(answer, targets, seen):
        yield _attained(one, targets, seen, shape, needs_rows, inside(one, parts, seen.to_date))


def segments(answer: Answer, targets: Targets, seen: Stretch) -> tuple[Series, ...]:
    """The series that have begun, then an empty one for every segment that only a target names; at least the whole."""
    question = answer.question
    begun = tuple(one for one in answer.series if one.first is not None and one.first <= seen.to_date.end)
    known = {one.segment for one in begun}
    planned = promised(question, targets, seen.whole) if question.by else ()
    found = (*begun, *(Series(question.metric, s, {}, None) for s in planned if s not in known))
    return found or (() if question.by else (Series(question.metric, (), {}, None),))


def inside(series: Series, parts: Iterable[Answer], period: Period) -> tuple[Segment, ...]:
    """The parts of a segment that have rows in a period."""
    found = (part for answer in parts for part in answer.series if set(series.segment) <= set(part.segment))
    return tuple(part.segment for part in found if _has_rows(part, period))


def values(series: Series, periods: Iterable[Period], shape: Shape, needs_rows: bool) -> Iterator[Fraction]:
    """The values of the complete periods since the first row; a total without rows is 0."""
    for period in periods:
        if series.first is not None and series.first <= period.start:
            value = _value(series, period, shape, needs_rows)
            if value is not None:
                yield value


def _attained(
    series: Series, targets: Targets, seen: Stretch, shape: Shape, needs_rows: bool, parts: Collection[Segment]
) -> Attainment:
    to_date = targets.over(series.metric, series.segment, seen.to_date, shape, parts)
    whole = targets.over(series.metric, series.segment, seen.whole, shape, parts)
    gap = next((each for each in (to_date, whole) if isinstance(each, Gap)), None)
    return Attainment(
        series.segment,
        _value(series, seen.to_date, shape, needs_rows),
        None if isinstance(to_date, Gap) else to_date,
        None if isinstance(whole, Gap) else whole,
        _run_rate(series, seen, shape, needs_rows),
        tuple(values(series, seen.before, shape, needs_rows)),
        gap.reason if gap else "",
    )


def _value(series: Series, period: Period, shape: Shape, needs_rows: bool) -> Fraction | None:
    value = read(series.observations.get(period), needs_rows)
    if not isinstance(value, Gap):
        return Fraction(*value)
    nothing = shape in (Shape.TOTAL, Shape.TALLY) and not _has_rows(series, period)
    return Fraction(0) if nothing and series.first is not None else None


def _run_rate(series: Series, seen: Stretch, shape: Shape, needs_rows: bool) -> Fraction | None:
    """The mean of the last complete periods; of what does not add up its value over all of them."""
    if series.first is None or series.first > seen.run.start:
        return None
    if shape.is_pooled:
        return _value(series, seen.run, shape, needs_rows)
    found = list(values(series, seen.before[:RUN], shape, needs_rows))
    return sum(found, Fraction(0)) / len(found) if found else None


def _has_rows(series: Series, period: Period) -> bool:
    seen = series.observations.get(period)
    return seen is not None and seen.n > 0
