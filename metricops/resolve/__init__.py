"""Definitions become a manifest: everything linked and checked, with every fault at its place."""

from metricops.resolve.resolve import Resolved, resolve

__all__ = ["Resolved", "resolve"]
