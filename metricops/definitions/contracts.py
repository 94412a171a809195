"""Contracts: who owns a metric, what it means, how far it may be trusted and when it is out of line."""

from typing import Annotated, ClassVar, Literal

from metricops.definitions.entry import Entry
from metricops.definitions.fields import Day, Lower, NoneOrMany, OneOrMany, Share, Text
from metricops.definitions.thresholds import ThresholdEntry
from metricops.manifest import ConfidenceLevel, Required


class ConfidenceEntry(Entry):
    """How far a number may be trusted; a bare word is the level."""

    short: ClassVar[str] = "level"

    level: Annotated[ConfidenceLevel, Lower]
    note: str = ""


class CaveatEntry(Entry):
    """Something a reader of the number must know; a bare text is enough."""

    short: ClassVar[str] = "text"

    text: str
    kind: Annotated[Literal["quality", "gap", "bias"], Lower] | None = None
    since: Day | None = None
    until: Day | None = None


class RaciEntry(Entry):
    """Who is responsible, accountable, consulted and informed; roles, not people."""

    responsible: OneOrMany[Text] = ()
    accountable: OneOrMany[Text] = ()
    consulted: OneOrMany[Text] = ()
    informed: OneOrMany[Text] = ()


class ContractEntry(Entry):
    """`config.meta.metricops` of a metric, or its twin in the side file `contracts:`."""

    separable: ClassVar[frozenset[str]] = frozenset({"thresholds"})

    purpose: str = ""
    owner: Text | None = None
    steward: Text | None = None
    approver: Text | None = None
    raci: RaciEntry | None = None
    unit: Text | None = None
    good: Annotated[Literal["up", "down"], Lower] | None = None
    indicator: Annotated[Literal["leading", "lagging"], Lower] | None = None
    includes: str = ""
    excludes: NoneOrMany[Text] | None = None  # () says none; None is not written
    source_of_truth: str = ""
    refresh: Text | None = None
    final_after: Text | None = None
    grain: str = ""
    confidence: ConfidenceEntry | None = None
    required: Annotated[Required, Lower] | None = None
    caveats: OneOrMany[CaveatEntry] = ()
    segments: OneOrMany[Text] = ()
    drivers: OneOrMany[Text] = ()
    thresholds: OneOrMany[ThresholdEntry] = ()
    window: Text | None = None
    tolerance: Share | None = None
    targets: Text | None = None
    cadence: Text | None = None
    paired_with: Text | None = None
    proxy_for: Text | None = None
    compensation: bool | None = None
    okr: Text | None = None
    status: Annotated[Literal["active", "watching", "retired"], Lower] | None = None
    approved_by: OneOrMany[Text] = ()
    scope: Annotated[Literal["team", "company"], Lower] | None = None
    operating: bool | None = None
