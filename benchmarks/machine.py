"""What a measurement was made on, in words that say nothing about whose machine it is."""

import os
import platform
from importlib import metadata

LIBRARIES = ("metricops", "duckdb", "sqlglot", "sqlglotc", "pydantic")


def notes() -> str:
    """Cores, memory, operating system and versions, in one line."""
    versions = ", ".join(f"{name} {version}" for name in LIBRARIES if (version := _version(name)))
    system = f"{platform.system()} {platform.machine()}"
    return f"{_cores()} cores, {_memory()}{system}, Python {platform.python_version()}, {versions}"


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _memory() -> str:
    if "SC_PHYS_PAGES" not in os.sysconf_names:
        return ""
    return f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GB of memory, "


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
