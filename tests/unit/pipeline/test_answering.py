"""Answers: rows in a stable order, what a reader must know, and the trust of the least trusted thing that was read."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from small_project import SHOP, TABLES, project_of

import metricops as mo
from metricops.errors import EngineError, QueryError
from metricops.manifest import ConfidenceLevel

CONTRACT = """
contracts:
  revenue:
    unit: usd
    caveats: [{text: "Refunds arrive late."}]
    confidence: {level: medium, note: Closed by hand.}
"""
TRUSTED = """
models:
  - name: dim_customers
    config: {meta: {metricops: {confidence: low}}}
    semantic_model: {name: customers}
    columns:
      - {name: customer_id, entity: {type: primary, name: customer}}
      - {name: segment, dimension: categorical}
"""
WITHOUT_CUSTOMERS = SHOP[: SHOP.index("  - name: dim_customers")] + SHOP[SHOP.index("metrics:\n  - {name: average") :]


def answered(*metrics: str, texts: tuple[str, ...] = (SHOP, CONTRACT), **asked: Any) -> mo.QueryResult:
    with project_of(TABLES, *texts) as project:
        return project.query(metrics, **asked)


def test_rows_are_sorted_by_group_bys_with_null_last() -> None:
    result = answered("revenue", by=["customer__segment", "status"])
    assert [row[:2] for row in result.rows] == [("enterprise", "open"), ("smb", "paid"), (None, "it's")]


def test_an_order_that_is_asked_for_is_kept() -> None:
    result = answered("revenue", by=["status"], order_by=["-revenue"])
    assert [status for status, _ in result.rows] == ["paid", "it's", "open"]


def test_numbers_stay_exact() -> None:
    (((value),),) = answered("revenue").rows
    assert value == Decimal("42.50")
    assert isinstance(value, Decimal)


def test_caveats_come_from_the_contract_and_from_the_question() -> None:
    plain = answered("revenue")
    assert plain.caveats == ("revenue: Refunds arrive late.", "revenue: Closed by hand.")
    windowed = answered("revenue", window="1 month", as_of="2024-03-01")
    assert windowed.caveats[0] == "window: 1 month, 2024-02-01 to 2024-02-29"
    assert windowed.as_of == date(2024, 3, 1)
    assert answered("order_count").caveats == ()


@pytest.mark.parametrize(
    ("metrics", "by", "level"),
    [
        (("order_count",), [], None),
        (("revenue",), [], ConfidenceLevel.MEDIUM),
        (("order_count",), ["customer__segment"], ConfidenceLevel.LOW),
        (("revenue",), ["customer__segment"], ConfidenceLevel.LOW),
        (("revenue", "order_count"), [], ConfidenceLevel.MEDIUM),
    ],
)
def test_confidence_is_the_worst_of_what_is_read(
    metrics: tuple[str, ...], by: list[str], level: ConfidenceLevel | None
) -> None:
    found = answered(*metrics, texts=(WITHOUT_CUSTOMERS, TRUSTED, CONTRACT), by=by).confidence
    assert (found.level if found else None) == level


def test_columns_have_names_types_and_units() -> None:
    result = answered("revenue", "order_count", by=["status"])
    assert [(c.name, c.type, c.unit) for c in result.columns] == [
        ("status", "VARCHAR", ""),
        ("revenue", "DECIMAL(38,2)", "usd"),
        ("order_count", "BIGINT", ""),
    ]


def test_a_window_without_a_date_ends_with_the_last_complete_unit_before_today() -> None:
    result = answered("revenue", window="1w")
    assert result.as_of is not None
    assert date.today() - result.as_of <= timedelta(days=1)


def test_a_refusal_needs_no_warehouse() -> None:
    with project_of(TABLES, SHOP) as project:
        project.engine = None
        with pytest.raises(QueryError):
            project.query("revenu")
        with pytest.raises(EngineError, match="no warehouse"):
            project.query("revenue")


def test_a_missing_table_is_the_worlds_fault() -> None:
    with project_of("select 1", SHOP) as project, pytest.raises(EngineError, match="fct_orders"):
        project.query("revenue")
