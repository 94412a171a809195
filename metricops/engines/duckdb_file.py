"""Opens a DuckDB file, or says in plain words why it cannot be opened."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from metricops.errors import EngineError

if TYPE_CHECKING:
    import duckdb

Config = dict[str, str | bool | int | float | list[str]]

CLOSED: Config = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
"""No extension is fetched over the network behind the user's back."""

QUERIES_ONLY = ("enable_external_access = false", "lock_configuration = true")
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


@dataclass(frozen=True, slots=True)
class Beside:
    """A second DuckDB file, and the plain name under which a connection knows it."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Room:
    """How much memory queries may take, such as 2GB, and the folder for what does not fit; DuckDB's own without."""

    memory: str = ""
    folder: Path | None = None


def open_read_only(
    path: Path, name: str, beside: Beside | None = None, room: Room | None = None
) -> duckdb.DuckDBPyConnection:
    """A connection that can only read the file: no writing, no other files, no network, no change of settings.

    `name` is how messages call the file, `beside` another one that can be read with it; whether it was there to be
    attached is told by `attached`; `room` is how much memory queries may take. Raises EngineError.
    """
    if not path.exists():
        raise EngineError(f'there is no DuckDB file at "{name}"', hint="`metricops build` makes it")
    connection = connected(path, name, read_only=True, config=CLOSED)
    if not _is_locked(connection):
        prepared(connection, room)
        if beside is not None:
            _attach(connection, beside)
        for setting in QUERIES_ONLY:
            connection.execute(f"SET GLOBAL {setting}")
    return connection


def attached(connection: duckdb.DuckDBPyConnection, beside: Beside) -> bool:
    """Whether this very file can be read beside the connection's own."""
    found = connection.execute("SELECT path FROM duckdb_databases() WHERE database_name = ?", [beside.name]).fetchall()
    return any(path is not None and Path(path) == beside.path for (path,) in found)


def _attach(connection: duckdb.DuckDBPyConnection, beside: Beside) -> None:
    """A file that is gone or torn is left out: everything in it can be had from the first."""
    import duckdb  # noqa: PLC0415  a driver

    with contextlib.suppress(duckdb.Error):
        connection.execute(f"ATTACH {literal(beside.path)} AS {beside.name} (READ_ONLY)")


def literal(path: Path) -> str:
    """A path as SQL writes it."""
    return "'" + str(path).replace("'", "''") + "'"


def open_for_writing(path: Path, name: str, room: Room | None = None) -> duckdb.DuckDBPyConnection:
    """A connection that may change the file, which is made when it is not there. Raises EngineError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise EngineError(f'the folder of "{name}" cannot be made: {fault.strerror}') from fault
    connection = connected(path, name, read_only=False, config=CLOSED)
    prepared(connection, room)
    return connection


def _is_locked(connection: duckdb.DuckDBPyConnection) -> bool:
    """Connections of one process to one file share their configuration: a second reader finds it locked."""
    return connection.execute("SELECT current_setting('lock_configuration')").fetchall() == [(True,)]


def prepared(connection: duckdb.DuckDBPyConnection, room: Room | None) -> None:
    """Gives a connection its session and its room."""
    for setting in SESSION:
        connection.execute(f"SET GLOBAL {setting}")
    if room is not None and room.memory:
        connection.execute(f"SET GLOBAL memory_limit = '{room.memory}'")
    if room is not None and room.folder is not None:
        connection.execute(f"SET GLOBAL temp_directory = {literal(room.folder)}")


def connected(path: Path, name: str, *, read_only: bool, config: Config) -> duckdb.DuckDBPyConnection:
    """An open file. Raises EngineError."""
    import duckdb  # noqa: PLC0415  a driver

    if path.is_dir():
        raise EngineError(f'"{name}" is a folder; the path of a DuckDB file is needed')
    try:
        return duckdb.connect(str(path), read_only=read_only, config=config)
    except duckdb.Error as fault:
        raise explained(str(fault), name, "read" if read_only else "written") from fault


def explained(text: str, name: str, used: str) -> EngineError:
    """What DuckDB says of a file that cannot be opened, in plain words."""
    if "Conflicting lock" in text:
        holder = HOLDER.search(text)
        who = f"{holder['program']}, process {holder['pid']}" if holder else "another process"
        message = f'"{name}" is locked by {who}; a DuckDB file that is written to has room for one process'
        return EngineError(message, hint="wait for that process to end, or end it, and run this again")
    for words, meaning, hint in FAULTS:
        if words in text:
            return EngineError(f'"{name}" {meaning.format(used=used)}', hint=hint)
    return EngineError(f'"{name}" cannot be opened: {text.splitlines()[0]}')
