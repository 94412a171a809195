"""The golden cases on a real PostgreSQL: the same definitions and queries, the same rows as on DuckDB."""

import math
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

import metricops as mo
from metricops.engines import OpenEngine
from tests.engines.conftest import Open

GOLDEN = Path(__file__).parent.parent / "golden"
CASES = sorted(p.parent.name for p in GOLDEN.glob("*/query.yml"))
SCHEMA = "golden"
TYPES = {"VARCHAR": "TEXT", "DOUBLE": "DOUBLE PRECISION"}

pytestmark = pytest.mark.postgres


def made() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    for statement in (GOLDEN / "warehouse.sql").read_text().split(";\n"):
        if statement.strip():
            connection.execute(statement)
    return connection


def copied(connection: duckdb.DuckDBPyConnection, engine: OpenEngine) -> None:
    """Every table with its rows, written by a session of its own because the engine's may only read."""
    import psycopg
    from psycopg import sql

    settings = engine._settings  # type: ignore[attr-defined]
    where = {"host": settings.host, "port": settings.port, "user": settings.user, "password": settings.password}
    with psycopg.connect(**where, dbname=settings.dbname, autocommit=True) as other:
        other.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        other.execute(f"CREATE SCHEMA {SCHEMA}")
        for (table,) in connection.execute("SELECT table_name FROM information_schema.tables").fetchall():
            listed = connection.execute(f'DESCRIBE "{table}"').fetchall()
            columns = ", ".join(f'"{name}" {TYPES.get(kind, kind)}' for name, kind, *_ in listed)
            other.execute(f'CREATE TABLE {SCHEMA}."{table}" ({columns})')
            rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()
            names = sql.SQL(", ").join(sql.Placeholder() for _ in listed)
            insert = sql.SQL("INSERT INTO {}.{} VALUES ({})").format(
                sql.Identifier(SCHEMA), sql.Identifier(table), names
            )
            with other.cursor() as cursor:
                cursor.executemany(insert, rows)


@pytest.fixture(scope="module")
def projects(postgres: Open) -> Iterator[tuple[mo.Project, mo.Project]]:
    connection = made()
    with postgres(schema=SCHEMA) as engine:
        copied(connection, engine)
        files = [GOLDEN / "models.yml"]
        yield mo.from_yaml(files, engine=mo.duckdb(connection)), mo.from_yaml(files, engine=engine, schema=SCHEMA)
    connection.close()


@pytest.mark.parametrize("case", CASES)
def test_same_rows(projects: tuple[mo.Project, mo.Project], case: str) -> None:
    query = yaml.safe_load((GOLDEN / case / "query.yml").read_text())
    asked = {k: tuple(v) if k == "time_constraint" else v for k, v in query.items()}
    here, there = (project.query(**asked) for project in projects)
    assert [c.name for c in here.columns] == [c.name for c in there.columns]
    assert len(here.rows) == len(there.rows)
    for left, right in zip(here.rows, there.rows, strict=True):
        assert all(same(a, b) for a, b in zip(left, right, strict=True)), f"{left} on DuckDB, {right} on PostgreSQL"


def same(left: Any, right: Any) -> bool:
    left, right = plain(left), plain(right)
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-12)
    return bool(left == right)


def plain(value: Any) -> Any:
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return value
