"""The demo warehouse, written once a session, with its models built beside the raw tables."""

from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pytest

from metricops.demo import Table, generate, write, writing
from tests.unit.demo.plain_build import build

Ask = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def tables() -> dict[tuple[str, str], Table]:
    return generate()


@pytest.fixture(scope="session")
def warehouse(
    tables: dict[tuple[str, str], Table], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    path = tmp_path_factory.mktemp("demo") / "revops.duckdb"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "generate", lambda: tables)
        write(path)
    with duckdb.connect(str(path)) as connection:
        build(connection)
        yield connection


@pytest.fixture(scope="session")
def ask(warehouse: duckdb.DuckDBPyConnection) -> Ask:
    """Rows of a plain SQL query over the warehouse."""
    return lambda sql: warehouse.cursor().execute(sql).fetchall()
