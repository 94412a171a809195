"""The golden cases on ClickHouse itself, embedded: the same rows as on DuckDB, whether columns may be NULL or not."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

import metricops as mo
from tests.engines.golden_elsewhere import CASES, Table, asked, disagree, project, tables

chdb = pytest.importorskip("chdb.session", reason="without chdb (the dialects extra)")
TYPES = {"VARCHAR": "String", "TIMESTAMP": "DateTime64(6)", "DATE": "Date32", "INTEGER": "Int32", "BOOLEAN": "Bool"}

pytestmark = pytest.mark.dialects


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    opened = chdb.Session()
    for database, nullable in (("main", False), ("nullable", True)):
        opened.query(f"CREATE DATABASE {database}")
        for table in tables():
            _copied(opened, database, table, nullable)
    yield opened
    opened.close()


def _copied(session: Any, database: str, table: Table, nullable: bool) -> None:
    """A column may be NULL where it must; `nullable` lets all of them be."""
    written = []
    for i, (name, kind) in enumerate(table.columns):
        own = TYPES.get(kind, kind)
        written.append(f'"{name}" {f"Nullable({own})" if nullable or table.nullable(i) else own}')
    session.query(f"CREATE TABLE {database}.{table.name} ({', '.join(written)}) ENGINE = Memory")
    rows = ", ".join("(" + ", ".join("NULL" if v is None else f"'{v}'" for v in row) + ")" for row in table.rows)
    session.query(f"INSERT INTO {database}.{table.name} VALUES {rows}")


@pytest.fixture(scope="module")
def here() -> mo.Project:
    return project()


@pytest.mark.parametrize("nullable", [False, True])
@pytest.mark.parametrize("case", CASES)
def test_same_rows(session: Any, here: mo.Project, case: str, nullable: bool) -> None:
    sql = here.sql(dialect="clickhouse", **asked(case))
    found = session.query(sql.replace("main.", "nullable.") if nullable else sql, "JSONCompact")
    assert not disagree(here.query(**asked(case)).rows, json.loads(found.bytes())["data"])
