"""The golden cases on Spark itself, one local session for all of them: the same rows as on DuckDB."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

import metricops as mo
from tests.engines.golden_elsewhere import CASES, asked, disagree, project, tables

spark_sql = pytest.importorskip("pyspark.sql", reason="without pyspark (the dialects extra)")
TYPES = {"VARCHAR": "STRING", "INTEGER": "INT"}
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "1",
}

pytestmark = [
    pytest.mark.dialects,
    pytest.mark.skipif(shutil.which("java") is None, reason="without Java, which Spark needs"),
]


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    building = spark_sql.SparkSession.builder.master("local[1]")
    for name, value in SETTINGS.items():
        building = building.config(name, value)
    session = building.getOrCreate()
    for table in tables():
        rows = ", ".join(
            "(" + ", ".join(_value(v, kind) for v, (_, kind) in zip(row, table.columns, strict=True)) + ")"
            for row in table.rows
        )
        names = ", ".join(f"`{name}`" for name, _ in table.columns)
        session.sql(f"CREATE TEMPORARY VIEW {table.name} AS SELECT * FROM VALUES {rows} AS t({names})")
    yield session
    session.stop()


def _value(value: object, kind: str) -> str:
    return "NULL" if value is None else f"CAST('{value}' AS {TYPES.get(kind, kind)})"


@pytest.fixture(scope="module")
def here() -> mo.Project:
    return project()


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("dialect", ["spark", "databricks"])
def test_same_rows(session: Any, here: mo.Project, case: str, dialect: str) -> None:
    sql = here.sql(dialect=dialect, **asked(case)).replace("main.", "")  # temporary views have no schema
    assert not disagree(here.query(**asked(case)).rows, session.sql(sql).collect())
