"""Connects to the warehouse that a project's settings name."""

from pathlib import Path

from metricops.engines.duckdb import DuckDB
from metricops.engines.duckdb_file import Beside, Room, open_read_only
from metricops.engines.engine import OpenEngine
from metricops.engines.postgres import Postgres
from metricops.errors import EngineError, ProjectError
from metricops.project import DuckDBSettings, OtherSettings, PostgresSettings, Settings


def connect(settings: Settings, beside: Beside | None = None) -> OpenEngine:
    """An open engine; close it after use. `beside` is a second file that a DuckDB is to read with its own.

    Raises ProjectError when the settings have faults: a calendar or a path that is not as meant gives wrong numbers.
    Raises EngineError when the warehouse does not answer.
    """
    faults = tuple(fault for fault in settings.diagnostics if fault.severity == "error")
    if faults or settings.engine is None:
        raise ProjectError(faults)
    match settings.engine:
        case DuckDBSettings(path, schema) as found:
            name = shown(path, settings.root)
            return DuckDB(open_read_only(path, name, beside, room_of(found)), schema, name)
        case PostgresSettings() as found:
            return Postgres(found)
        case OtherSettings(name, _):
            hint = f"`metricops sql --dialect {name}` writes its SQL; duckdb and postgres are connected to"
            raise EngineError(f'queries cannot be run on "{name}"', hint=hint)


def room_of(settings: DuckDBSettings) -> Room:
    """How much memory the project's queries may take."""
    return Room(settings.memory_limit, settings.temp_directory)


def reads(engine: OpenEngine, beside: Beside) -> bool:
    """Whether an engine can read this second file with its own; one that was opened before it was there cannot."""
    return isinstance(engine, DuckDB) and engine.reads(beside)


def shown(path: Path, root: Path) -> str:
    """A path as messages name it: from the project's root when it stands inside."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
