"""Every case, by family: one file each, listed here."""

from benchmarks.case import Case
from benchmarks.cases import (
    as_of,
    backtests,
    checks,
    commands,
    competitors,
    compiling,
    distinct,
    evaluating,
    judging,
    memory,
    metricflow,
    partials,
    percentiles,
    plain,
    series,
    tpch,
)

FAMILIES: tuple[tuple[str, tuple[Case, ...]], ...] = (
    ("Series", series.FAMILY),
    ("As of a date", (*as_of.FAMILY, *evaluating.FAMILY)),
    ("Distinct counts", distinct.FAMILY),
    ("Medians", percentiles.FAMILY),
    ("Plain questions", plain.FAMILY),
    ("Partials", partials.FAMILY),
    ("TPC-H at scale factor 1", tpch.FAMILY),
    ("Memory", memory.FAMILY),
    ("How it is done elsewhere", (*competitors.FAMILY, *metricflow.FAMILY)),
    ("Compiling", compiling.FAMILY),
    ("Commands", commands.FAMILY),
    ("Beside the warehouse", (*judging.FAMILY, *backtests.FAMILY)),
    ("Checks", checks.FAMILY),
)
CASES = {case.name: case for _, family in FAMILIES for case in family}
"""Every case by its name."""
