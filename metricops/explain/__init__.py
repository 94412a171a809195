"""Likely causes: how much of a change each part of a formula and each segment accounts for."""

from metricops.explain.causes import explain
from metricops.explain.contributions import contributions
from metricops.explain.values import Cause, Contribution, Explanation, Part

__all__ = ["Cause", "Contribution", "Explanation", "Part", "contributions", "explain"]
