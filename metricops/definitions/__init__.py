"""Reads the files of a project into Definitions: every entry with its place, every fault as a diagnostic."""

from metricops.definitions.artifacts_merge import Warehouse
from metricops.definitions.checks import CheckEntry, TierMapEntry
from metricops.definitions.contracts import CaveatEntry, ConfidenceEntry, ContractEntry, RaciEntry
from metricops.definitions.conventions import with_conventional_spine
from metricops.definitions.decisions import DecisionEntry, ExperimentEntry
from metricops.definitions.definitions import Definitions, LeftOut, Named
from metricops.definitions.legacy import DimensionEntry, EntityEntry, LegacySemanticModelEntry, MeasureEntry
from metricops.definitions.load import read, read_texts
from metricops.definitions.metrics import (
    ConversionTypeParams,
    CumulativeTypeParams,
    MeasureInputEntry,
    MetricEntry,
    MetricInputEntry,
    NonAdditiveEntry,
    TypeParams,
)
from metricops.definitions.models import ColumnEntry, ModelEntry, ModelFactsEntry
from metricops.definitions.nodes import Argument, Arguments
from metricops.definitions.people import ForumEntry, PersonEntry, RightEntry, SilenceEntry
from metricops.definitions.saved_queries import QueryParams, SavedQueryEntry
from metricops.definitions.scenarios import ScenarioEntry
from metricops.definitions.schema import KINDS, json_schema
from metricops.definitions.sources import SourceEntry, SourceTableEntry
from metricops.definitions.spines import CustomGranularity, SpineTableEntry, TimeSpineEntry
from metricops.definitions.suites import read_suite
from metricops.definitions.targets import TargetEntry
from metricops.definitions.terms import TermEntry, UnresolvedEntry, VersionEntry
from metricops.definitions.thresholds import ActionEntry, ConditionEntry, ThresholdEntry
from metricops.definitions.waivers import WaiverEntry

__all__ = [
    "KINDS",
    "ActionEntry",
    "Argument",
    "Arguments",
    "CaveatEntry",
    "CheckEntry",
    "ColumnEntry",
    "ConditionEntry",
    "ConfidenceEntry",
    "ContractEntry",
    "ConversionTypeParams",
    "CumulativeTypeParams",
    "CustomGranularity",
    "DecisionEntry",
    "Definitions",
    "DimensionEntry",
    "EntityEntry",
    "ExperimentEntry",
    "ForumEntry",
    "LeftOut",
    "LegacySemanticModelEntry",
    "MeasureEntry",
    "MeasureInputEntry",
    "MetricEntry",
    "MetricInputEntry",
    "ModelEntry",
    "ModelFactsEntry",
    "Named",
    "NonAdditiveEntry",
    "PersonEntry",
    "QueryParams",
    "RaciEntry",
    "RightEntry",
    "SavedQueryEntry",
    "ScenarioEntry",
    "SilenceEntry",
    "SourceEntry",
    "SourceTableEntry",
    "SpineTableEntry",
    "TargetEntry",
    "TermEntry",
    "ThresholdEntry",
    "TierMapEntry",
    "TimeSpineEntry",
    "TypeParams",
    "UnresolvedEntry",
    "VersionEntry",
    "WaiverEntry",
    "Warehouse",
    "json_schema",
    "read",
    "read_suite",
    "read_texts",
    "with_conventional_spine",
]
