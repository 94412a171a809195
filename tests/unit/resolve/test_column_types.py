"""Columns of one name whose types differ between tables, as the warehouse lists them."""

import pytest
from small_project import manifest_of, project_of

from metricops.manifest import Relation
from metricops.resolve.lint_columns import column_types

TEXT = """
models:
  - name: deals
    semantic_model: true
    agg_time_dimension: closed_on
    columns:
      - {name: deal_id, entity: {type: primary, name: deal}}
      - {name: account_id, entity: {type: foreign, name: account}}
      - {name: closed_on, granularity: day, dimension: {type: time}}
    metrics:
      - name: n
        agg: count
        expr: deal_id
        config: {meta: {metricops: {thresholds: [red: below 3]}}}
  - name: accounts
    semantic_model: true
    columns: [{name: account_id, entity: {type: primary, name: account}}]
"""
DEALS, ACCOUNTS = Relation("deals"), Relation("accounts")


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("INTEGER", "VARCHAR", ['"account_id" is text in "accounts" and a number in "deals"']),
        ("BIGINT", "DECIMAL(18,2)", []),
        ("character varying(20)", "date", ['"account_id" is a time in "accounts" and text in "deals"']),
        ("TIMESTAMP WITH TIME ZONE", "DATE", []),
        ("BOOLEAN", "bigint", ['"account_id" is a number in "accounts" and a truth value in "deals"']),
        ("STRUCT(a INTEGER)", "VARCHAR", []),  # nothing is known of other types
    ],
)
def test_types_are_told_apart_as_people_do(one: str, other: str, told: list[str]) -> None:
    types = {DEALS: {"account_id": one}, ACCOUNTS: {"account_id": other}}
    found = tuple(column_types(manifest_of(TEXT), types))
    assert [diagnostic.message for diagnostic in found] == told
    assert {diagnostic.code for diagnostic in found} <= {"W057"}


def test_a_project_without_operating_kpis_is_left_in_peace() -> None:
    text = TEXT.replace("config: {meta: {metricops: {thresholds: [red: below 3]}}}", "")
    types = {DEALS: {"account_id": "INTEGER"}, ACCOUNTS: {"account_id": "VARCHAR"}}
    assert not tuple(column_types(manifest_of(text), types))


def test_lint_asks_the_warehouse() -> None:
    tables = """
    create table deals (deal_id integer, account_id integer, closed_on date);
    create table accounts (account_id varchar);
    """
    told = [d.message for d in project_of(tables, TEXT).lint() if d.code == "W057"]
    assert told == ['"account_id" is text in "accounts" and a number in "deals"']
