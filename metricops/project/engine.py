"""The warehouse of a project: `engine:` of metricops.yml, or a profile, or the DuckDB file every project has."""

import re
from pathlib import Path

from metricops.project.dbt_project import DbtProject
from metricops.project.fields import Fields
from metricops.project.profile import output
from metricops.project.reading import Reading
from metricops.project.settings import (
    ENGINE_TYPES,
    DuckDBSettings,
    EngineSettings,
    OtherSettings,
    PostgresSettings,
)

DUCKDB_KEYS = ("type", "path", "schema", "memory_limit", "temp_directory")
MEMORY = re.compile(r"\d+(\.\d+)? ?(KB|MB|GB|TB|KiB|MiB|GiB|TiB)", re.IGNORECASE)
POSTGRES_KEYS = ("type", "host", "port", "user", "password", "dbname", "schema", "sslmode")


def engine(own: Fields, dbt: DbtProject, reading: Reading, default: Path) -> EngineSettings | None:
    """The engine's settings; None, with the faults in `reading`, when they cannot be read."""
    known = len(reading.faults)
    if "engine" in own and "profile" in own:
        own.wrong("profile", "S007", '"engine" and "profile" both name the warehouse; one is needed')
        return None
    found = _written(own, dbt, reading, default)
    return found if len(reading.faults) == known else None


def _written(own: Fields, dbt: DbtProject, reading: Reading, default: Path) -> EngineSettings | None:
    if "engine" in own:
        return _engine(own.fields("engine"), strict=True)
    if "profile" in own:
        found = output(reading, own.text("profile"), own.span("profile"), own)
    elif dbt.place is not None:
        found = output(reading, dbt.profile, dbt.place, own)
    else:
        return DuckDBSettings(default)
    return _engine(found, strict=False) if found else None


def _engine(own: Fields, *, strict: bool) -> EngineSettings | None:
    """An engine from its fields; dbt's own outputs may hold keys that are not ours."""
    name = own.choice("type", {name: name for name in (*ENGINE_TYPES, "postgresql")}, "")
    match name:
        case "duckdb":
            return _duckdb(own, strict)
        case "postgres" | "postgresql":
            return _postgres(own, strict)
        case "":
            _require(own, "type")
            return None
    return OtherSettings(name, own.text("schema") or own.text("dataset"))


def _duckdb(own: Fields, strict: bool) -> DuckDBSettings | None:
    if strict:
        own.only(DUCKDB_KEYS)
    if not _require(own, "path"):
        return None
    if own.text("path") == ":memory:":
        own.wrong("path", "S012", "a DuckDB in memory ends with its process; the path of a file is needed")
    held = own if strict else own.fields("settings")  # where dbt has DuckDB's own settings
    folder = held.text("temp_directory")
    return DuckDBSettings(
        own.reading.path(own.text("path")),
        own.text("schema", "main"),
        _memory(held, strict),
        own.reading.path(folder) if folder else None,
    )


def _memory(own: Fields, strict: bool) -> str:
    """An amount of memory as DuckDB reads it; what dbt alone understands is left to dbt."""
    text = own.text("memory_limit")
    if text and not MEMORY.fullmatch(text):
        if strict:
            own.wrong("memory_limit", "S006", f'"memory_limit" needs an amount such as 2GB or 300MB, not "{text}"')
        return ""
    return text


def _postgres(own: Fields, strict: bool) -> PostgresSettings:
    if strict:
        own.only(POSTGRES_KEYS)
    name = "database" if "database" in own and "dbname" not in own else "dbname"
    _require(own, name)
    return PostgresSettings(
        host=own.text("host"),
        dbname=own.text(name),
        user=own.text("user"),
        password=own.text("password") or own.text("pass"),
        port=own.number("port", 5432, 1, 65535),
        schema=own.text("schema", "public"),
        sslmode=own.text("sslmode"),
    )


def _require(own: Fields, key: str) -> bool:
    if key in own:
        return True
    own.missing(key)
    return False
