"""Opening a DuckDB file: what a query may not do, and why a file cannot be opened, in plain words."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from metricops.engines.duckdb_file import open_for_writing, open_read_only
from metricops.errors import EngineError

HOLD = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    path = tmp_path / "house.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE deals AS SELECT 1 AS deal_id")
    return path


@pytest.fixture
def held(house: Path) -> Iterator[tuple[Path, int]]:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(house)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == b"held"
    yield house, process.pid
    process.communicate()


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE other AS SELECT 1 AS one",
        "DELETE FROM deals",
        "SELECT * FROM read_csv('{folder}/any.csv')",
        "SELECT * FROM '{folder}/any.csv'",
        "COPY deals TO '{folder}/out.csv'",
        "ATTACH '{folder}/other.duckdb'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '1GB'",
    ],
)
def test_queries_can_only_read_the_file(house: Path, sql: str) -> None:
    (house.parent / "any.csv").write_text("a\n1\n")
    connection = open_read_only(house, "house.duckdb")
    with pytest.raises(duckdb.Error):
        connection.cursor().execute(sql.format(folder=house.parent)).fetchall()
    assert sorted(p.name for p in house.parent.iterdir()) == ["any.csv", "house.duckdb"]


def test_a_variable_of_python_is_no_table(house: Path) -> None:
    deals_frame = duckdb.sql("SELECT 1 AS a")
    assert deals_frame is not None
    with pytest.raises(duckdb.Error, match="deals_frame"):
        open_read_only(house, "h").cursor().execute("SELECT * FROM deals_frame").fetchall()


def test_a_missing_file_names_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r'there is no DuckDB file at "w/h.duckdb"') as raised:
        open_read_only(tmp_path / "h.duckdb", "w/h.duckdb")
    assert "metricops build" in raised.value.hint


def test_a_folder_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match='"w" is a folder'):
        open_read_only(tmp_path, "w")


def test_a_file_of_another_kind_is_said_to_be_none_of_duckdbs(tmp_path: Path) -> None:
    path = tmp_path / "h.duckdb"
    path.write_text("id,name\n" * 1000)
    with pytest.raises(EngineError, match="is not a DuckDB file"):
        open_read_only(path, "h.duckdb")


def test_a_locked_file_names_who_holds_it(held: tuple[Path, int]) -> None:
    path, holder = held
    for opening in (open_read_only, open_for_writing):
        with pytest.raises(EngineError, match=rf"is locked by python\S*, process {holder}") as raised:
            opening(path, "house.duckdb")
        assert "run this again" in raised.value.hint


def test_a_file_open_in_this_process_is_said_to_be(house: Path) -> None:
    with duckdb.connect(str(house)), pytest.raises(EngineError, match="already open in this process"):
        open_read_only(house, "house.duckdb")


def test_two_readers_of_one_process_share_the_file(house: Path) -> None:
    first, second = open_read_only(house, "h"), open_read_only(house, "h")
    assert first.execute("FROM deals").fetchall() == second.execute("FROM deals").fetchall() == [(1,)]


def test_a_file_for_writing_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "h.duckdb"
    open_for_writing(path, "a/b/h.duckdb").close()
    assert path.is_file()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a file")
    with pytest.raises(EngineError, match="the folder of"):
        open_for_writing(tmp_path / "a" / "h.duckdb", "a/h.duckdb")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_may_only_be_read_is_said_not_to_be_writable(house: Path) -> None:
    house.chmod(0o444)
    with pytest.raises(EngineError, match="may not be written by this user"):
        open_for_writing(house, "house.duckdb")
