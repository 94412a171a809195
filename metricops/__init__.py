"""Metric definitions beside dbt models become SQL, numbers, breaches, causes and decisions with a proof."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from metricops.api import Project, QueryResult, duckdb, from_yaml, open
    from metricops.errors import DefinitionsError, EngineError, MetricopsError, ProjectError, QueryError

__version__ = "0.1.0"
__all__ = [
    "DefinitionsError",
    "EngineError",
    "MetricopsError",
    "Project",
    "ProjectError",
    "QueryError",
    "QueryResult",
    "duckdb",
    "from_yaml",
    "open",
]


def __getattr__(name: str) -> Any:
    """The public names, imported when first used, so that `metricops --help` needs none of what they need."""
    if name not in __all__:
        raise AttributeError(f"module 'metricops' has no attribute {name!r}")
    from metricops import api, errors  # noqa: PLC0415

    return getattr(api, name, None) or getattr(errors, name)
