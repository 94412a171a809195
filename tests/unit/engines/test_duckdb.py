"""DuckDB as an engine: exact values, faults in plain words, limits, and a user's own connection left alone."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from metricops.engines import ResultColumn, over
from metricops.engines.duckdb import DuckDB
from metricops.engines.duckdb_file import open_read_only
from metricops.errors import EngineError
from metricops.manifest import Relation
from metricops.sql.compiled import Column, CompiledQuery

SLOW = "SELECT count(*) AS n FROM range(100000000) AS a, range(1000) AS b WHERE (a.range + b.range) % 7 = 3"


def query(sql: str, *columns: Column) -> CompiledQuery:
    return CompiledQuery(sql, "duckdb", columns)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDB]:
    path = tmp_path / "house.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA marts")
        connection.execute(
            "CREATE TABLE marts.deals AS "
            "SELECT 1 AS deal_id, 12.30::DECIMAL(12, 2) AS amount, DATE '2026-03-01' AS closed"
        )
        connection.execute("CREATE VIEW marts.Open_Deals AS SELECT deal_id FROM marts.deals")
        connection.execute("CREATE TABLE accounts AS SELECT 'a' AS account_id")
    with DuckDB(open_read_only(path, "house.duckdb"), "marts", "house.duckdb") as opened:
        yield opened


def test_rows_columns_types_and_units(engine: DuckDB) -> None:
    sql = "SELECT deal_id, amount, closed FROM deals"
    result = engine.run(query(sql, Column("deal_id"), Column("amount", "usd"), Column("closed")))
    assert result.rows == ((1, Decimal("12.30"), date(2026, 3, 1)),)
    assert isinstance(result.rows[0][1], Decimal)
    assert result.columns == (
        ResultColumn("deal_id", "INTEGER"),
        ResultColumn("amount", "DECIMAL(12,2)", "usd"),
        ResultColumn("closed", "DATE"),
    )
    assert result.sql == sql


def test_a_result_without_rows_keeps_its_columns(engine: DuckDB) -> None:
    result = engine.run(query("SELECT deal_id FROM deals WHERE false"))
    assert result.rows == ()
    assert [c.name for c in result.columns] == ["deal_id"]


def test_days_begin_in_utc(engine: DuckDB) -> None:
    moment = "TIMESTAMPTZ '2026-03-01 23:30:00-05'"
    result = engine.run(query(f"SELECT CAST({moment} AS DATE) AS day, {moment} AS at"))
    day, at = result.rows[0]
    assert day == date(2026, 3, 2)
    assert at == datetime(2026, 3, 2, 4, 30, tzinfo=UTC)


def test_columns_of_tables_views_and_of_nothing(engine: DuckDB) -> None:
    assert engine.columns(Relation("deals")) == (
        ResultColumn("deal_id", "INTEGER"),
        ResultColumn("amount", "DECIMAL(12,2)"),
        ResultColumn("closed", "DATE"),
    )
    assert engine.columns(Relation("open_deals", "MARTS")) == (ResultColumn("deal_id", "INTEGER"),)
    assert engine.columns(Relation("accounts", "main", "house")) == (ResultColumn("account_id", "VARCHAR"),)
    assert engine.columns(Relation("accounts")) is None
    assert engine.columns(Relation("deals", "nowhere")) is None
    assert engine.columns(Relation("x' OR '1'='1")) is None


@pytest.mark.parametrize(
    ("sql", "message", "hint"),
    [
        ("SELECT * FROM deels", 'table "deels" does not exist in "house.duckdb"', 'did you mean "deals"?'),
        ("SELECT * FROM nowhere.deals", 'table "nowhere.deals" does not exist', 'did you mean "deals"?'),
        ("SELECT * FROM zzz", 'table "zzz" does not exist', "metricops build"),
        ("SELECT amout FROM deals", 'column "amout" does not exist', 'did you mean "amount"?'),
        ("SELECT CAST('n/a' AS DATE) AS d FROM deals", "a value is not of the type that the query needs", ""),
        ("SELECT 9223372036854775807 + deal_id AS n FROM deals", "too large", ""),
        ("SELECT * FROM read_csv('x.csv')", "queries may read the warehouse only", ""),
        ("SELEC 1", "cannot read the SQL", ""),
        ("SELECT median(closed, closed, closed) FROM deals", "DuckDB refused the query", ""),
    ],
)
def test_faults_come_in_plain_words_with_their_sql(engine: DuckDB, sql: str, message: str, hint: str) -> None:
    with pytest.raises(EngineError) as raised:
        engine.run(query(sql))
    assert message in raised.value.message
    assert hint in raised.value.hint
    assert raised.value.sql == sql
    assert "{" not in raised.value.message


def test_a_missing_schema_is_told_with_the_nearest(engine: DuckDB, tmp_path: Path) -> None:
    other = DuckDB(open_read_only(tmp_path / "house.duckdb", "h"), "mart", "house.duckdb")
    with pytest.raises(EngineError, match='schema "mart" does not exist') as raised:
        other.run(query("SELECT 1 AS one"))
    assert raised.value.hint == 'did you mean "marts"?'


def test_a_time_limit_stops_the_query_and_says_what_was_running(engine: DuckDB) -> None:
    began = time.monotonic()
    with pytest.raises(EngineError, match=r"within 0\.2 s; running was the query for segment, win_rate"):
        engine.run(query(SLOW, Column("segment"), Column("win_rate")), timeout=0.2)
    assert time.monotonic() - began < 5
    assert engine.run(query("SELECT 1 AS one"), timeout=5).rows == ((1,),)


def test_ctrl_c_stops_the_query_and_the_next_one_runs(engine: DuckDB) -> None:
    threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        engine.run(query(SLOW))
    assert engine.run(query("SELECT 1 AS one")).rows == ((1,),)
    assert time.monotonic() - began < 5


def test_a_closed_engine_says_so(engine: DuckDB) -> None:
    engine.close()
    engine.close()
    with pytest.raises(EngineError, match=r'"house\.duckdb" is closed'):
        engine.run(query("SELECT 1 AS one"))


def test_running_out_of_memory_is_told() -> None:
    connection = duckdb.connect(config={"memory_limit": "20MB", "max_temp_directory_size": "0KB", "threads": "1"})
    with pytest.raises(EngineError, match="ran out of memory"):
        over(connection).run(query("SELECT count(*) FROM (SELECT DISTINCT range, hash(range) FROM range(5000000))"))


def test_a_users_connection_is_neither_changed_nor_closed() -> None:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'Asia/Tokyo'")
    connection.execute("CREATE SCHEMA marts")
    connection.execute("CREATE TABLE marts.deals AS SELECT TIMESTAMPTZ '2026-03-01 23:30:00+00' AS seen")
    with over(connection, "marts") as engine:
        assert engine.run(query("SELECT CAST(seen AS DATE) AS day FROM deals")).rows == ((date(2026, 3, 1),),)
        assert engine.columns(Relation("deals")) == (ResultColumn("seen", "TIMESTAMP WITH TIME ZONE"),)
    assert connection.execute("SELECT current_schema(), current_setting('TimeZone')").fetchall() == [
        ("main", "Asia/Tokyo")
    ]
    with pytest.raises(duckdb.Error) as raised:
        connection.execute("SELECT nope")
    assert "{" not in str(raised.value)


def test_a_result_the_user_has_open_survives_a_query() -> None:
    connection = duckdb.connect()
    opened = connection.execute("SELECT range FROM range(3)")
    assert over(connection).run(query("SELECT 1 AS one")).rows == ((1,),)
    assert opened.fetchall() == [(0,), (1,), (2,)]


def test_a_locked_connection_works_in_utc_and_is_refused_elsewhere() -> None:
    connection = duckdb.connect()
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    connection.execute("SET lock_configuration = true")
    engine = over(connection)
    assert engine.run(query("SELECT 1 AS one")).rows == ((1,),)
    with pytest.raises(EngineError, match='column "nope" does not exist'):
        engine.run(query("SELECT nope FROM (SELECT 1 AS one)"))
    elsewhere = duckdb.connect()
    elsewhere.execute("SET GLOBAL TimeZone = 'Asia/Tokyo'")
    elsewhere.execute("SET lock_configuration = true")
    with pytest.raises(EngineError, match='time zone "Asia/Tokyo"'):
        over(elsewhere).run(query("SELECT 1 AS one"))


def test_a_closed_connection_of_the_user_is_told() -> None:
    connection = duckdb.connect()
    connection.close()
    with pytest.raises(EngineError, match="the DuckDB connection is closed"):
        over(connection).run(query("SELECT 1 AS one"))
