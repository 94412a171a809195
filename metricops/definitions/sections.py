"""The top-level keys of a file: what stands under each, and which are dbt's own business."""

from dataclasses import dataclass
from typing import Literal

from metricops.definitions.checks import CheckEntry, TierMapEntry
from metricops.definitions.contracts import ContractEntry
from metricops.definitions.decisions import DecisionEntry, ExperimentEntry
from metricops.definitions.entry import Entry
from metricops.definitions.legacy import LegacySemanticModelEntry
from metricops.definitions.metrics import MetricEntry
from metricops.definitions.models import ModelEntry
from metricops.definitions.people import ForumEntry, PersonEntry, RightEntry, SilenceEntry
from metricops.definitions.saved_queries import SavedQueryEntry
from metricops.definitions.scenarios import ScenarioEntry
from metricops.definitions.sources import SourceEntry
from metricops.definitions.spines import ProjectConfiguration, SpineTableEntry
from metricops.definitions.targets import TargetEntry
from metricops.definitions.terms import TermEntry
from metricops.definitions.waivers import WaiverEntry

Shape = Literal["list", "mapping", "single"]


@dataclass(frozen=True, slots=True)
class Section:
    """One top-level key: the entry it holds, in a list, by name, or just one; `field` is where Definitions keep it."""

    key: str
    noun: str
    entry: type[Entry]
    shape: Shape
    field: str


ALL = (
    Section("models", "model", ModelEntry, "list", "models"),
    Section("semantic_models", "semantic model", LegacySemanticModelEntry, "list", "semantic_models"),
    Section("metrics", "metric", MetricEntry, "list", "metrics"),
    Section("saved_queries", "saved query", SavedQueryEntry, "list", "saved_queries"),
    Section("time_spine_table_configurations", "time spine", SpineTableEntry, "list", "spine_tables"),
    Section("project_configuration", "project configuration", ProjectConfiguration, "single", "spine_tables"),
    Section("sources", "source", SourceEntry, "list", "sources"),
    Section("contracts", "contract", ContractEntry, "mapping", "contracts"),
    Section("checks", "check", CheckEntry, "list", "checks"),
    Section("tiers", "tiers of", TierMapEntry, "mapping", "tiers"),
    Section("definitions", "definition", TermEntry, "list", "definitions"),
    Section("decisions", "decision", DecisionEntry, "list", "decisions"),
    Section("experiments", "experiment", ExperimentEntry, "list", "experiments"),
    Section("people", "person", PersonEntry, "mapping", "people"),
    Section("rights", "right", RightEntry, "mapping", "rights"),
    Section("forums", "forum", ForumEntry, "mapping", "forums"),
    Section("silences", "silence", SilenceEntry, "list", "silences"),
    Section("waivers", "waiver", WaiverEntry, "list", "waivers"),
    Section("targets", "target", TargetEntry, "list", "targets"),
    Section("scenarios", "scenario", ScenarioEntry, "list", "scenarios"),
)
SECTIONS = {section.key: section for section in ALL}
DBT_SECTIONS = frozenset(
    {
        "version", "config-version", "exposures", "macros", "seeds", "snapshots", "analyses", "tests", "data_tests",
        "unit_tests", "groups", "functions", "anchors", "vars", "packages", "selectors", "catalogs",
    }
)  # fmt: skip
PRIVATE = ("x-", ".", "_")
"""How people begin the keys under which they only keep YAML anchors."""
