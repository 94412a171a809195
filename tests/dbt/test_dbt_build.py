"""Real dbt parses and builds the demo's models, and gets row for row what the plain SQL gives."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from metricops.demo import write
from tests.dbt.running import dbt_executable, run_dbt
from tests.unit.demo.plain_build import ROOT, build, build_order

pytestmark = pytest.mark.dbt
PROJECT = ("models", "semantic", "dbt_project.yml", "profiles.yml")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo project in a folder of its own, with its warehouse generated."""
    dbt_executable()  # before the warehouse is made
    folder = tmp_path_factory.mktemp("dbt_project")
    for name in PROJECT:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    write(folder / "warehouse" / "revops.duckdb")
    run_dbt(folder, "build")
    return folder


@pytest.fixture(scope="module")
def both(project: Path, tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """A connection whose `main` is built by plain SQL and whose attached `by_dbt` was built by dbt."""
    copy = tmp_path_factory.mktemp("plain") / "plain.duckdb"
    shutil.copy(project / "warehouse" / "revops.duckdb", copy)
    connection = duckdb.connect(str(copy))
    for name in build_order():
        connection.execute(f"DROP TABLE {name}").fetchall()
    build(connection)
    connection.execute(f"ATTACH '{project / 'warehouse' / 'revops.duckdb'}' AS by_dbt (READ_ONLY)").fetchall()
    return connection


@pytest.mark.parametrize("model", build_order())
def test_every_mart_is_the_same_row_for_row(both: duckdb.DuckDBPyConnection, model: str) -> None:
    ours, theirs = f"FROM main.{model}", f"FROM by_dbt.main.{model}"
    assert both.execute(f"DESCRIBE {ours}").fetchall() == both.execute(f"DESCRIBE {theirs}").fetchall()
    different = f"({ours} EXCEPT ALL {theirs}) UNION ALL ({theirs} EXCEPT ALL {ours})"
    assert both.execute(f"SELECT count(*) FROM ({different})").fetchall() == [(0,)]
    assert both.execute(f"SELECT count(*) > 0 {ours}").fetchall() == [(True,)]


def test_dbt_knows_every_semantic_model_and_metric(project: Path) -> None:
    manifest = json.loads((project / "target" / "semantic_manifest.json").read_text(encoding="utf-8"))
    models = {model["name"] for model in manifest["semantic_models"]}
    assert models == {name for name in build_order() if name != "dim_date"}
    metrics = {metric["name"] for metric in manifest["metrics"]}
    assert {"pipeline_coverage", "win_rate", "sales_cycle_days", "renewal_risk_dollars"} <= metrics
    spines = manifest["project_configuration"]["time_spines"]
    assert [spine["node_relation"]["alias"] for spine in spines] == ["dim_date"]


def test_contracts_reach_dbts_manifest(project: Path) -> None:
    manifest = json.loads((project / "target" / "manifest.json").read_text(encoding="utf-8"))
    win_rate = manifest["metrics"]["metric.revops.win_rate"]
    assert win_rate["config"]["meta"]["metricops"]["owner"] == "Head of Sales"
