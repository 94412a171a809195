"""From settings to an engine."""

from pathlib import Path

import duckdb
import pytest

from metricops.engines import SUPPORT, Support, connect
from metricops.errors import EngineError, ProjectError
from metricops.project import ENGINE_TYPES, settings
from metricops.sql.compiled import CompiledQuery


def test_settings_of_duckdb_open_its_file(tmp_path: Path) -> None:
    (tmp_path / "metricops.yml").write_text("engine: {type: duckdb, path: w.duckdb, schema: marts}\n")
    with duckdb.connect(str(tmp_path / "w.duckdb")) as made:
        made.execute("CREATE SCHEMA marts")
        made.execute("CREATE TABLE marts.t AS SELECT 7 AS n")
    with connect(settings(tmp_path, {})) as engine:
        assert engine.dialect == "duckdb"
        assert engine.run(CompiledQuery("SELECT n FROM t", "duckdb", ())).rows == ((7,),)


def test_a_path_is_named_from_the_root(tmp_path: Path) -> None:
    (tmp_path / "metricops.yml").write_text("engine: {type: duckdb, path: warehouse/w.duckdb}\n")
    with pytest.raises(EngineError, match=r'at "warehouse/w\.duckdb"'):
        connect(settings(tmp_path, {}))


def test_settings_with_faults_are_refused_with_all_of_them(tmp_path: Path) -> None:
    (tmp_path / "metricops.yml").write_text("engine: {type: duckdb, pat: w.duckdb}\n")
    with pytest.raises(ProjectError) as raised:
        connect(settings(tmp_path, {}))
    assert [d.code for d in raised.value.diagnostics] == ["S012", "S004"]


def test_a_warehouse_that_is_only_rendered_for_says_so(tmp_path: Path) -> None:
    (tmp_path / "metricops.yml").write_text("engine: {type: snowflake}\n")
    with pytest.raises(EngineError, match='queries cannot be run on "snowflake"') as raised:
        connect(settings(tmp_path, {}))
    assert "metricops sql --dialect snowflake" in raised.value.hint


def test_every_engine_type_has_a_level_of_support() -> None:
    assert set(SUPPORT) == set(ENGINE_TYPES)
    assert [name for name, level in SUPPORT.items() if level is Support.EXECUTED] == ["duckdb", "postgres"]
