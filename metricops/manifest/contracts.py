"""Contracts: who owns a metric, what it means, how far it may be trusted, and what follows a breach."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from metricops.manifest.confidence import Confidence, Required
from metricops.manifest.rules import Sentence, asks_for_a_target
from metricops.manifest.semantic import Relation
from metricops.periods import Window
from metricops.source import Fragment, Span


@dataclass(frozen=True, slots=True)
class Caveat:
    """Something a reader of the number must know."""

    text: str
    kind: Literal["quality", "gap", "bias", ""] = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """What to do after a breach: investigate, mitigate, reallocate or escalate."""

    kind: str
    do: str
    to: str = ""
    play: str = ""
    checkpoints: str = ""

    def __str__(self) -> str:
        """`investigate: Read the reasons`, `escalate to CRO: Call the customers`."""
        return f"{self.kind}{f' to {self.to}' if self.to else ''}: {self.do}"


@dataclass(frozen=True, slots=True)
class Roster:
    """The segments that must be there: a table's columns, one for each name in `by`, where a condition holds."""

    relation: Relation
    columns: tuple[Fragment, ...]
    span: Span
    where: Fragment | None = None

    def __str__(self) -> str:
        """`dim_segment.segment`, as people write it."""
        return f"{self.relation.name}.{', '.join(column.text for column in self.columns)}"


@dataclass(frozen=True, slots=True)
class Threshold:
    """One rule on a metric, per segment when `by` is given; `name` is what its history hangs on."""

    name: str
    red: Sentence
    span: Span
    yellow: Sentence | None = None
    by: tuple[str, ...] = ()
    tier: int = 2
    window: Window | None = None
    every: Window | None = None
    limits: tuple[tuple[str, Decimal], ...] = ()
    for_each: Roster | None = None
    worth: Fragment | None = None
    actions: tuple[Action, ...] = ()
    within: Window | None = None
    keep: int = 0
    clear: Sentence | None = None
    on_no_data: Literal["grey", "breach", "hold", "ignore"] = "grey"
    final_only: bool = False
    max_instances: int = 1000
    places: tuple[tuple[str, Span], ...] = ()  # of the segments in `by`, by name

    @property
    def against_target(self) -> bool:
        """Whether one of its sentences holds the metric against its target."""
        return any(asks_for_a_target(s.rule) for s in (self.red, self.yellow, self.clear) if s)


@dataclass(frozen=True, slots=True)
class Contract:
    """The fields of `config.meta.metricops` on a metric; empty means not written."""

    span: Span
    purpose: str = ""
    owner: str = ""
    steward: str = ""
    raci: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    good: Literal["up", "down"] = "up"
    indicator: Literal["leading", "lagging"] = "lagging"
    includes: str = ""
    excludes: tuple[str, ...] | None = None  # () says none; None is not written
    source_of_truth: str = ""
    refresh: str = ""
    final_after: str = ""
    grain: str = ""
    confidence: Confidence | None = None
    required: Required | None = None
    caveats: tuple[Caveat, ...] = ()
    segments: tuple[str, ...] = ()
    drivers: tuple[str, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    window: Window | None = None
    tolerance: Decimal = Decimal("0.05")
    paired_with: str = ""
    proxy_for: str = ""
    compensation: bool = False
    okr: str = ""
    status: str = ""
    approved_by: str = ""
    scope: str = ""
    operating: bool = False
    places: tuple[tuple[str, Span], ...] = ()

    def place(self, field: str) -> Span:
        """Where a field is written, or the contract itself."""
        return dict(self.places).get(field, self.span)
