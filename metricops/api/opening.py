"""Projects from a folder or from files, and engines over open connections. Reads the environment."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from metricops import project as projects
from metricops.api.project import Project
from metricops.errors import DefinitionsError
from metricops.pipeline import cache
from metricops.pipeline.loading import load, load_paths

if TYPE_CHECKING:
    import duckdb as duckdb_driver

    from metricops.engines import Engine


def open(path: str | Path = ".") -> Project:
    """The project at or above `path`; its faults stand in `diagnostics`. Raises ProjectError when there is none."""
    root = projects.find(Path(path))
    settings = projects.settings(root, os.environ)
    schema = settings.engine.schema if settings.engine else "main"
    return Project(root, settings, load(settings, cache.folder(os.environ)), schema or "main", settings.dialect)


def from_yaml(paths: Sequence[str | Path], *, engine: "Engine | None" = None, schema: str = "main") -> Project:
    """A project from files of every kind, without one on disk. Raises DefinitionsError with all faults."""
    loaded = load_paths([Path(p) for p in paths])
    faults = tuple(d for d in loaded.diagnostics if d.severity == "error")
    if faults:
        raise DefinitionsError(faults)
    return Project(Path.cwd(), None, loaded, schema, engine.dialect if engine else "duckdb", engine)


def duckdb(connection: "duckdb_driver.DuckDBPyConnection", schema: str | None = None) -> "Engine":
    """An engine over a connection that is open already; nothing of it is reconfigured."""
    from metricops.engines import over  # noqa: PLC0415

    return over(connection, schema)
