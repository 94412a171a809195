"""Data-quality checks: kinds, the rules they make, and the queries that count and list what breaks them."""

from metricops.checks.compiling import LeftOut, Shape
from metricops.checks.exceptions import WAIVER, exception_query
from metricops.checks.faults import faults
from metricops.checks.freshness import Deadline, deadline
from metricops.checks.implied import freshness_check, tier_map_checks
from metricops.checks.kind import Kind
from metricops.checks.kinds import ALL, KINDS
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.salesforce import PICKLIST, Exported, Fields, salesforce
from metricops.checks.samples import VERDICT, sample_query
from metricops.checks.scan import CheckQuery, CompiledChecks, Tally, compile_checks, narrowed
from metricops.checks.vetting import vetted
from metricops.checks.waivers import usable

SEVERITIES = {"critical": 1, "warning": 2, "info": 3}  # Great Expectations' word: our tier

__all__ = [
    "ALL",
    "KINDS",
    "PICKLIST",
    "SEVERITIES",
    "VERDICT",
    "WAIVER",
    "CheckQuery",
    "CompiledChecks",
    "Deadline",
    "Exported",
    "Fields",
    "Kind",
    "LeftOut",
    "Parameter",
    "ParameterType",
    "Shape",
    "Tally",
    "compile_checks",
    "deadline",
    "exception_query",
    "faults",
    "freshness_check",
    "narrowed",
    "salesforce",
    "sample_query",
    "tier_map_checks",
    "usable",
    "vetted",
]
