"""A file that is read beside one that is written: the instance of DuckDB stays, nothing of the files does."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from metricops.engines.duckdb_beside import open_beside
from metricops.engines.duckdb_file import Beside, Room
from metricops.errors import EngineError

ROOM = Room("300MB")
WRITE = "import duckdb, sys; duckdb.connect(sys.argv[1]).execute('INSERT INTO orders VALUES (8)')"
DATABASES = "SELECT database_name FROM duckdb_databases() WHERE NOT internal"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    with duckdb.connect(str(tmp_path / 'it\'s "a" shop.duckdb')) as connection:
        connection.execute("CREATE TABLE orders AS SELECT 7 AS id")
    return tmp_path / 'it\'s "a" shop.duckdb'


def kept(shop: Path, statements: Sequence[str], room: Room = ROOM) -> duckdb.DuckDBPyConnection:
    """Runs statements beside the shop; the connection they ran on."""
    with open_beside(shop, "the shop", Beside(shop.with_name("kept.duckdb"), "kept"), room) as connection:
        for statement in statements:
            connection.execute(statement)
        return connection


def test_what_is_written_beside_is_there_and_the_file_is_free_again(shop: Path) -> None:
    for n in (1, 2):
        kept(shop, [f"CREATE TABLE kept.main.ids_{n} AS SELECT * FROM orders"])
        subprocess.run([sys.executable, "-c", WRITE, str(shop)], check=True)  # nothing is locked
    with duckdb.connect(str(shop.with_name("kept.duckdb"))) as connection:
        assert connection.execute("SELECT count(*) FROM ids_2").fetchall() == [(2,)]
    with duckdb.connect(str(shop)) as connection:
        assert connection.execute("SELECT count(*) FROM orders").fetchall() == [(3,)]


def test_an_instance_is_kept_with_nothing_attached(shop: Path) -> None:
    first = kept(shop, [])
    assert first.execute(DATABASES).fetchall() == [("memory",)]
    assert first.execute("SELECT current_setting('memory_limit')").fetchall() == [("286.1 MiB",)]
    assert kept(shop, []) is first
    assert kept(shop, [], Room("400MB")) is not first


def test_a_process_ends_without_a_word(shop: Path) -> None:
    script = """
import pathlib, sys
from metricops.engines.duckdb_beside import open_beside
from metricops.engines.duckdb_file import Beside, Room
with open_beside(pathlib.Path(sys.argv[1]), "shop", Beside(pathlib.Path(sys.argv[2]), "kept"), Room()) as connection:
    connection.execute("SELECT * FROM orders")
"""
    command = [sys.executable, "-c", script, str(shop), str(shop.with_name("kept.duckdb"))]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert (ended.stdout, ended.stderr) == ("", "")


def test_two_at_once_have_instances_of_their_own(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / "shop.duckdb"
    other.write_bytes(shop.read_bytes())
    beside = Beside(shop.with_name("kept.duckdb"), "kept")
    with open_beside(shop, "the shop", beside, ROOM) as connection:
        assert kept(other, ["SELECT * FROM orders"]) is not connection


def test_one_that_was_left_in_the_middle_is_not_used_again(shop: Path) -> None:
    first = kept(shop, [])
    with pytest.raises(duckdb.Error, match="nobody"):
        kept(shop, ["BEGIN", "SELECT * FROM nobody"])
    with pytest.raises(duckdb.Error, match="closed"):
        first.execute("SELECT 1")
    assert kept(shop, ["SELECT * FROM orders"]) is not first
    subprocess.run([sys.executable, "-c", WRITE, str(shop)], check=True)


def test_a_file_that_cannot_be_read_is_told(shop: Path) -> None:
    shop.write_bytes(b"no database at all, but a text that is long enough" * 100)
    with pytest.raises(EngineError, match='"the shop" is not a DuckDB file'):
        kept(shop, [])
    shop.unlink()
    with pytest.raises(EngineError, match='there is no DuckDB file at "the shop"'):
        kept(shop, [])
