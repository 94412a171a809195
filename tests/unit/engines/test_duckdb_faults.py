"""What DuckDB says is taken apart alike, whether it comes as JSON or in plain words."""

import duckdb
import pytest

from metricops.engines.duckdb_faults import Refusal, refusal


@pytest.fixture(params=[True, False], ids=["json", "words"])
def connection(request: pytest.FixtureRequest) -> duckdb.DuckDBPyConnection:
    opened = duckdb.connect()
    opened.execute("CREATE TABLE deals AS SELECT 1 AS deal_id, 'x' AS stage")
    opened.execute(f"SET errors_as_json = {request.param}")
    return opened


def said(connection: duckdb.DuckDBPyConnection, sql: str) -> Refusal:
    with pytest.raises(duckdb.Error) as raised:
        connection.execute(sql).fetchall()
    return refusal(str(raised.value))


def test_a_missing_table_is_named(connection: duckdb.DuckDBPyConnection) -> None:
    found = said(connection, "SELECT * FROM dealz")
    assert (found.kind, found.table, found.column) == ("Catalog", "dealz", "")


def test_a_table_of_a_missing_schema_is_named(connection: duckdb.DuckDBPyConnection) -> None:
    assert said(connection, "SELECT * FROM crm.deals").table == "crm.deals"


@pytest.mark.parametrize("column", ["deel_id", "d.deel_id"])
def test_a_missing_column_is_named_with_its_candidates(connection: duckdb.DuckDBPyConnection, column: str) -> None:
    found = said(connection, f"SELECT {column} FROM deals AS d")
    assert (found.table, found.column) == ("", "deel_id")
    assert "deal_id" in found.candidates


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("SELECT CAST(stage AS INTEGER) FROM deals", "Conversion"),
        ("SELECT 9223372036854775807 + deal_id FROM deals", "Out of Range"),
        ("SELEC 1", "Parser"),
        ("SELECT nothing_like_it(deal_id) FROM deals", "Catalog"),
    ],
)
def test_other_faults_keep_their_kind_and_one_line(connection: duckdb.DuckDBPyConnection, sql: str, kind: str) -> None:
    found = said(connection, sql)
    assert found.kind == kind
    assert (found.table, found.column) == ("", "")
    assert found.message
    assert "\n" not in found.message
    assert not found.message.startswith("{")


def test_a_position_is_told_in_json() -> None:
    connection = duckdb.connect()
    connection.execute("SET errors_as_json = true")
    assert said(connection, "SELECT 1,\n  nope").position == 12


def test_a_text_that_is_neither_is_still_a_message() -> None:
    assert refusal("something new").message == ""
    assert refusal("Odd Error: {broken").message == "{broken"
