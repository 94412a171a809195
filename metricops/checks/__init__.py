"""Data-quality checks: kinds, the rules they make, and the queries that count and list what breaks them."""

from metricops.checks.faults import faults
from metricops.checks.freshness import Deadline, deadline
from metricops.checks.kind import Kind
from metricops.checks.kinds import ALL, KINDS
from metricops.checks.parameter import Parameter, ParameterType

__all__ = ["ALL", "KINDS", "Deadline", "Kind", "Parameter", "ParameterType", "deadline", "faults"]
