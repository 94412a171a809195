"""The oracle proves itself: over the conformance cases' tables it gives the rows that they expect."""

import json
from collections.abc import Mapping
from typing import Any

import duckdb
import pytest
import yaml

from tests.oracle.answer import answer
from tests.oracle.definitions import Refused, World
from tests.oracle.reading import read_world
from tests.shared_material import comparison, conformance_cases, shared

CASES = conformance_cases()
GROUPS = sorted({case["group"] for case in CASES}) or ["(no cases)"]
# An hourly time queried by day up to a day: SEMANTICS.md section 5 includes that whole day, the case its first hour.
CONTRADICTIONS = {"grain/021"}


@pytest.fixture(scope="module")
def world() -> World:
    """The shop's definitions and rows; DuckDB only reads the files."""
    shop = shared("cases", "shop")
    tables = {}
    for table in json.loads((shop / "tables.json").read_text())["tables"]:
        found = duckdb.connect().execute(f"FROM '{shop}/tables/{table}.parquet'")
        names = [column[0] for column in found.description]
        tables[table] = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return read_world(yaml.safe_load((shop / "manifests" / "shop.latest.yml").read_text()), tables)


@pytest.mark.parametrize("group", GROUPS)
def test_the_oracle_gives_the_expected_rows(world: World, group: str) -> None:
    faults = {}
    for case in CASES:
        if case["group"] == group and case["id"] not in CONTRADICTIONS:
            faults[case["id"]] = difference(world, case["query"], case["expected"])
    assert faults
    assert not {name: fault for name, fault in faults.items() if fault}


def difference(world: World, query: Mapping[str, Any], expected: Mapping[str, Any]) -> str | None:
    """None when the oracle agrees, else what differs."""
    try:
        found = answer(world, query)
    except Refused as reason:
        return None if expected.get("error") else f"refused: {reason}"
    if expected.get("error"):
        return "should be refused"
    columns = [column["name"] for column in expected["columns"]]
    fault: str | None = comparison()(columns, expected["rows"], found.columns, found.rows, expected["ordered"])
    return fault
