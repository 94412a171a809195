"""Stage 11: rows of a query become series, one for every segment."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from math import nan
from operator import itemgetter
from typing import Any, TypeVar

from metricops.evaluate.values import Number, Observation, Question, Segment, Series
from metricops.periods import Period

Row = Sequence[Any]
Cells = Callable[[Row], Sequence[Number | None]]  # the value and its evidence, in the order of EVIDENCE
T = TypeVar("T")
R = TypeVar("R")
NUMBERS = {int, float, Decimal, type(None)}  # as drivers give them; whatever else a cell holds is looked at alone
EVIDENCE = ("", "__n", "__numerator", "__denominator", "__first")  # what follows the metric's name in its columns


@dataclass(frozen=True, slots=True, eq=False)
class Seen(Mapping[Period, Observation]):
    """What was seen in each window: rows, of which an observation is made when it is looked at."""

    rows: Mapping[Period, Row]
    cells: Cells

    def __getitem__(self, period: Period) -> Observation:
        value, n, numerator, denominator = self.cells(self.rows[period])
        return Observation(period, value, int(n or 0), numerator, denominator)

    def get(self, period: Period, default: Any = None) -> Any:
        """What was seen in a window; asking for one that was not seen is as frequent, and no fault."""
        return self[period] if period in self.rows else default

    def __iter__(self) -> Iterator[Period]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def observe(question: Question, columns: Sequence[str], rows: Sequence[Row]) -> tuple[Series, ...]:
    """The series of a question, in the order in which their segments first appear.

    Columns: `window_start`, `window_end`, the group-bys in the order of the question, the metric m and its evidence
    `m__n`, `m__numerator`, `m__denominator`, `m__first`; the case of their names does not matter.
    """
    at = {name.lower(): i for i, name in enumerate(columns)}
    keys = [[row[i] for row in rows] for i in group_places(question, at["window_end"])]
    segments = _each(partial(segment_of, question), zip(*keys, strict=True) if keys else [()] * len(rows))
    ends = ([row[at[name]] for row in rows] for name in ("window_start", "window_end"))
    periods = _each(partial(_period, {p: p for p in question.periods}), zip(*ends, strict=True))
    by_segment: dict[Segment, dict[Period, Row]] = {segment: {} for segment in segments}
    for segment, period, row in zip(segments, periods, rows, strict=True):
        by_segment[segment][period] = row
    *evidence, of_first = (at.get(question.metric.lower() + ending) for ending in EVIDENCE)
    cells, firsts = _cells(evidence, rows), _firsts(segments, rows, of_first)
    return tuple(_series(question, segment, its, cells, firsts.get(segment)) for segment, its in by_segment.items())


def over(periods: Sequence[Period], columns: Sequence[str], rows: Sequence[Row]) -> Sequence[Row]:
    """The rows of some periods, where the columns say that there may be others."""
    at = {name.lower(): i for i, name in enumerate(columns)}
    ends = itemgetter(at["window_start"], at["window_end"])
    wanted = dict.fromkeys(periods, True)
    asked = _each(lambda both: wanted.get(Period(*map(_day, both)), False), map(ends, rows))
    return rows if all(asked) else [row for row, its in zip(rows, asked, strict=True) if its]


def _each(of: Callable[[T], R], values: Iterable[T]) -> list[R]:
    """What a function says of every value, worked out once for equal ones."""
    every = list(values)
    known = {value: of(value) for value in dict.fromkeys(every)}
    return list(map(known.__getitem__, every))


def group_places(question: Question, last_period_column: int) -> range:
    """Where the group-bys stand: after the period, under names that may say more than the question (`day__month`)."""
    return range(last_period_column + 1, last_period_column + 1 + len(question.by))


def empty_series(question: Question) -> Series:
    """The series of a question without rows: its segment is what the question was narrowed to."""
    return Series(question.metric, _scope(question), {}, None)


def segment_of(question: Question, values: Sequence[object]) -> Segment:
    """The segment of these values of the question's group-bys, as text."""
    return (*zip(question.by, map(_text, values), strict=True), *_scope(question))


def _scope(question: Question) -> Segment:
    return tuple((s.dimension, s.value) for s in question.where if s.dimension not in question.by)


def _series(
    question: Question, segment: Segment, rows: Mapping[Period, Row], cells: Cells, first: date | None
) -> Series:
    seen = Seen(rows, cells)
    if first is None:  # without a first row known, the data begins with the oldest window that has any
        first = min((o.period.start for o in seen.values() if o.n > 0 or o.value is not None), default=None)
    since = {p: row for p, row in rows.items() if first is None or p.end >= first}  # before it, there is no stock of 0
    return Series(question.metric, segment, Seen(since, cells), first)


def _firsts(segments: Iterable[Segment], rows: Iterable[Row], place: int | None) -> dict[Segment, date]:
    """The day of the first row of every segment that has one."""
    found: dict[Segment, date] = {}
    days = [] if place is None else [row[place] for row in rows]
    for segment, day in set(zip(segments, days, strict=False)):
        if day is not None:
            found[segment] = min(_day(day), found.get(segment, date.max))
    return found


def _period(asked: Mapping[Period, Period], ends: tuple[date | datetime, date | datetime]) -> Period:
    """The period of a row: the very one that was asked for, where that is the same."""
    found = Period(*map(_day, ends))
    return asked.get(found, found)


def _cells(places: Sequence[int | None], rows: Sequence[Row]) -> Cells:
    """How the numbers of a row are read: as they are, unless a driver gave something else anywhere."""
    known = [place for place in places if place is not None]
    kinds = {type(row[place]) for place in known for row in rows}
    if len(known) == len(places) and kinds <= NUMBERS:
        return itemgetter(*known)
    return partial(_checked, places)


def _checked(places: Sequence[int | None], row: Row) -> Sequence[Number | None]:
    return [None if place is None else as_number(row[place]) for place in places]


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def as_number(value: object) -> Number | None:
    """A number as it came; what is no number cannot be judged and counts as NaN."""
    if value is None or isinstance(value, (int, float, Decimal)):
        return value
    return nan


def _text(value: object) -> str | None:
    """A segment's value as text, as it is written in JSON."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (date, datetime)):
        return value.isoformat().removesuffix("T00:00:00")  # a day, month or year comes as its first moment
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
