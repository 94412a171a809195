"""Stage 11: rows of a query become series, one for every segment."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from math import nan
from typing import Any

from metricops.evaluate.values import Number, Observation, Question, Segment, Series
from metricops.periods import Period

Row = Mapping[str, Any]


def observe(question: Question, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> tuple[Series, ...]:
    """The series of a question, in the order in which their segments first appear.

    Columns: `window_start`, `window_end`, the group-bys as in the question, the metric m and its evidence `m__n`,
    `m__numerator`, `m__denominator`, `m__first`; the case of their names does not matter.
    """
    names = [name.lower() for name in columns]
    by_segment: dict[Segment, list[Row]] = {}
    for values in rows:
        row = dict(zip(names, values, strict=True))
        by_segment.setdefault(segment_of(question, row), []).append(row)
    return tuple(_series(question, segment, its_rows) for segment, its_rows in by_segment.items())


def empty_series(question: Question) -> Series:
    """The series of a question without rows: its segment is what the question was narrowed to."""
    return Series(question.metric, _scope(question), {}, None)


def segment_of(question: Question, row: Row) -> Segment:
    """Which segment a row speaks of, its values as text."""
    return (*((name, _text(row[name.lower()])) for name in question.by), *_scope(question))


def _scope(question: Question) -> Segment:
    return tuple((s.dimension, s.value) for s in question.where if s.dimension not in question.by)


def _series(question: Question, segment: Segment, rows: Sequence[Row]) -> Series:
    metric = question.metric.lower()
    seen = [_observation(metric, row) for row in rows]
    firsts = [_day(row[f"{metric}__first"]) for row in rows if row.get(f"{metric}__first") is not None]
    if not firsts:  # without a first row known, the data begins with the oldest window that has any
        firsts = [o.period.start for o in seen if o.n > 0 or o.value is not None]
    first = min(firsts, default=None)
    since = (o for o in seen if first is None or o.period.end >= first)  # what is not there yet is no stock of 0
    return Series(question.metric, segment, {o.period: o for o in since}, first)


def _observation(metric: str, row: Row) -> Observation:
    return Observation(
        Period(_day(row["window_start"]), _day(row["window_end"])),
        as_number(row[metric]),
        int(row.get(f"{metric}__n") or 0),
        as_number(row.get(f"{metric}__numerator")),
        as_number(row.get(f"{metric}__denominator")),
    )


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
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
