"""Contested words, people and forums as the manifest holds them."""

from collections.abc import Iterable

from metricops.definitions import ForumEntry, Named, PersonEntry, TermEntry, UnresolvedEntry
from metricops.manifest import Definition, Forum, Person, Unresolved, Version
from metricops.resolve.faults import Faults
from metricops.resolve.names import unique
from metricops.source import Fragment


def definitions(entries: Iterable[TermEntry], faults: Faults) -> dict[str, Definition]:
    """Contested words by term."""
    return {name: _definition(e) for name, e in unique("term", entries, lambda e: e.term, faults).items()}


def people(entries: Iterable[Named[PersonEntry]], faults: Faults) -> dict[str, Person]:
    """People by the role they hold, as it is written."""
    found = unique("role", entries, lambda e: e.name, faults).values()
    return {e.name.text: Person(e.name.text, e.value.name, e.value.email) for e in found}


def forums(entries: Iterable[Named[ForumEntry]], faults: Faults) -> tuple[Forum, ...]:
    """Forums in the order written."""
    return tuple(_forum(e) for e in unique("forum", entries, lambda e: e.name, faults).values())


def _forum(entry: Named[ForumEntry]) -> Forum:
    kpis, facilitator = entry.value.kpis, entry.value.facilitator
    places = tuple((_name(word), word.span) for word in kpis)
    return Forum(entry.name.text, tuple(map(_name, kpis)), facilitator.text if facilitator else "", places)


def _definition(entry: TermEntry) -> Definition:
    versions = tuple(
        Version(_name(word), _text(v.team), _text(v.serves), v.report, word.span) for word, v in entry.versions
    )
    named = [word for _, word in entry.canonical] + [word for u in entry.unresolved for _, word in u.positions]
    return Definition(
        term=entry.term.text,
        versions=versions,
        canonical=tuple((use.text, _name(word)) for use, word in entry.canonical),
        unresolved=tuple(map(_unresolved, entry.unresolved)),
        owner=_text(entry.owner),
        span=entry.term.span,
        places=tuple((_name(word), word.span) for word in named),
    )


def _unresolved(entry: UnresolvedEntry) -> Unresolved:
    positions = tuple((team.text, _name(word)) for team, word in entry.positions)
    return Unresolved(entry.question, positions, entry.cost, _text(entry.decides), entry.by)


def _name(word: Fragment) -> str:
    return word.text.strip().lower()


def _text(word: Fragment | None) -> str:
    return word.text.strip() if word else ""
