"""Runs dbt, and the Python it is installed in, for the tests that need them."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

OFFLINE = {"DO_NOT_TRACK": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "NO_COLOR": "1"}
PROFILE = "{name}:\n  target: dev\n  outputs:\n    dev: {{type: duckdb, path: {name}.duckdb, schema: main}}\n"
PROJECT = """
name: {name}
version: "1.0"
profile: {name}
flags: {{require_nested_cumulative_type_params: false}}  # dbt 1.12 refuses its own latest spelling of windows
"""
Query = dict[str, Any]


def dbt_executable() -> Path:
    """dbt as METRICOPS_DBT names it, else the one installed beside this Python; without either the test is skipped."""
    named = os.environ.get("METRICOPS_DBT")
    path = Path(named) if named else Path(sys.executable).with_name("dbt")
    if not path.exists():
        pytest.skip("without dbt: install the extra `dbt`, or name the executable in METRICOPS_DBT")
    return path


def run_dbt(folder: Path, *command: str) -> None:
    """Run one dbt command offline; a failure shows what dbt said."""
    arguments = [str(dbt_executable()), *command, "--project-dir", str(folder), "--profiles-dir", str(folder)]
    done = subprocess.run(
        arguments, cwd=folder, env={**os.environ, **OFFLINE}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4_000:] + done.stderr[-2_000:]


def project_around(models: Path, folder: Path, name: str, tables: Sequence[str]) -> None:
    """A dbt project with these properties, and models whose tables somebody else makes."""
    (folder / "models").mkdir(parents=True)
    (folder / "models" / "models.yml").write_text(models.read_text(encoding="utf-8"), encoding="utf-8")
    for table in tables:
        (folder / "models" / f"{table}.sql").write_text("select 1 as made_elsewhere\n", encoding="utf-8")
    (folder / "dbt_project.yml").write_text(PROJECT.format(name=name), encoding="utf-8")
    (folder / "profiles.yml").write_text(PROFILE.format(name=name), encoding="utf-8")


def metricflow_sql(target: Path, queries: Sequence[Query]) -> list[dict[str, str]]:
    """MetricFlow's SQL for every query over the semantic manifest in dbt's target folder, or why it refuses."""
    python = dbt_executable().with_name("python")
    script = Path(__file__).with_name("metricflow_sql.py")
    done = subprocess.run(
        [str(python), str(script), str(target / "semantic_manifest.json")],
        input=json.dumps(queries),
        capture_output=True,
        text=True,
        check=False,
    )
    if "No module named" in done.stderr:
        pytest.skip("MetricFlow is not installed beside dbt")
    assert done.returncode == 0, done.stderr[-2_000:]
    answers: list[dict[str, str]] = json.loads(done.stdout)
    return answers
