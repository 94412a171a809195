"""Writes the demo warehouse into a DuckDB file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from metricops.demo.table import Table
from metricops.demo.warehouse import generate

if TYPE_CHECKING:
    import duckdb

_SCHEMAS = ("CREATE SCHEMA crm", "CREATE SCHEMA bil", "CREATE SCHEMA cs", "CREATE SCHEMA fin")


def write(path: Path, progress: Callable[[str], None] | None = None) -> None:
    """Write every table to a new DuckDB file at `path`, in place of one that is there.

    The file appears when it is complete, so that an interrupted run leaves none behind. `progress` is told the name
    of each table before it is written. Raises OSError or duckdb.Error when the file cannot be written.
    """
    import duckdb  # noqa: PLC0415  a driver, imported where it is used

    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        unfinished = Path(folder) / path.name
        with duckdb.connect(str(unfinished)) as connection:
            _fill(connection, Path(folder), progress or (lambda _: None))
        os.replace(unfinished, path)


def _fill(connection: duckdb.DuckDBPyConnection, folder: Path, progress: Callable[[str], None]) -> None:
    progress("rows of the demo")
    tables = generate()
    for statement in _SCHEMAS:
        connection.execute(statement).fetchall()
    for (schema, name), table in tables.items():
        progress(f"{schema}.{name}")
        listing = _write_csv(folder / f"{name}.csv", table)
        rows = connection.read_csv(str(listing), columns=dict(table.columns), auto_detect=False, header=False)
        rows.create(f"{schema}.{name}")


def _write_csv(path: Path, table: Table) -> Path:
    """DuckDB's CSV reader is its fastest way in that needs no further library; an empty field is NULL."""
    columns = (_fields(values) for values in zip(*table.rows, strict=True))
    path.write_text("\n".join(map(",".join, zip(*columns, strict=True))) + "\n", encoding="utf-8", newline="")
    return path


def _fields(values: tuple[object, ...]) -> Iterator[str]:
    """The values of one column as fields. Most repeat, so each distinct one is written out once."""
    written = {value: _field(value) for value in set(values)}
    return map(written.__getitem__, values)


def _field(value: object) -> str:
    if value is None:
        return ""
    return '"' + value.replace('"', '""') + '"' if isinstance(value, str) else str(value)
