"""Rosters at work: every key has an instance, and a segment that is no key is told and not judged."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from metricops.evaluate.observe import segment_of
from metricops.evaluate.values import Question, Segment, Series
from metricops.manifest import Scope
from metricops.periods import Period


@dataclass(frozen=True, slots=True)
class Listed:
    """The segments that a threshold's roster lists, each once; `failed` says why it could not be read."""

    segments: tuple[Segment, ...] = ()
    failed: str = ""


Rosters = Mapping[tuple[str, str], Listed]  # by the names of a metric and of one of its thresholds


def listed(question: Question, rows: Iterable[Sequence[Any]]) -> Listed:
    """The segments of a roster's rows, in order; NULL is a key as any other, and a scope leaves others out."""
    segments = {segment_of(question, row) for row in rows}
    inside = (s for s in segments if all(_meets(s, scope) for scope in question.where))
    return Listed(tuple(sorted(inside, key=_order)))


def expected(series: Sequence[Series], roster: Listed, metric: str, judged: Period) -> Iterator[Series]:
    """A series for every key of the roster, empty for one without rows; a segment that begins later is not missing."""
    found = {one.segment: one for one in series}
    for segment in roster.segments:
        one = found.get(segment) or Series(metric, segment, {}, None)
        if one.first is None or one.first <= judged.end:
            yield one


def strangers(series: Sequence[Series], roster: Listed, judged: Period) -> Iterator[Series]:
    """The segments with rows in the judged window that the roster does not list."""
    known = set(roster.segments)
    for one in series:
        seen = one.observations.get(judged)
        if one.segment not in known and seen is not None and seen.n > 0:
            yield one


def _meets(segment: Segment, scope: Scope) -> bool:
    return dict(segment).get(scope.dimension) == scope.value


def _order(segment: Segment) -> list[tuple[bool, str]]:
    return [(value is None, value or "") for _, value in segment]
