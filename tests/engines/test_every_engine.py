"""The same cases on every engine that is present."""

import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from metricops.engines import OpenEngine
from metricops.errors import EngineError
from metricops.manifest import Relation
from metricops.sql.compiled import Column, CompiledQuery

SLOW = {
    "duckdb": "SELECT count(*) AS n FROM range(100000000) AS a, range(1000) AS b WHERE (a.range + b.range) % 7 = 3",
    "postgres": "SELECT count(*) AS n FROM generate_series(1, 100000000) AS a, generate_series(1, 1000) AS b",
}


def query(sql: str, *columns: Column) -> CompiledQuery:
    return CompiledQuery(sql, "any", columns)


def test_values_are_exact_and_python_s_own(engine: OpenEngine) -> None:
    rows = engine.run(query("SELECT deal_id, segment, amount, closed, seen FROM deals ORDER BY deal_id")).rows
    seen = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)
    assert rows == (
        (1, "SMB", Decimal("12.30"), date(2026, 3, 1), seen),
        (2, None, Decimal("0.10"), date(2026, 3, 2), None),
        (3, "SMB", Decimal("0.20"), None, None),
    )
    assert [type(value) for value in rows[0]] == [int, str, Decimal, date, datetime]


def test_sums_of_decimals_stay_exact(engine: OpenEngine) -> None:
    (total,) = engine.run(query("SELECT SUM(amount) AS total FROM deals WHERE deal_id > 1")).rows[0]
    assert total == Decimal("0.30")
    assert isinstance(total, Decimal)


def test_columns_come_with_names_and_units_in_order(engine: OpenEngine) -> None:
    result = engine.run(query("SELECT segment, SUM(amount) AS won FROM deals GROUP BY 1", Column("won", "usd")))
    assert [(column.name, column.unit) for column in result.columns] == [("segment", ""), ("won", "usd")]
    assert all(column.type for column in result.columns)


def test_a_day_begins_in_utc(engine: OpenEngine) -> None:
    assert engine.run(query("SELECT CAST(seen AS DATE) AS day FROM deals WHERE deal_id = 1")).rows == (
        (date(2026, 3, 2),),
    )


def test_a_percent_sign_is_only_text(engine: OpenEngine) -> None:
    assert engine.run(query("SELECT '10%' AS share, 7 % 4 AS rest")).rows == (("10%", 3),)


def test_columns_of_a_relation(engine: OpenEngine) -> None:
    found = engine.columns(Relation("deals"))
    assert found is not None
    assert [column.name for column in found] == ["deal_id", "segment", "amount", "closed", "seen"]
    assert [column.type.lower() for column in found][::3] == ["integer", "date"]
    view = engine.columns(Relation("open_deals", "marts"))
    assert view is not None
    assert [column.name for column in view] == ["deal_id"]
    assert engine.columns(Relation("accounts")) is None
    assert engine.columns(Relation("deals", "nowhere")) is None


@pytest.mark.parametrize(
    ("sql", "said", "hint"),
    [
        ("SELECT * FROM deels", '"deels" does not exist', 'did you mean "deals"?'),
        ("SELECT amout FROM deals", '"amout" does not exist', 'did you mean "amount"?'),
        ("SELECT d.amout FROM deals AS d", "amout", 'did you mean "amount"?'),
        ("SELECT CAST(segment AS INTEGER) AS n FROM deals", "a value is not", ""),
        ("SELEC 1", "SELEC", ""),
    ],
)
def test_faults_in_plain_words(engine: OpenEngine, sql: str, said: str, hint: str) -> None:
    with pytest.raises(EngineError) as raised:
        engine.run(query(sql))
    assert said in raised.value.message
    assert "\n" not in raised.value.message
    assert raised.value.hint == hint or not hint
    assert raised.value.sql == sql
    assert engine.run(query("SELECT 1 AS one")).rows == ((1,),)


@pytest.mark.parametrize("sql", ["DELETE FROM deals", "CREATE TABLE other (n INTEGER)", "DROP VIEW open_deals"])
def test_nothing_can_be_written(engine: OpenEngine, sql: str) -> None:
    with pytest.raises(EngineError):
        engine.run(query(sql))
    assert engine.run(query("SELECT COUNT(*) AS n FROM deals")).rows == ((3,),)


def test_a_time_limit_stops_the_query_and_the_next_has_none_of_it(engine: OpenEngine) -> None:
    began = time.monotonic()
    with pytest.raises(EngineError, match=r"within 0\.3 s; running was the query for segment, win_rate"):
        engine.run(query(SLOW[engine.dialect], Column("segment"), Column("win_rate")), timeout=0.3)
    assert engine.run(query("SELECT 1 AS one")).rows == ((1,),)
    assert time.monotonic() - began < 5


def test_ctrl_c_stops_the_query(engine: OpenEngine) -> None:
    threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt, match=r"^the query for win_rate had been running for \d\.\d s$"):
        engine.run(query(SLOW[engine.dialect], Column("win_rate")))
    assert engine.run(query("SELECT 1 AS one")).rows == ((1,),)
    assert time.monotonic() - began < 5


def test_a_closed_engine_says_so(warehouse: Callable[..., OpenEngine]) -> None:
    opened = warehouse(schema="marts")
    opened.close()
    opened.close()
    with pytest.raises(EngineError, match="is closed"):
        opened.run(query("SELECT 1 AS one"))
