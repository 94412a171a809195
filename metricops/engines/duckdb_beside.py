"""Reads a DuckDB file beside another that is written, in an instance of DuckDB that the process keeps for next time.

To start and end an instance takes DuckDB about 35 ms, as long as it takes to add up half a million rows. Between uses
nothing is attached to it: it holds no file, no lock and no rows.
"""

from __future__ import annotations

import atexit
import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from metricops.engines.duckdb_file import CLOSED, Beside, Room, connected, explained, literal, prepared
from metricops.errors import EngineError

if TYPE_CHECKING:
    import duckdb

CATALOG = "SELECT database_name FROM duckdb_databases() WHERE NOT internal AND database_name NOT IN ('memory', ?)"

_idle: dict[tuple[int, Room], list[duckdb.DuckDBPyConnection]] = {}
"""By process, as threads do not survive a fork, and by how much memory they may take."""


@contextlib.contextmanager
def open_beside(path: Path, name: str, fresh: Beside, room: Room) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that reads the file, whose tables are found first, and may change another that is made beside it.

    While it is open nobody can write to the file. Raises EngineError.
    """
    if not path.exists():
        raise EngineError(f'there is no DuckDB file at "{name}"', hint="`metricops build` makes it")
    idle = _idle.setdefault((os.getpid(), room), [])
    connection = idle.pop() if idle else _started(name, room)
    try:
        catalog = _attach(connection, path, name, fresh)
        yield connection
        for statement in ("USE memory", f"DETACH {fresh.name}", f"DETACH {catalog}"):
            connection.execute(statement)
    except BaseException:
        connection.close()  # whatever is unfinished in it is not for the next
        raise
    idle.append(connection)


@atexit.register
def _end() -> None:
    """Ends what is idle in this process, while there is still an interpreter for the driver to end in."""
    for key in [key for key in _idle if key[0] == os.getpid()]:
        for connection in _idle.pop(key):
            connection.close()


def _started(name: str, room: Room) -> duckdb.DuckDBPyConnection:
    connection = connected(Path(":memory:"), name, read_only=False, config=CLOSED)
    prepared(connection, room)
    return connection


def _attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str, fresh: Beside) -> str:
    """Attaches both files; the name that the first goes by, as SQL writes it."""
    import duckdb  # noqa: PLC0415  a driver

    try:
        connection.execute(f"ATTACH {literal(path)} (READ_ONLY)")
        ((found,),) = connection.execute(CATALOG, [fresh.name]).fetchall()
        catalog = '"' + str(found).replace('"', '""') + '"'
        connection.execute(f"ATTACH {literal(fresh.path)} AS {fresh.name}")
        connection.execute(f"USE {catalog}")
    except duckdb.Error as fault:
        raise explained(str(fault), name, "read") from fault
    return catalog
