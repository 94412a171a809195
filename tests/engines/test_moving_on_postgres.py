"""Drawn questions over moving windows on a real PostgreSQL: frames over a grid say what ranges of days say."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from math import isclose
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.engines.conftest import Open
from tests.properties.moving import Asked, Fact, asked, forms, spines, tables

if TYPE_CHECKING:
    import psycopg

pytestmark = pytest.mark.postgres
NUMBERS = (float, Decimal)


@pytest.fixture(scope="module")
def connection(postgres: Open) -> Iterator["psycopg.Connection"]:
    import psycopg

    with postgres(schema="main") as engine:
        server = engine._settings  # type: ignore[attr-defined]
    where = {"host": server.host, "port": server.port, "user": server.user, "password": server.password}
    with psycopg.connect(**where, dbname=server.dbname, autocommit=True) as opened:
        opened.execute("CREATE SCHEMA main")
        opened.execute("CREATE TABLE main.facts (happened_on DATE, segment TEXT, kind TEXT, amount INTEGER)")
        opened.execute("CREATE TABLE main.days (day DATE)")
        yield opened


def alike(one: object, other: object) -> bool:
    """Equal, averages up to the order in which they were added up."""
    if isinstance(one, NUMBERS) and isinstance(other, NUMBERS):
        return isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    return one == other


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables, spines, asked)
def test_frames_say_what_ranges_say_on_postgres(
    connection: "psycopg.Connection", rows: list[Fact], spine: list[date], question: Asked
) -> None:
    connection.execute("TRUNCATE main.facts, main.days")
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO main.facts VALUES (%s, %s, %s, %s)", rows)
        cursor.executemany("INSERT INTO main.days VALUES (%s)", [(day,) for day in spine])
    by_ranges, *by_frames = (answered(connection, sql) for sql in forms(question, "postgres"))
    for found in by_frames:
        assert len(found) == len(by_ranges)
        for one, other in zip(found, by_ranges, strict=True):
            assert all(map(alike, one, other))


def answered(connection: "psycopg.Connection", sql: str) -> list[tuple[Any, ...]]:
    """The rows, without order."""
    return sorted(connection.execute(sql).fetchall(), key=str)  # type: ignore[call-overload]
