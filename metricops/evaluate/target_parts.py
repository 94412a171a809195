"""Parts of a metric that targets are set for: which question shows them all, and which segments only targets name."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from metricops.evaluate.targets import Targets, element, meets, overlaps
from metricops.evaluate.values import Question, Segment
from metricops.manifest import Target
from metricops.periods import Period


def finer(question: Question, targets: Iterable[Target]) -> tuple[Question, ...]:
    """The questions that show every part of the question's metric where its targets are set for parts only.

    A sum of the parts' targets may stand beside the whole only when every part with rows has one.
    """
    splits = {*_splits(question, (t for t in targets if meets(t, _scope(question))))} - {()}
    return tuple(replace(question, by=(*question.by, *split)) for split in sorted(splits))


def finer_between(question: Question, targets: Iterable[Target], first: date, last: date) -> tuple[Question, ...]:
    """The same as of each day from first to last, by the targets that were set by then."""
    about = [t for t in targets if t.metric == question.metric and t.set_on <= last]
    days = sorted({first, *(t.set_on for t in about if t.set_on > first)})
    found = (one for day in days for one in finer(question, (t for t in about if t.set_on <= day)))
    return tuple(dict.fromkeys(found))


def promised(question: Question, targets: Targets, window: Period) -> Iterator[Segment]:
    """The segments of a question that have a target over a window, set by its last day, each once, in their order."""
    every = targets.by_metric.get(question.metric, ())
    rows = (t for t in every if overlaps(t, window) and t.set_on <= window.end)
    about = (dict(t.segment) for t in rows if meets(t, _scope(question)))
    names = [(dimension, element(dimension)) for dimension in question.by]
    found = {tuple((by, row[name]) for by, name in names) for row in about if all(name in row for _, name in names)}
    scope = tuple((s.dimension, s.value) for s in question.where if s.dimension not in question.by)
    return ((*segment, *scope) for segment in sorted(found))


def _scope(question: Question) -> set[tuple[str, str]]:
    return {(element(s.dimension), s.value) for s in question.where}


def _splits(question: Question, targets: Iterable[Target]) -> Iterator[tuple[str, ...]]:
    """By what else the targets of the question's segments split them, for each the coarsest way; none of them for
    segments with targets of their own."""
    names = {*map(element, question.by), *(name for name, _ in _scope(question))}
    splits: dict[tuple[tuple[str, str], ...], set[tuple[str, ...]]] = {}
    for target in targets:
        own = tuple(pair for pair in target.segment if pair[0] in names)
        if len(own) == len(names):
            rest = tuple(name for name, _ in target.segment if name not in names)
            splits.setdefault(own, set()).add(rest)
    yield from (split for found in splits.values() if (split := min(found, key=lambda rest: (len(rest), rest))))
