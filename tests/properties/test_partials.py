"""Any query over any small warehouse: partials bring the rows that the rows bring, to the last digit."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import metricops as mo
from metricops.api import Project
from metricops.api.arguments import query_of
from metricops.build import choosing
from metricops.build.partials import How, keep
from metricops.partials.wanted import Wanted, wanted
from metricops.pipeline.keeping import ANY
from metricops.plan import Plan, Query, plan_each
from tests.properties.asking import SPINE_ROWS, create
from tests.properties.metrics import documents
from tests.properties.questions import queries
from tests.properties.tables import TABLES
from tests.properties.test_queries import world_of

EXAMPLES = int(os.environ.get("METRICOPS_EXAMPLES", "0"))
ROWS = settings(
    max_examples=EXAMPLES or 50,
    deadline=None,
    derandomize=not EXAMPLES,
    print_blob=bool(EXAMPLES),
    suppress_health_check=list(HealthCheck),
)
read: list[bool] = []  # of every answer, whether partials were read for it


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("drawn") / "shop"
    found.mkdir()
    (found / "metricops.yml").write_text("name: shop\nengine: {type: duckdb, path: shop.duckdb}\n")
    (found / "semantic").mkdir()
    return found


@pytest.fixture(scope="module", autouse=True)
def however_few() -> Iterator[None]:
    """Partials are kept however little they shrink a handful of rows."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(choosing, "SHRINK", 0)
        yield


@ROWS
@given(st.data())
def test_partials_bring_the_rows_that_the_rows_bring(folder: Path, data: st.DataObject) -> None:
    document = data.draw(documents())
    names = [m["name"] for m in document["models"] if m.get("semantic_model")]
    tables = {name: data.draw(TABLES[name]) for name in names}
    world = world_of(document, tables)
    query = data.draw(queries(world))
    query = {key: value for key, value in query.items() if key not in ("order_by", "limit")}
    fill(folder, document, tables)
    with mo.open(folder) as project:
        assert project.settings is not None
        keep(project.settings, needed(project, query), How(full=True, rounded=True), lambda *_: None)
        found = project.query(**query)
        project.close()
        project.partials = False
        expected = project.query(**query)
    read.append("metricops_partials" in found.sql)
    assert repr(found.rows) == repr(expected.rows), found.sql
    assert [(c.name, c.type) for c in found.columns] == [(c.name, c.type) for c in expected.columns]


def test_most_of_them_were_read_from_partials() -> None:

    assert sum(read) > len(read) / 3


def fill(folder: Path, document: dict[str, Any], tables: dict[str, Any]) -> None:
    """The project with these rows and no partials."""
    shutil.rmtree(folder / ".metricops", ignore_errors=True)
    (folder / "shop.duckdb").unlink(missing_ok=True)
    (folder / "semantic" / "shop.yml").write_text(json.dumps(document))  # JSON is YAML
    with duckdb.connect(str(folder / "shop.duckdb")) as connection:
        create(connection, "time_spine_day", SPINE_ROWS)
        for name, rows in tables.items():
            create(connection, name, rows)


def needed(project: Project, query: dict[str, Any]) -> tuple[Wanted, ...]:
    """What partials must hold for a query, whatever the days it asks for."""
    asked = query_of(**query)
    items = tuple(item for item in asked.group_by if "metric_time" not in item.text.text)
    plain = (
        Query(metrics=(metric,), group_by=items, where=asked.where, periods=ANY, evidence=True)
        for metric in asked.metrics
    )
    return wanted(found for found in plan_each(project.manifest, tuple(plain)) if isinstance(found, Plan))
