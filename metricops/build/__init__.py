"""Builds models in a DuckDB file without dbt: ref, source, var and config are read, nothing else is run."""

from metricops.build.build import BuildError, BuildReport, build
from metricops.build.execution import Built

__all__ = ["BuildError", "BuildReport", "Built", "build"]
