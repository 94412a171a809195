"""The foundation: what joins, several facts, bridges, missing keys and empty tables do to numbers, by hand-made rows.

Every case of the *.yml beside this says what is `given`, what to `ask`, and the `rows` that a person works out on
paper, in the order of their keys with NULL last; or the word by which it is `refused`.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

import metricops as mo
from metricops.errors import EngineError, QueryError

HERE = Path(__file__).parent
FILES = sorted(set(HERE.glob("*.yml")) - {HERE / "models.yml", HERE / "tables.yml"})
TABLES: Mapping[str, Mapping[str, str]] = yaml.safe_load((HERE / "tables.yml").read_text())
CASES = [pytest.param(case, id=f"{file.stem}: {case['it']}") for file in FILES for case in yaml.safe_load(file.open())]


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    opened = duckdb.connect()
    opened.execute(
        "CREATE TABLE dim_date AS SELECT CAST(range AS DATE) AS day FROM range(DATE '2023-12-01', "
        "DATE '2025-02-01', INTERVAL 1 DAY)"
    )
    for table, columns in TABLES.items():
        opened.execute(f"CREATE TABLE {table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
    yield opened
    opened.close()


@pytest.mark.parametrize("case", CASES)
def test_rows(connection: duckdb.DuckDBPyConnection, case: Mapping[str, Any]) -> None:
    for table, columns in TABLES.items():
        connection.execute(f"DELETE FROM {table}")
        for row in case["given"].get(table, ()):
            connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})", row)
    project = mo.from_yaml([HERE / "models.yml"], engine=mo.duckdb(connection))
    if "refused" in case:
        with pytest.raises((QueryError, EngineError), match=case["refused"]):
            project.query(**case["ask"])
        return
    assert [[plain(value) for value in row] for row in project.query(**case["ask"]).rows] == case["rows"]


def plain(value: object) -> object:
    """A value as the cases write it."""
    if isinstance(value, datetime):
        return value.date() if value.time() == datetime.min.time() else value
    return float(value) if isinstance(value, Decimal) else value


def test_there_are_enough_cases_and_each_says_what_it_shows() -> None:
    names = [case.values[0]["it"] for case in CASES]  # type: ignore[index]
    assert len(names) == len(set(names)) >= 40
