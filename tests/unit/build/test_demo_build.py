"""The demo, built here and by plain SQL that knows nothing of metricops: the same rows."""

from pathlib import Path

import duckdb
import pytest

from metricops.build import build as build_models
from metricops.demo import write
from metricops.engines import connect
from metricops.manifest import Relation
from metricops.project import settings
from tests.unit.demo.plain_build import ROOT, build, build_order

PROJECT = ("metricops.yml", "dbt_project.yml", "profiles.yml", "models", "semantic")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    for name in PROJECT:
        (folder / name).symlink_to(ROOT / name)
    build_models(settings(folder, {}), raw=write)
    return folder


def test_every_model_has_the_rows_that_plain_sql_gives(root: Path) -> None:
    ours = root / "warehouse" / "revops.duckdb"
    with duckdb.connect(str(ours)) as connection:
        connection.execute("CREATE SCHEMA plain; SET schema = 'plain'")
        build(connection)
        for model in build_order():
            one, other = f"FROM main.{model}", f"FROM plain.{model}"
            assert (
                connection.execute(f"DESCRIBE {one}").fetchall() == connection.execute(f"DESCRIBE {other}").fetchall()
            )
            different = f"({one} EXCEPT ALL {other}) UNION ALL ({other} EXCEPT ALL {one})"
            assert connection.execute(f"SELECT count(*) FROM ({different})").fetchall() == [(0,)], model
            assert connection.execute(f"SELECT count(*) > 0 {one}").fetchall() == [(True,)], model
        connection.execute("DROP SCHEMA plain CASCADE")


def test_what_was_built_can_be_asked(root: Path) -> None:
    with connect(settings(root, {})) as engine:
        assert all(engine.columns(Relation(model)) for model in build_order())
