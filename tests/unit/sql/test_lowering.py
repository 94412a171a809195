"""Lowering and rendering: shapes that golden files do not show, the same rows with and without passes, stable bytes."""

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from small_project import SHOP, TABLES, manifest_of, planned, project_of, sql_of

from metricops import Project
from metricops.errors import QueryError
from metricops.manifest import Relation
from metricops.sql import compile_plan, lower, trees
from metricops.sql.dialects import dialect_named
from metricops.sql.passes import PASSES

MANIFEST = manifest_of(SHOP)
QUERIES: list[dict[str, Any]] = [
    {"metrics": ["revenue"]},
    {"metrics": ["revenue", "order_count"], "group_by": ["metric_time__month"]},
    {"metrics": ["average_order"], "group_by": ["customer__segment"]},
    {"metrics": ["revenue"], "window": "1 month", "as_of": "2024-03-01", "group_by": ["status"]},
    {"metrics": ["revenue"], "window": "1 month", "group_by": ["metric_time__week"]},
    {"metrics": [], "group_by": ["customer__segment"]},
]


@pytest.mark.parametrize("asked", QUERIES)
def test_passes_never_change_rows(asked: dict[str, Any]) -> None:
    plan = planned(MANIFEST, *asked["metrics"], **{k: v for k, v in asked.items() if k != "metrics"})
    connection = duckdb.connect()
    connection.execute(TABLES)
    plain = lower(plan, "main")
    passed = lower(plan, "main")
    for one in PASSES:
        passed = one(passed, dialect_named("postgres"))
    rows = [connection.execute(tree.sql(dialect="duckdb")).fetchall() for tree in (plain, passed)]
    assert sorted(map(str, rows[0])) == sorted(map(str, rows[1]))
    assert rows[0]


@pytest.mark.parametrize("asked", QUERIES)
def test_the_same_question_is_the_same_text(asked: dict[str, Any]) -> None:
    rest = {k: v for k, v in asked.items() if k != "metrics"}
    first = sql_of(MANIFEST, *asked["metrics"], **rest)
    assert sql_of(manifest_of(SHOP), *asked["metrics"], **rest) == first


def test_metrics_of_one_model_are_one_scan() -> None:
    sql = sql_of(MANIFEST, "revenue", "order_count", "average_order", group_by=["status"])
    assert sql.count("main.fct_orders") == 1


def test_metrics_of_one_model_through_different_filters_are_one_scan() -> None:
    filtered = SHOP.replace(
        "      - {name: order_count, agg: count, expr: order_id}\n",
        "      - {name: order_count, agg: count, expr: order_id}\n"
        "      - {name: paid, agg: sum, expr: amount, filter: \"{{ Dimension('sale__status') }} = 'paid'\"}\n"
        "      - {name: open, agg: sum, expr: amount, filter: \"{{ Dimension('sale__status') }} = 'open'\"}\n",
    )
    sql = sql_of(manifest_of(filtered), "paid", "open", "revenue")
    assert sql.count("main.fct_orders") == 1
    with project_of(TABLES, filtered) as project:
        assert [str(v) for v in project.query(["paid", "open", "revenue"]).rows[0]] == ["30.50", "5.00", "42.50"]


@pytest.fixture(scope="module")
def project() -> Iterator[Project]:
    with project_of(TABLES, SHOP) as opened:
        yield opened


def test_without_group_bys_there_is_one_row_even_over_no_rows(project: Project) -> None:
    asked = {"where": ["status = 'nowhere'"]}
    assert project.query(["revenue", "order_count", "average_order"], **asked).rows == ((None, 0, None),)
    assert project.query(["revenue"], by=["status"], **asked).rows == ()


def test_limit_zero_gives_no_rows(project: Project) -> None:
    assert project.query("revenue", by=["status"], limit=0).rows == ()


@pytest.mark.parametrize("order", ["customer__segment", "-customer__segment"])
def test_null_stands_last_whatever_the_order(project: Project, order: str) -> None:
    assert project.query("revenue", by=["customer__segment"], order_by=[order]).rows[-1][0] is None


def test_a_result_says_its_columns_and_their_units() -> None:
    manifest = manifest_of(SHOP, "contracts: {revenue: {unit: usd}}")
    compiled = compile_plan(planned(manifest, "revenue", group_by=["status"]))
    assert [(c.name, c.unit) for c in compiled.columns] == [("status", ""), ("revenue", "usd")]


def test_the_comment_names_where_the_metrics_are_defined() -> None:
    revenue, average = (MANIFEST.metrics[name].span.place for name in ("revenue", "average_order"))
    compiled = compile_plan(planned(MANIFEST, "revenue", "average_order"))
    assert compiled.sql.startswith(f"/* revenue ({revenue}); average_order ({average}) */\n")


@pytest.mark.parametrize(("name", "found"), [("DuckDB", "duckdb"), ("POSTGRES", "postgres"), ("bigquery", "bigquery")])
def test_dialects_are_found_in_any_case(name: str, found: str) -> None:
    assert dialect_named(name).name == found


@pytest.mark.parametrize(("name", "hint"), [("postgresql", 'did you mean "postgres"?'), ("cobol", "snowflake")])
def test_any_other_dialect_is_refused_by_name(name: str, hint: str) -> None:
    with pytest.raises(QueryError) as refused:
        compile_plan(planned(MANIFEST, "revenue"), name)
    (fault,) = refused.value.diagnostics
    assert fault.code == "P037"
    assert name in fault.message
    assert hint in fault.hint


@pytest.mark.parametrize(
    ("relation", "sql"),
    [
        (Relation("orders"), "main.orders"),
        (Relation("orders", "sales"), "sales.orders"),
        (Relation("orders", "sales", "lake"), "lake.sales.orders"),
    ],
)
def test_a_table_with_a_schema_of_its_own_keeps_it(relation: Relation, sql: str) -> None:
    assert trees.relation(relation, "main").sql() == sql


def test_without_any_schema_a_table_stands_alone() -> None:
    assert trees.relation(Relation("orders"), None, "o").sql() == "orders AS o"
