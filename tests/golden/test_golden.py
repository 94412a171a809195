"""Golden cases: a folder with query.yml is a test; its SQL, its differences per dialect and its rows are files."""

import csv
import difflib
import io
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

import metricops as mo
from metricops.errors import QueryError
from metricops.sql.dialects import DIALECTS

HERE = Path(__file__).parent
CASES = sorted(p.parent.name for p in HERE.glob("*/query.yml"))
FILES = {"query.yml", "plan.txt", "duckdb.sql", "dialects.diff", "result.csv"}
UPDATE = os.environ.get("METRICOPS_UPDATE") == "1"
TIMES = ("time_constraint",)


@pytest.fixture(scope="module")
def project() -> Iterator[mo.Project]:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    for statement in (HERE / "warehouse.sql").read_text().split(";\n"):
        if statement.strip():
            connection.execute(statement)
    yield mo.from_yaml([HERE / "models.yml"], engine=mo.duckdb(connection), schema="main")
    connection.close()


@pytest.mark.parametrize("case", CASES)
def test_golden(project: mo.Project, case: str) -> None:
    folder = HERE / case
    query = yaml.safe_load((folder / "query.yml").read_text())
    made = {
        "plan.txt": _plan(project, query),
        "duckdb.sql": _sql(project, query, "duckdb"),
        "dialects.diff": _differences(project, query),
        "result.csv": _rows(project, query),
    }
    for name, text in made.items():
        if UPDATE:
            (folder / name).write_text(text)
        assert (folder / name).read_text() == text, f"{case}/{name}: METRICOPS_UPDATE=1 writes it anew"


def test_no_file_is_unused() -> None:
    strays = [p for p in HERE.rglob("*") if p.is_file() and p.parent != HERE and p.name not in FILES]
    strays = [p for p in strays if "__pycache__" not in p.parts]
    assert not strays
    assert CASES


def _sql(project: mo.Project, query: Mapping[str, Any], dialect: str) -> str:
    return project.sql(dialect=dialect, **_asked(query)) + "\n"


def _rows(project: mo.Project, query: Mapping[str, Any]) -> str:
    result = project.query(**_asked(query))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(column.name for column in result.columns)
    writer.writerows(["NULL" if value is None else value for value in row] for row in result.rows)
    return out.getvalue()


def _differences(project: mo.Project, query: Mapping[str, Any]) -> str:
    plain = _sql(project, query, "duckdb").splitlines()
    found = []
    for dialect in sorted(set(DIALECTS) - {"duckdb"}):
        try:
            other = _sql(project, query, dialect).splitlines()
        except QueryError as refusal:
            found += [f"{dialect} refuses: {fault.message}" for fault in refusal.diagnostics]
            continue
        found += difflib.unified_diff(plain, other, "duckdb", dialect, lineterm="", n=0)
    return "\n".join(found) + "\n"


def _plan(project: mo.Project, query: Mapping[str, Any]) -> str:
    return str(project.stage("plan", **_asked(query))) + "\n"


def _asked(query: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if key in TIMES else value for key, value in query.items()}
