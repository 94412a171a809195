"""Values of a packet: every text and number that its pages show, before any page is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from metricops.evaluate.values import Number
from metricops.explain.values import Explanation
from metricops.manifest import Action

NO_PROPOSAL = "no proposed decision yet"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a packet may know besides the run: a metric's history, oldest first, and why a finding came to be.

    Both may lack entries; explanations are by the finding's fingerprint.
    """

    history: Mapping[str, tuple[Number | None, ...]] = field(default_factory=dict)
    explanations: Mapping[str, Explanation] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kpi:
    """One row of the summary: the worst finding of an operating KPI, and how many segments stand where."""

    metric: str
    label: str
    owner: str
    status: str
    colour: str
    value: str
    threshold: str
    segments: str
    confidence: str
    history: tuple[Number | None, ...]
    place: str


@dataclass(frozen=True, slots=True)
class Topic:
    """One exception that gets a section: what changed, why it matters, likely causes, what to do."""

    title: str
    status: str
    colour: str
    changed: str
    matters: tuple[str, ...]
    causes: tuple[str, ...]
    actions: tuple[Action, ...]
    owner: str
    due: date | None
    history: tuple[Number | None, ...]
    place: str


@dataclass(frozen=True, slots=True)
class Packet:
    """The whole pre-read; `headline` is the one sentence that answers what changed."""

    title: str
    as_of: date
    run: str
    headline: str
    kpis: tuple[Kpi, ...]
    topics: tuple[Topic, ...]
    remaining: tuple[Topic, ...]
    issues: tuple[str, ...]
    wins: tuple[str, ...] = ()
