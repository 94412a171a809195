"""Makes the tables that cases read: DuckDB files with the definitions of their metrics beside them."""

from collections.abc import Callable
from pathlib import Path

import duckdb

from benchmarks import facts, tpch
from benchmarks.cases import checks
from benchmarks.ground import THREADS

MAKERS: dict[str, Callable[[duckdb.DuckDBPyConnection, Path, int], str]] = {
    "facts": facts.create,
    "ordered": facts.create_ordered,
    "few": facts.create_few,
    "checked": checks.create,
    "tpch": tpch.create,
}
"""Every set of tables: a function that makes them from a number of rows and gives back their definitions."""


def make(folder: Path, name: str, rows: int) -> None:
    """The tables `name` as `name`.duckdb, their definitions as `name`.yml."""
    with duckdb.connect(str(folder / f"{name}.duckdb")) as connection:
        connection.execute(f"SET threads = {THREADS}")
        text = MAKERS[name](connection, folder, rows)
    (folder / f"{name}.yml").write_text(text, encoding="utf-8")
