"""Small dbt projects made in a folder, and what their warehouse holds afterwards."""

from pathlib import Path
from typing import Any

import duckdb

from metricops.build import BuildError, BuildReport, build
from metricops.diagnostics import Diagnostic
from metricops.project import settings

DBT = "name: shop\nmodel-paths: [models]\n"
OWN = "engine: {type: duckdb, path: w.duckdb}\n"
SOURCES = "sources:\n  - name: raw\n    tables: [{name: orders}, {name: people, identifier: crm_people}]\n"
RAW = """
CREATE SCHEMA raw;
CREATE TABLE raw.orders AS SELECT 1 AS order_id, 'a' AS person_id, 10.50::DECIMAL(8, 2) AS amount
UNION ALL SELECT 2, 'a', 0.25 UNION ALL SELECT 3, 'b', 7;
CREATE TABLE raw.crm_people AS SELECT 'a' AS person_id, 'Ada' AS name UNION ALL SELECT 'b', 'Bob';
"""


def project(root: Path, models: dict[str, str], dbt: str = DBT, **files: str) -> Path:
    """A project with these models by name (`marts/fct_orders`), and a warehouse with raw tables."""
    (root / "dbt_project.yml").write_text(dbt)
    (root / "metricops.yml").write_text(OWN)
    for name, text in {
        "models/sources.yml": SOURCES,
        **{f"models/{n}.sql": t for n, t in models.items()},
        **files,
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    if not (root / "w.duckdb").exists():
        raw_tables(root / "w.duckdb")
    return root


def raw_tables(path: Path) -> None:
    """The raw tables, in a new DuckDB file."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(RAW)


def made(root: Path) -> BuildReport:
    """The project built."""
    return build(settings(root, {}))


def rows(root: Path, sql: str) -> list[tuple[Any, ...]]:
    """What the warehouse answers."""
    with duckdb.connect(str(root / "w.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def kinds(root: Path) -> dict[str, str]:
    """Tables and views outside the raw schema."""
    listing = "SELECT table_schema || '.' || table_name, table_type FROM information_schema.tables"
    return dict(rows(root, f"{listing} WHERE table_schema <> 'raw'"))


def faults(root: Path) -> list[Diagnostic]:
    """The faults that keep the project from being built."""
    try:
        made(root)
    except BuildError as fault:
        return list(fault.diagnostics)
    raise AssertionError("the project was built")
