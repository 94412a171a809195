"""The demo warehouse, written once a session, and its models built over it with nothing but DuckDB."""

from __future__ import annotations

import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb
import pytest

from metricops.demo import write

ROOT = Path(__file__).parents[3]
MARTS = ROOT / "models" / "marts"
TEMPLATE = re.compile(r"\{\{\s*(config|ref|source|var)\((.*?)\)\s*\}\}")
TEXT = re.compile(r"'([^']*)'")


def render(sql: str) -> str:
    """The SQL of a model with its templates replaced: plain names, and a variable's default."""

    def replace(match: re.Match[str]) -> str:
        call, arguments = match.groups()
        if call == "config":
            return ""
        return arguments.split(",")[1].strip() if call == "var" else ".".join(TEXT.findall(arguments))

    return TEMPLATE.sub(replace, sql)


def build_order() -> list[str]:
    """The models, those that others refer to first."""
    references = {
        path.stem: {
            TEXT.findall(arguments)[0] for call, arguments in TEMPLATE.findall(path.read_text()) if call == "ref"
        }
        for path in MARTS.glob("*.sql")
    }
    return list(TopologicalSorter(references).static_order())


def build(connection: duckdb.DuckDBPyConnection) -> None:
    for name in build_order():
        connection.execute(
            f"CREATE OR REPLACE TABLE {name} AS {render((MARTS / f'{name}.sql').read_text())}"
        ).fetchall()


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the demo warehouse with all models built."""
    path = tmp_path_factory.mktemp("warehouse") / "revops.duckdb"
    write(path)
    with duckdb.connect(str(path)) as connection:
        build(connection)
        yield connection
