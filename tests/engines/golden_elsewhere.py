"""The golden cases for warehouses that only `make dialects` installs: tables, queries and rows to compare."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb
import yaml

import metricops as mo
from tests.engines.test_golden_on_postgres import CASES, GOLDEN, made

__all__ = ["CASES", "Table", "asked", "disagree", "project", "tables"]

NUMBERS = (int, float, Decimal)


@dataclass(frozen=True)
class Table:
    """A table of the golden warehouse: its columns with DuckDB's types, and its rows."""

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Any, ...], ...]

    def nullable(self, column: int) -> bool:
        """Whether any row lacks a value there."""
        return any(row[column] is None for row in self.rows)


def tables() -> Iterator[Table]:
    """Every table of the golden warehouse."""
    connection = made()
    for (name,) in connection.execute("SELECT table_name FROM information_schema.tables").fetchall():
        listed = connection.execute(f'DESCRIBE "{name}"').fetchall()
        rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()
        yield Table(name, tuple((column, kind) for column, kind, *_ in listed), tuple(rows))


def project() -> mo.Project:
    """The golden definitions over DuckDB."""
    connection: duckdb.DuckDBPyConnection = made()
    return mo.from_yaml([GOLDEN / "models.yml"], engine=mo.duckdb(connection), schema="main")


def asked(case: str) -> dict[str, Any]:
    """A case's query as the Python API takes it."""
    query = yaml.safe_load((GOLDEN / case / "query.yml").read_text())
    return {key: tuple(value) if key == "time_constraint" else value for key, value in query.items()}


def disagree(left: Iterable[Any], right: Iterable[Any]) -> list[tuple[Any, Any]]:
    """The rows that differ, one beside the other, in whatever order they came."""
    pairs = zip(sorted(map(_plain, left), key=str), sorted(map(_plain, right), key=str), strict=True)
    return [(a, b) for a, b in pairs if a != b]


def _plain(row: Iterable[Any]) -> tuple[Any, ...]:
    """Numbers to five digits behind the point, and times as the texts of their days."""
    return tuple(round(float(v), 5) if isinstance(v, NUMBERS) else v if v is None else f"{v}"[:10] for v in row)
