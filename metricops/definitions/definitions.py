"""Definitions: everything that the files of a project say, decoded but not yet linked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from metricops.definitions.checks import CheckEntry, TierMapEntry
from metricops.definitions.contracts import ContractEntry
from metricops.definitions.decisions import DecisionEntry, ExperimentEntry
from metricops.definitions.legacy import LegacySemanticModelEntry
from metricops.definitions.metrics import MetricEntry
from metricops.definitions.models import ModelEntry
from metricops.definitions.people import ForumEntry, PersonEntry, RightEntry, SilenceEntry
from metricops.definitions.saved_queries import SavedQueryEntry
from metricops.definitions.scenarios import ScenarioEntry
from metricops.definitions.sources import SourceEntry
from metricops.definitions.spines import SpineTableEntry
from metricops.definitions.targets import TargetEntry
from metricops.definitions.terms import TermEntry
from metricops.definitions.waivers import WaiverEntry
from metricops.diagnostics import Diagnostic
from metricops.manifest import Relation
from metricops.source import Fragment, Span

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Named(Generic[T]):
    """An entry whose name is its key: `win_rate: {…}`."""

    name: Fragment
    value: T


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry that could not be decoded; `kind` is its section (`metrics`, `models`, …), its fault is reported."""

    kind: str
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry that only dbt can render: what of dbt's artifacts would stand in for it, by kind and name in lower
    case, and what is left out and reported when there is none."""

    wanted: tuple[tuple[str, str], ...]
    left_out: tuple[LeftOut, ...]
    faults: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Definitions:
    """All entries of all files in the order read, the faults found, and the files' texts by shown name.

    `left_out` names the entries that had faults: what refers to them is not to blame. `unread` names files whose
    entries are not known at all, because they are not YAML. `built` says where dbt built models (by name) and finds
    sources (`source.table`), names in lower case, as far as its artifacts tell.
    """

    models: tuple[ModelEntry, ...] = ()
    semantic_models: tuple[LegacySemanticModelEntry, ...] = ()
    metrics: tuple[MetricEntry, ...] = ()
    saved_queries: tuple[SavedQueryEntry, ...] = ()
    spine_tables: tuple[SpineTableEntry, ...] = ()
    sources: tuple[SourceEntry, ...] = ()
    contracts: tuple[Named[ContractEntry], ...] = ()
    checks: tuple[CheckEntry, ...] = ()
    tiers: tuple[Named[TierMapEntry], ...] = ()
    definitions: tuple[TermEntry, ...] = ()
    decisions: tuple[DecisionEntry, ...] = ()
    experiments: tuple[ExperimentEntry, ...] = ()
    people: tuple[Named[PersonEntry], ...] = ()
    rights: tuple[Named[RightEntry], ...] = ()
    forums: tuple[Named[ForumEntry], ...] = ()
    silences: tuple[SilenceEntry, ...] = ()
    waivers: tuple[WaiverEntry, ...] = ()
    targets: tuple[TargetEntry, ...] = ()
    scenarios: tuple[ScenarioEntry, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    unread: tuple[str, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    built: Mapping[str, Relation] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
