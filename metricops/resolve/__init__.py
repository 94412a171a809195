"""Definitions become a manifest: everything linked and checked, with every fault at its place."""

from metricops.resolve.columns import check_columns
from metricops.resolve.lint import lint
from metricops.resolve.resolve import Resolved, resolve

__all__ = ["Resolved", "check_columns", "lint", "resolve"]
