"""How long and how much: the time limit of queries, DuckDB's memory and where it puts what does not fit."""

from pathlib import Path

import pytest

from metricops.project import DuckDBSettings, settings

OWN = "name: shop\n"


def read(root: Path, text: str, **files: str) -> tuple[object, list[tuple[str, str]]]:
    (root / "metricops.yml").write_text(OWN + text)
    for name, body in files.items():
        (root / f"{name}.yml").write_text(body)
    found = settings(root, {})
    return found, [(fault.code, fault.message) for fault in found.diagnostics]


def test_without_settings_there_are_no_limits(tmp_path: Path) -> None:
    found, faults = read(tmp_path, "engine: {type: duckdb, path: w.duckdb}\n")
    assert faults == []
    assert found.timeout is None
    assert found.engine == DuckDBSettings(tmp_path / "w.duckdb")


def test_limits_are_read(tmp_path: Path) -> None:
    engine = "engine: {type: duckdb, path: w.duckdb, memory_limit: 300MB, temp_directory: spilled}\n"
    found, faults = read(tmp_path, f"{engine}timeout: 90\n")
    assert faults == []
    assert found.timeout == 90
    assert found.engine == DuckDBSettings(tmp_path / "w.duckdb", "main", "300MB", tmp_path / "spilled")


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("timeout: 0\n", "S006", '"timeout" needs a whole number from 1 to 86400'),
        ("timeout: soon\n", "S006", '"timeout" needs a whole number from 1 to 86400'),
        (
            "engine: {type: duckdb, path: w.duckdb, memory_limit: much}\n",
            "S006",
            '"memory_limit" needs an amount such as 2GB or 300MB, not "much"',
        ),
    ],
)
def test_a_limit_that_cannot_be_read_is_told(tmp_path: Path, text: str, code: str, message: str) -> None:
    _, faults = read(tmp_path, text)
    assert [found for found, _ in faults] == [code]
    assert message in faults[0][1]


def test_dbts_own_place_for_them_is_read(tmp_path: Path) -> None:
    (tmp_path / "dbt_project.yml").write_text("name: shop\nprofile: shop\n")
    output = "{type: duckdb, path: w.duckdb, settings: {memory_limit: 1GB, temp_directory: spilled}}"
    found, faults = read(tmp_path, "", profiles=f"shop: {{target: dev, outputs: {{dev: {output}}}}}\n")
    assert faults == []
    assert found.engine == DuckDBSettings(tmp_path / "w.duckdb", "main", "1GB", tmp_path / "spilled")


def test_what_dbt_alone_understands_is_left_to_dbt(tmp_path: Path) -> None:
    (tmp_path / "dbt_project.yml").write_text("name: shop\nprofile: shop\n")
    output = "{type: duckdb, path: w.duckdb, settings: {memory_limit: 80%}}"
    found, faults = read(tmp_path, "", profiles=f"shop: {{target: dev, outputs: {{dev: {output}}}}}\n")
    assert (faults, found.engine) == ([], DuckDBSettings(tmp_path / "w.duckdb"))
