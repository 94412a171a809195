"""Asking metricops and comparing rows with the oracle's."""

import datetime as dt
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from tests.properties.tables import COLUMNS, TYPES, Rows

FIRST = dt.datetime(2023, 11, 1)


def spine_row(n: int) -> dict[str, Any]:
    """The n-th day of the spine: fiscal months of four weeks, fiscal years of thirteen of them."""
    period = FIRST + dt.timedelta(weeks=4 * (n // 28))
    return {"ds": FIRST + dt.timedelta(days=n), "fiscal": period, "fiscal_no": 2024 + n // (28 * 13)}


SPINE_ROWS: Rows = [spine_row(n) for n in range(500)]


@contextmanager
def project_over(document: Mapping[str, Any], tables: Mapping[str, Rows], folder: Path) -> Iterator[Any]:
    """A metricops project over a DuckDB database in memory that holds these rows and a spine of days."""
    import metricops as mo

    file = folder / "project.yml"
    file.write_text(json.dumps(document))  # JSON is YAML
    with duckdb.connect() as connection:
        create(connection, "time_spine_day", SPINE_ROWS)
        for name, rows in tables.items():
            create(connection, name, rows)
        yield mo.from_yaml([file], engine=mo.duckdb(connection), schema="main")


def create(connection: duckdb.DuckDBPyConnection, name: str, rows: Rows) -> None:
    """A table with the rows, typed as the shop's columns are."""
    names = COLUMNS[name]
    columns = ", ".join(f'"{n}" {TYPES.get(n, "VARCHAR")}' for n in names)
    connection.execute(f'CREATE TABLE "{name}" ({columns})')
    if rows:
        marks = ", ".join(["(" + ", ".join("?" * len(names)) + ")"] * len(rows))
        connection.execute(f'INSERT INTO "{name}" VALUES {marks}', [row[n] for row in rows for n in names])


def plain(value: Any) -> Any:
    """A value of the one kind that rows are compared in: dates are their midnights, decimals floats."""
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    return float(value) if isinstance(value, Decimal) else value


def difference(expected: Sequence[Sequence[Any]], found: Sequence[Sequence[Any]], in_order: bool) -> str | None:
    """None when the rows are the same, else the first that is not; order counts only when asked."""
    left, right = ([tuple(plain(v) for v in row) for row in rows] for rows in (expected, found))
    if not in_order:
        left, right = sorted(left, key=sortable), sorted(right, key=sortable)
    if len(left) != len(right):
        return f"{len(right)} rows instead of {len(left)}: expected {left}, found {right}"
    unequal = [(a, b) for a, b in zip(left, right, strict=True) if not all(map(same, a, b))]
    return f"expected {unequal[0][0]}, found {unequal[0][1]}" if unequal else None


def sortable(row: Sequence[Any]) -> list[tuple[int, str]]:
    """An order in which rows that differ by rounding stand side by side."""
    return [(value is not None, f"{value:.6g}" if isinstance(value, float | int) else str(value)) for value in row]


def same(a: Any, b: Any) -> bool:
    if (
        isinstance(a, float | int)
        and isinstance(b, float | int)
        and not isinstance(a, bool)
        and not isinstance(b, bool)
    ):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)
    return type(a) is type(b) and bool(a == b)
