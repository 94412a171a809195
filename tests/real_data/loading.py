"""A copy of a project of this folder with its data loaded as it is, built, and opened."""

import shutil
from pathlib import Path

import duckdb
import pytest

import metricops as mo
from tests.shared_material import shared

HERE = Path(__file__).parent


def built_project(name: str, folder: Path) -> mo.Project:
    """The project `name` with one raw table per CSV file of the shared data of that name, its models built."""
    data = shared("data", name)
    root = folder / name
    shutil.copytree(HERE / name, root)
    (root / "warehouse").mkdir()
    with duckdb.connect(str(root / "warehouse" / f"{name}.duckdb")) as connection:
        connection.execute("CREATE SCHEMA raw")
        for file in sorted(data.glob("*.csv")):
            connection.execute(f"CREATE TABLE raw.{file.stem} AS FROM read_csv('{file}')")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("METRICOPS_CACHE", "")  # leave the home of whoever runs the tests alone
        mo.open(root).build()
        project = mo.open(root)
    assert not [d for d in project.diagnostics if d.severity == "error"]
    return project
