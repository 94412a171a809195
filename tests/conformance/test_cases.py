"""Every conformance case in reach, in both spellings, and every manifest that must be rejected or accepted."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.conformance import adapter
from tests.shared_material import comparison, conformance_cases, shared

CASES = conformance_cases()
SPECS = ("latest", "legacy")
# Groups whose metrics come later; nothing else may fail.
NOT_YET: frozenset[str] = frozenset()
# Cases that contradict SEMANTICS.md, where ours is the documented reading; docs/decisions says why.
CONTRADICTIONS = frozenset({"grain/021"})  # section 5: the last day of a range is the whole day
GROUPS = sorted({case["group"] for case in CASES} - NOT_YET) or ["(no cases)"]


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """The shop's tables in a database in memory."""
    shop = shared("cases", "shop")
    tables = json.loads((shop / "tables.json").read_text())
    with duckdb.connect() as found:
        found.execute(f"CREATE SCHEMA {tables['schema']}")
        for table in tables["tables"]:
            found.execute(f"CREATE TABLE {tables['schema']}.{table} AS FROM '{shop}/tables/{table}.parquet'")
        yield found


@pytest.fixture(scope="module")
def layers(connection: duckdb.DuckDBPyConnection) -> dict[str, adapter.Layer]:
    """The shop's definitions in both spellings."""
    manifests = shared("cases", "shop", "manifests")
    return {spec: adapter.load(str(manifests / f"shop.{spec}.yml"), "shop", connection) for spec in SPECS}


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("spec", SPECS)
def test_the_expected_rows_come_back(
    connection: duckdb.DuckDBPyConnection, layers: dict[str, adapter.Layer], spec: str, group: str
) -> None:
    cases = [c for c in CASES if c["group"] == group and spec not in c.get("not_in", ())]
    faults = {case["id"]: fault(connection, layers[spec], case) for case in cases}
    assert {name for name, why in faults.items() if why} == CONTRADICTIONS & set(faults), faults


def fault(connection: duckdb.DuckDBPyConnection, layer: adapter.Layer, case: dict[str, Any]) -> str | None:
    """None when the case passes, else what is wrong; anything but a refusal may raise."""
    expected = case["expected"]
    try:
        sql = layer.sql(case["query"])
    except adapter.REFUSAL as reason:
        return None if expected.get("error") else f"refused: {reason}"
    if expected.get("error"):
        return "should be refused"
    found = connection.cursor().execute(sql)
    columns = [column[0] for column in found.description]
    names = [column["name"] for column in expected["columns"]]
    return comparison()(names, expected["rows"], columns, found.fetchall(), expected["ordered"])


def invalid_manifests() -> list[dict[str, Any]]:
    """The small manifests with the verdict that each must get."""
    found = json.loads(shared("cases", "shop", "invalid_manifests.json").read_text())
    return [manifest for manifest in found if manifest["bar"] != "either"]


def test_manifests_are_rejected_or_accepted(tmp_path: Path) -> None:
    verdicts = {}
    for manifest in invalid_manifests():
        file = tmp_path / f"{manifest['id']}.yml"
        file.write_text(json.dumps(manifest["legacy"]))
        verdicts[manifest["id"]] = verdict(file)
    assert verdicts == {manifest["id"]: manifest["bar"] for manifest in invalid_manifests()}


def verdict(file: Path) -> str:
    with duckdb.connect() as connection:
        try:
            adapter.load(str(file), "shop", connection)
        except adapter.REFUSAL:
            return "reject"
    return "accept"
