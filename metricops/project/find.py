"""Finds a project's root: the nearest folder upwards with a metricops.yml or a dbt_project.yml."""

from pathlib import Path

from metricops.diagnostics import error
from metricops.errors import ProjectError

OWN, DBT = "metricops.yml", "dbt_project.yml"


def find(start: Path) -> Path:
    """The root of the project that `start` stands in, absolute. Raises ProjectError when there is none."""
    here = start.resolve()
    if not here.exists():
        raise ProjectError((error("S001", f'folder "{start}" does not exist'),))
    for folder in (here, *here.parents):
        if (folder / OWN).is_file() or (folder / DBT).is_file():
            return folder
    message = f'no {OWN} or {DBT} in "{here}" or above it'
    raise ProjectError((error("S001", message, None, "`metricops init` writes a small project"),))
