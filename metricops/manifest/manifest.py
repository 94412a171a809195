"""The manifest: every resolved definition, looked up by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from metricops.manifest.checks import Check, SourceTable, TierMap
from metricops.manifest.metrics import Metric
from metricops.manifest.semantic import SemanticModel, TimeSpine
from metricops.manifest.silences import Silence
from metricops.manifest.targets import Target
from metricops.manifest.terms import Definition, Forum, Person, SavedQuery
from metricops.manifest.waivers import Waiver
from metricops.periods import Calendar


@dataclass(frozen=True, slots=True)
class Manifest:
    """All definitions that resolved; what did not is named in `left_out` with nothing of it used."""

    models: Mapping[str, SemanticModel] = field(default_factory=dict)
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    spines: tuple[TimeSpine, ...] = ()
    saved_queries: Mapping[str, SavedQuery] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    tier_maps: tuple[TierMap, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    targets: tuple[Target, ...] = ()
    sources: Mapping[str, SourceTable] = field(default_factory=dict)
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    forums: tuple[Forum, ...] = ()
    silences: tuple[Silence, ...] = ()
    calendar: Calendar = Calendar()
    left_out: frozenset[str] = frozenset()

    @property
    def operating(self) -> tuple[Metric, ...]:
        """The operating KPIs: metrics whose contract has thresholds."""
        return tuple(m for m in self.metrics.values() if m.contract and m.contract.thresholds)
