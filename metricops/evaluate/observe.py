"""Stage 11: rows of a query become series, one for every segment."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from math import nan
from typing import Any

from metricops.evaluate.values import Number, Observation, Question, Segment, Series
from metricops.periods import Period

Row = Sequence[Any]
EVIDENCE = ("", "__n", "__numerator", "__denominator", "__first")  # what follows the metric's name in its columns


def observe(question: Question, columns: Sequence[str], rows: Sequence[Row]) -> tuple[Series, ...]:
    """The series of a question, in the order in which their segments first appear.

    Columns: `window_start`, `window_end`, the group-bys in the order of the question, the metric m and its evidence
    `m__n`, `m__numerator`, `m__denominator`, `m__first`; the case of their names does not matter.
    """
    at = {name.lower(): i for i, name in enumerate(columns)}
    keys = group_places(question, at["window_end"])
    known: dict[tuple[Any, ...], list[Row]] = {}
    by_segment: dict[Segment, list[Row]] = {}
    for row in rows:
        values = tuple([row[i] for i in keys])
        if values not in known:
            known[values] = by_segment.setdefault(segment_of(question, values), [])
        known[values].append(row)
    period = cache(_period)
    return tuple(_series(question, segment, its_rows, at, period) for segment, its_rows in by_segment.items())


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
    question: Question,
    segment: Segment,
    rows: Sequence[Row],
    at: Mapping[str, int],
    period: Callable[[date, date], Period],
) -> Series:
    start, end = at["window_start"], at["window_end"]
    value, n, numerator, denominator, of_first = (at.get(question.metric.lower() + ending) for ending in EVIDENCE)
    seen = [
        Observation(
            period(row[start], row[end]),
            as_number(_cell(row, value)),
            int(_cell(row, n) or 0),
            as_number(_cell(row, numerator)),
            as_number(_cell(row, denominator)),
        )
        for row in rows
    ]
    firsts = [_day(day) for day in {_cell(row, of_first) for row in rows} if day is not None]
    if not firsts:  # without a first row known, the data begins with the oldest window that has any
        firsts = [o.period.start for o in seen if o.n > 0 or o.value is not None]
    first = min(firsts, default=None)
    since = (o for o in seen if first is None or o.period.end >= first)  # what is not there yet is no stock of 0
    return Series(question.metric, segment, {o.period: o for o in since}, first)


def _cell(row: Row, place: int | None) -> Any:
    return None if place is None else row[place]


def _period(start: date | datetime, end: date | datetime) -> Period:
    return Period(_day(start), _day(end))


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
