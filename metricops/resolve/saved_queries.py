"""Saved queries: everything they name exists."""

from collections.abc import Collection, Iterable, Iterator

from metricops.definitions import SavedQueryEntry
from metricops.diagnostics import did_you_mean
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
    grouped = tuple(_references(params.group_by, faults))
    for reference in grouped:
        vocabulary.check(reference, faults)
    vocabulary.check_filters(params.where, faults)
    columns = {*metrics, *(column for reference in grouped for column in _columns(reference))}
    for word in params.order_by if not faults.broken else ():
        _check_order(word, columns, faults)
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


def _columns(reference: Reference) -> tuple[str, ...]:
    """The names under which a group-by can be ordered by: with its grain or part, and without."""
    name = "__".join((*reference.entity_path, reference.name))
    part = reference.grain or (f"extract_{reference.date_part}" if reference.date_part else "")
    return (f"{name}__{part}", name) if part else (name, split_name(name).dunder)


def _check_order(word: Fragment, columns: Collection[str], faults: Faults) -> None:
    """Reports what cannot be ordered by, because the query does not show it."""
    name = word.text.strip().lower().removeprefix("-")
    if is_object(word.text):
        reference = faults.take(lambda w: parse_reference(w.text, w), word)
        if reference is None:
            return
        name = _columns(reference)[0]
    if name not in columns:
        hint = did_you_mean(name, columns) or "it is neither a metric nor a group-by of the query"
        faults.add("R003", f'"{word.text}" to order by is not part of the saved query', word.span, hint)
