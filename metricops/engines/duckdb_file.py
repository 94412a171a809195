"""Opens a DuckDB file, or says in plain words why it cannot be opened."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from metricops.errors import EngineError

if TYPE_CHECKING:
    import duckdb

Config = dict[str, str | bool | int | float | list[str]]

CLOSED: Config = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
"""No extension is fetched over the network behind the user's back."""

QUERIES_ONLY: Config = CLOSED | {"enable_external_access": "false"}
SESSION = ("TimeZone = 'UTC'", "errors_as_json = true", "python_enable_replacements = false")
"""Days begin in UTC, faults can be taken apart, and a table's name never means a variable of Python."""

HOLDER = re.compile(r"held in (?:.*[/\\])?(?P<program>[^\s/\\]+) \(PID (?P<pid>\d+)\)")

# (words of DuckDB, what they mean, what helps)
FAULTS = (
    ("not a valid DuckDB database", "is not a DuckDB file", "`metricops build` makes one; name another path for it"),
    ("newer version of DuckDB", "was written by a newer DuckDB", "upgrade the duckdb package, or build the file again"),
    ("older version of DuckDB", "was written by an older DuckDB", "build the file again"),
    ("different configuration", "is already open in this process", "hand that connection over, or close it first"),
    ("Permission denied", "may not be {used} by this user", "check who owns the file and its folder"),
    ("Read-only file system", "stands on a read-only file system", ""),
    ("being used by another process", "is in use by another process", "wait for it to end"),
)


def open_read_only(path: Path, name: str) -> duckdb.DuckDBPyConnection:
    """A connection that can only read the file: no writing, no other files, no network, no change of settings.

    `name` is how messages call the file. Raises EngineError.
    """
    if not path.exists():
        raise EngineError(f'there is no DuckDB file at "{name}"', hint="`metricops build` makes it")
    connection = _connect(path, name, read_only=True, config=QUERIES_ONLY)
    if not _is_locked(connection):
        _prepare(connection)
        connection.execute("SET GLOBAL lock_configuration = true")
    return connection


def open_for_writing(path: Path, name: str) -> duckdb.DuckDBPyConnection:
    """A connection that may change the file, which is made when it is not there. Raises EngineError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise EngineError(f'the folder of "{name}" cannot be made: {fault.strerror}') from fault
    connection = _connect(path, name, read_only=False, config=CLOSED)
    _prepare(connection)
    return connection


def _is_locked(connection: duckdb.DuckDBPyConnection) -> bool:
    """Connections of one process to one file share their configuration: a second reader finds it locked."""
    return connection.execute("SELECT current_setting('lock_configuration')").fetchall() == [(True,)]


def _prepare(connection: duckdb.DuckDBPyConnection) -> None:
    for setting in SESSION:
        connection.execute(f"SET GLOBAL {setting}")


def _connect(path: Path, name: str, *, read_only: bool, config: Config) -> duckdb.DuckDBPyConnection:
    import duckdb  # noqa: PLC0415  a driver

    if path.is_dir():
        raise EngineError(f'"{name}" is a folder; the path of a DuckDB file is needed')
    try:
        return duckdb.connect(str(path), read_only=read_only, config=config)
    except duckdb.Error as fault:
        raise _said(str(fault), name, "read" if read_only else "written") from fault


def _said(text: str, name: str, used: str) -> EngineError:
    if "Conflicting lock" in text:
        holder = HOLDER.search(text)
        who = f"{holder['program']}, process {holder['pid']}" if holder else "another process"
        message = f'"{name}" is locked by {who}; a DuckDB file that is written to has room for one process'
        return EngineError(message, hint="wait for that process to end, or end it, and run this again")
    for words, meaning, hint in FAULTS:
        if words in text:
            return EngineError(f'"{name}" {meaning.format(used=used)}', hint=hint)
    return EngineError(f'"{name}" cannot be opened: {text.splitlines()[0]}')
