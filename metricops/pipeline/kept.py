"""The partials that a project's queries may read: kept of its own DuckDB file, and still what its rows would say."""

from metricops.partials import Partials, read
from metricops.project import DuckDBSettings, Settings


def fresh(settings: Settings | None) -> Partials | None:
    """The project's partials when nothing has changed underneath; None when there are none to rely on."""
    if settings is None or not isinstance(settings.engine, DuckDBSettings):
        return None
    found = read(settings.root, settings.engine.path)
    return found if found is not None and found.kept and found.fresh else None
