"""MetricFlow itself as an oracle: the same questions over the same tables bring the same rows."""

import math
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

import metricops as mo
from metricops.demo import write
from tests.dbt.questions import DIFFERENT, NEITHER, REVOPS, SHOP, Known, Query
from tests.dbt.running import metricflow_sql, project_around, run_dbt
from tests.unit.demo.plain_build import ROOT, build

pytestmark = pytest.mark.dbt

GOLDEN = Path(__file__).parents[1] / "golden"
DEMO = ("models", "semantic", "dbt_project.yml", "profiles.yml")


@dataclass(frozen=True)
class Both:
    """One DuckDB file, and what both sides make of it."""

    connection: duckdb.DuckDBPyConnection
    project: mo.Project
    answers: dict[str, dict[str, str]]

    def theirs(self, query: Query) -> Counter[Any]:
        answer = self.answers[str(query)]
        assert "sql" in answer, answer["refused"]
        cursor = self.connection.cursor().execute(answer["sql"])
        return rows([column[0] for column in cursor.description or ()], cursor.fetchall())

    def ours(self, query: Query) -> Counter[Any]:
        found = self.project.query(**query)
        return rows([column.name for column in found.columns], list(found.rows))


def both(folder: Path, connection: duckdb.DuckDBPyConnection, paths: list[Path], queries: list[Query]) -> Both:
    """Asks MetricFlow everything at once, because starting it takes longest."""
    run_dbt(folder, "parse")
    answers = metricflow_sql(folder / "target", queries)
    project = mo.from_yaml(paths, engine=mo.duckdb(connection), schema="main")
    return Both(connection, project, {str(query): answer for query, answer in zip(queries, answers, strict=True)})


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """The golden cases' tables and definitions."""
    folder = tmp_path_factory.mktemp("metricflow") / "shop"
    folder.mkdir()
    with duckdb.connect(str(folder / "shop.duckdb")) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for statement in (GOLDEN / "warehouse.sql").read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                connection.execute(statement)
        names = [name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        project_around(GOLDEN / "models.yml", folder, "shop", names)
        different = [known.query for known in DIFFERENT]
        yield both(folder, connection, [GOLDEN / "models.yml"], [*SHOP, *NEITHER, *different])


@pytest.fixture(scope="module")
def revops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """The demo with its warehouse."""
    folder = tmp_path_factory.mktemp("metricflow") / "revops"
    folder.mkdir()
    for name in DEMO:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    write(folder / "warehouse" / "revops.duckdb")
    with duckdb.connect(str(folder / "warehouse" / "revops.duckdb")) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        build(connection)
        yield both(folder, connection, [folder / "models", folder / "semantic"], REVOPS)


@pytest.mark.parametrize("query", SHOP, ids=str)
def test_the_shop_has_the_same_rows(shop: Both, query: Query) -> None:
    assert shop.ours(query) == shop.theirs(query)


@pytest.mark.parametrize("query", REVOPS, ids=str)
def test_the_demo_has_the_same_rows(revops: Both, query: Query) -> None:
    found = revops.ours(query)
    assert found == revops.theirs(query)
    assert found, "a question without an answer shows nothing"


@pytest.mark.parametrize("known", DIFFERENT, ids=lambda known: str(known.query))
def test_known_differences_are_what_they_are(shop: Both, known: Known) -> None:
    assert shop.ours(known.query) == rows(known.columns, known.ours)
    if known.theirs is not None:
        assert shop.theirs(known.query) == rows(known.columns, known.theirs)
    elif "sql" in shop.answers[str(known.query)]:  # refused by the warehouse
        with pytest.raises(duckdb.ParserException):
            shop.theirs(known.query)


@pytest.mark.parametrize("query", NEITHER, ids=str)
def test_what_one_refuses_the_other_refuses(shop: Both, query: Query) -> None:
    with pytest.raises(mo.QueryError):
        shop.ours(query)
    assert "refused" in shop.answers[str(query)]


def rows(columns: list[str], found: list[tuple[Any, ...]]) -> Counter[Any]:
    """Rows as a multiset, whatever the order of their columns."""
    order = sorted(range(len(columns)), key=lambda at: columns[at])
    return Counter(tuple((columns[at], same(row[at])) for at in order) for row in found)


def same(value: Any) -> Any:
    """A date is its midnight, NaN is no value, and numbers agree to nine digits."""
    match value:
        case datetime():
            return value.isoformat()
        case date():
            return datetime(value.year, value.month, value.day).isoformat()
        case bool() | None | str():
            return value
        case int() | float() | Decimal():
            return None if math.isnan(value) else float(f"{value:.9g}")
    return value
