"""Saved queries: everything they name exists."""

from collections.abc import Iterable, Iterator

from metricops.definitions import SavedQueryEntry
from metricops.expressions import Reference, ReferenceKind, is_object, parse_reference, split_name
from metricops.manifest import SavedQuery
from metricops.resolve.faults import Absent, Faults
from metricops.resolve.names import named, unique
from metricops.resolve.vocabulary import METRIC_TIME, Vocabulary
from metricops.source import Fragment


def saved_queries(
    entries: Iterable[SavedQueryEntry], vocabulary: Vocabulary, faults: Faults, absent: Absent
) -> dict[str, SavedQuery]:
    """The saved queries that can be asked, by name."""
    found = {}
    for name, entry in unique("saved query", entries, lambda e: e.name, faults).items():
        own = Faults()
        found[name] = _linked(entry, vocabulary, own)
        faults.merge(own)
        if own.broken:
            absent.add(name)
            del found[name]
    return found


def _linked(entry: SavedQueryEntry, vocabulary: Vocabulary, faults: Faults) -> SavedQuery:
    params, name = entry.query_params, named("saved query", entry.name, faults)
    metrics = tuple(word.text.strip().lower() for word in params.metrics)
    for metric, word in zip(metrics, params.metrics, strict=True):
        vocabulary.metric(metric, word.span, faults)
    for reference in _references(params.group_by, faults):
        vocabulary.check(reference, faults)
    vocabulary.check_filters(params.where, faults)
    for word in params.order_by:
        _check_order(word, metrics, vocabulary, faults)
    if not metrics and not params.group_by:
        faults.add("R005", f'saved query "{entry.name.text}" needs metrics or a group_by', entry.name.span)
    return SavedQuery(name, metrics, params.group_by, params.where, params.order_by, params.limit, entry.name.span)


def _references(words: Iterable[Fragment], faults: Faults) -> Iterator[Reference]:
    for word in words:
        reference = _reference(word, faults)
        if reference:
            yield reference


def _reference(word: Fragment, faults: Faults) -> Reference | None:
    """A builder call, or a plain name as queries take it."""
    if is_object(word.text):
        return faults.take(lambda w: parse_reference(w.text, w), word)
    name = word.text.strip().lower()
    parts = split_name(name)
    plain = ReferenceKind.DIMENSION if parts.links or parts.element == METRIC_TIME else ReferenceKind.ENTITY
    return Reference(plain, name, word.span)


def _check_order(word: Fragment, metrics: tuple[str, ...], vocabulary: Vocabulary, faults: Faults) -> None:
    name = word.text.strip().lower().removeprefix("-")
    if name not in metrics:
        reference = faults.take(lambda w: parse_reference(w.text, w), word) if is_object(word.text) else None
        if reference:
            vocabulary.check(reference, faults)
