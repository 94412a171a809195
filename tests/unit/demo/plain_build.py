"""Builds the demo's models with nothing but DuckDB: a witness that knows neither dbt nor metricops."""

import re
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[3]
MARTS = ROOT / "models" / "marts"
TEMPLATE = re.compile(r"\{\{\s*(config|ref|source|var)\((.*?)\)\s*\}\}")
TEXT = re.compile(r"'([^']*)'")


def build(connection: duckdb.DuckDBPyConnection) -> None:
    """Make every model a table of the connection's default schema."""
    for name in build_order():
        sql = render((MARTS / f"{name}.sql").read_text(encoding="utf-8"))
        connection.execute(f"CREATE OR REPLACE TABLE {name} AS {sql}").fetchall()


def build_order() -> list[str]:
    """The models, those that others refer to first."""
    calls = {path.stem: TEMPLATE.findall(path.read_text(encoding="utf-8")) for path in MARTS.glob("*.sql")}
    needs = {name: {TEXT.findall(words)[0] for call, words in found if call == "ref"} for name, found in calls.items()}
    return list(TopologicalSorter(needs).static_order())


def render(sql: str) -> str:
    """The SQL of a model with its templates replaced: plain names, and a variable's default."""

    def replacement(match: re.Match[str]) -> str:
        call, words = match.groups()
        if call == "config":
            return ""
        return words.split(",")[1].strip() if call == "var" else ".".join(TEXT.findall(words))

    return TEMPLATE.sub(replacement, sql)
