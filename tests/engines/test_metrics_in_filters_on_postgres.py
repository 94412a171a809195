"""Drawn filters by a metric on a real PostgreSQL: rows pass as the oracle says."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from tests.engines.conftest import Open
from tests.oracle.answer import answer
from tests.oracle.definitions import Refused
from tests.properties.asking import SPINE_ROWS, difference, project_over
from tests.properties.tables import COLUMNS, TYPES, Rows
from tests.properties.test_metrics_in_filters import asked

if TYPE_CHECKING:
    import psycopg

pytestmark = pytest.mark.postgres
KINDS = {"DOUBLE": "DOUBLE PRECISION", "VARCHAR": "TEXT"}


@pytest.fixture(scope="module")
def connection(postgres: Open) -> Iterator["psycopg.Connection"]:
    import psycopg

    with postgres(schema="filtered") as engine:
        server = engine._settings  # type: ignore[attr-defined]
    where = {"host": server.host, "port": server.port, "user": server.user, "password": server.password}
    with psycopg.connect(**where, dbname=server.dbname, autocommit=True) as opened:
        opened.execute("CREATE SCHEMA filtered")
        for table, columns in COLUMNS.items():
            kinds = [TYPES.get(name, "VARCHAR") for name in columns]
            typed = ", ".join(f'"{name}" {KINDS.get(k, k)}' for name, k in zip(columns, kinds, strict=True))
            opened.execute(f'CREATE TABLE filtered."{table}" ({typed})')  # type: ignore[arg-type]
        fill(opened, {"time_spine_day": SPINE_ROWS})
        yield opened


def fill(connection: "psycopg.Connection", tables: Mapping[str, Rows]) -> None:
    """These rows in the place of those that the tables held."""
    with connection.cursor() as cursor:
        for table, rows in tables.items():
            names = COLUMNS[table]
            cursor.execute(f'TRUNCATE filtered."{table}"')  # type: ignore[arg-type]
            marks = ", ".join(["%s"] * len(names))
            cursor.executemany(
                f'INSERT INTO filtered."{table}" VALUES ({marks})',  # type: ignore[arg-type]
                [[row[name] for name in names] for row in rows],
            )


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(asked())
def test_rows_pass_a_filter_by_a_metric_on_postgres(
    connection: "psycopg.Connection", tmp_path: Path, drawn: Any
) -> None:
    document, tables, world, query = drawn
    try:
        expected = answer(world, query)
    except Refused:
        assume(False)
    with project_over(document, tables, tmp_path) as project:
        sql = project.sql(**query, dialect="postgres").replace("main.", "filtered.")
    fill(connection, tables)
    found = connection.execute(sql).fetchall()
    assert difference(expected.rows, found, bool(query.get("order_by"))) is None, sql
