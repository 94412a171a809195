"""Contested words, the people behind roles, forums and saved queries."""

from dataclasses import dataclass
from datetime import date

from metricops.source import Fragment, Span


@dataclass(frozen=True, slots=True)
class Version:
    """One team's meaning of a contested word; `metric` computes it."""

    metric: str
    team: str
    serves: str
    report: str
    span: Span


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A use without a canonical version: who holds what, what it costs, who decides by when."""

    question: str
    positions: tuple[tuple[str, str], ...]
    cost: str
    decides: str
    by: date | None


@dataclass(frozen=True, slots=True)
class Definition:
    """A contested word with its versions; `canonical` maps a use to the version that serves it."""

    term: str
    versions: tuple[Version, ...]
    canonical: tuple[tuple[str, str], ...]
    unresolved: tuple[Unresolved, ...]
    owner: str
    span: Span
    places: tuple[tuple[str, Span], ...] = ()  # of the versions named in `canonical` and in positions, by name


@dataclass(frozen=True, slots=True)
class Person:
    """Who holds a role now."""

    role: str
    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Forum:
    """A meeting and the KPIs it looks at."""

    name: str
    kpis: tuple[str, ...]
    facilitator: str = ""
    places: tuple[tuple[str, Span], ...] = ()  # of the KPIs, by name


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query with a name; its parts are still text, as written."""

    name: str
    metrics: tuple[str, ...]
    group_by: tuple[Fragment, ...]
    where: tuple[Fragment, ...]
    order_by: tuple[Fragment, ...]
    limit: int | None
    span: Span
