"""Contested words: a term, the versions that teams hold of it, and which of them serves which use."""

from typing import ClassVar

from metricops.definitions.contracts import CaveatEntry
from metricops.definitions.entry import Entry
from metricops.definitions.fields import Day, OneOrMany, Pairs, Text


class VersionEntry(Entry):
    """One team's meaning of the word; its key names the metric that computes it."""

    team: Text | None = None
    serves: Text | None = None
    report: str = ""
    description: str = ""


class UnresolvedEntry(Entry):
    """A use without a canonical version: who holds what, what it costs, who decides by when."""

    question: str
    positions: Pairs[Text] = ()
    cost: str = ""
    decides: Text | None = None
    by: Day | None = None


class TermEntry(Entry):
    """One item of `definitions:`; `canonical` maps a use to the version that serves it."""

    unused: ClassVar[frozenset[str]] = frozenset({"follow_ups"})

    term: Text
    description: str = ""
    versions: Pairs[VersionEntry] = ()
    canonical: Pairs[Text] = ()
    unresolved: OneOrMany[UnresolvedEntry] = ()
    caveats: OneOrMany[CaveatEntry] = ()
    owner: Text | None = None
    approver: Text | None = None
