"""What `import metricops` gives: projects to open, ask, check and evaluate."""

from metricops.api.opening import duckdb, from_yaml, open
from metricops.api.project import Project
from metricops.api.results import QueryResult

__all__ = ["Project", "QueryResult", "duckdb", "from_yaml", "open"]
