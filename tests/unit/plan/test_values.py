"""Queries without metrics: the nearest model that reaches every name, the spine for metric_time, and refusals."""

from typing import Any

import pytest
from small_project import SHOP, TABLES, manifest_of, planned, project_of, refusal, sql_of

from metricops.manifest import Manifest

TIMELESS = """
models:
  - name: dim_products
    semantic_model: {name: products}
    columns:
      - {name: product_id, entity: {type: primary, name: product}}
      - {name: brand, dimension: categorical}
"""
MANIFEST = manifest_of(SHOP, TIMELESS)


def source(manifest: Manifest, *names: str, **asked: Any) -> str:
    (part,) = planned(manifest, group_by=names, **asked).parts
    return part.scan.source.name


@pytest.mark.parametrize(
    ("names", "model"),
    [
        (("customer__segment",), "customers"),
        (("segment",), "customers"),
        (("sale__status",), "orders"),
        (("sale__status", "customer__segment"), "orders"),
        (("customer", "status"), "orders"),
        (("product__brand",), "products"),
        (("metric_time",), "dim_date"),
        (("metric_time__month", "metric_time__year"), "dim_date"),
        (("metric_time", "sale__status"), "orders"),
    ],
)
def test_rows_come_from_the_model_that_needs_the_fewest_joins(names: tuple[str, ...], model: str) -> None:
    assert source(MANIFEST, *names) == model


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("product__brand", "sale__status"), "P026"),
        (("product__brnd",), "P023"),
        (("nothing",), "P023"),
        (("metric_time__hour",), "P027"),
        ((), "P009"),
    ],
)
def test_what_no_model_has_together_is_refused(names: tuple[str, ...], code: str) -> None:
    assert refusal(MANIFEST, group_by=names).code == code


@pytest.mark.parametrize(
    ("asked", "columns", "rows"),
    [
        ({"by": ["customer__segment"]}, ["customer__segment"], {("smb",), ("enterprise",), ("unused",)}),
        (
            {"by": ["sale__status", "customer__segment"]},
            ["sale__status", "customer__segment"],
            {("paid", "smb"), ("open", "enterprise"), ("it's", None), (None, "unused")},
        ),
        ({"by": ["sale__status"], "where": ["customer__segment = 'smb'"]}, ["sale__status"], {("paid",)}),
        (
            {"by": ["customer__segment"], "where": ["{{ Metric('revenue', group_by=['customer']) }} > 20"]},
            ["customer__segment"],
            {("smb",)},
        ),
        (
            {"by": ["sale__status"], "min_max_only": True},
            ["sale__status__min", "sale__status__max"],
            {("it's", "paid")},
        ),
        ({"by": ["sale__status"], "order_by": ["-sale__status"], "limit": 1}, ["sale__status"], {("paid",)}),
    ],
)
def test_the_distinct_values_come_back(asked: dict[str, Any], columns: list[str], rows: set[tuple[Any, ...]]) -> None:
    with project_of(TABLES, SHOP) as project:
        result = project.query(**asked)
    assert [c.name for c in result.columns] == columns
    assert set(result.rows) == rows
    assert len(result.rows) == len(rows)


def test_every_row_comes_back_when_they_are_not_to_be_grouped() -> None:
    with project_of(TABLES, SHOP) as project:
        rows = project.query(by=["customer__segment", "sale__status"], apply_group_by=False).rows
    assert sorted(map(str, rows)) == sorted(
        map(str, [("smb", "paid"), ("smb", "paid"), ("enterprise", "open"), (None, "it's"), ("unused", None)])
    )


def test_a_range_limits_metric_time() -> None:
    with project_of(TABLES, SHOP) as project:
        asked = {"time_constraint": ("2024-02-10", "2024-02-20")}
        months = project.query(by=["metric_time__month"], **asked).rows
        statuses = project.query(by=["sale__status", "metric_time__month"], **asked).rows
    assert [str(month)[:10] for (month,) in months] == ["2024-02-01"]
    assert {(status, str(month)[:7]) for status, month in statuses} == {
        (s, "2024-02") for s in ("it's", "open", "paid")
    }


def test_without_a_metric_metric_time_is_a_time_of_the_spine_beside_every_row() -> None:
    with project_of(TABLES, SHOP) as project:
        rows = project.query(by=["customer__segment", "metric_time__month"]).rows
    months = ("2024-01", "2024-02", "2024-03")
    assert {(segment, str(month)[:7]) for segment, month in rows} == {
        (segment, month) for segment in ("smb", "enterprise", "unused") for month in months
    }
    assert len(rows) == 9


@pytest.mark.parametrize(
    "asked", [{"time_constraint": ("2024-02-10", "2024-02-20")}, {"window": "1w", "as_of": "2024-02-20"}]
)
def test_times_that_limit_nothing_are_refused_rather_than_ignored(asked: dict[str, Any]) -> None:
    assert refusal(MANIFEST, group_by=["customer__segment"], **asked).code == "P033"


def test_without_any_model_there_is_nothing_to_reach() -> None:
    assert refusal(manifest_of("metrics: []"), group_by=["segment"]).code == "P023"


def test_a_spine_is_read_once_for_all_of_its_grains() -> None:
    sql = sql_of(MANIFEST, group_by=["metric_time__month", "metric_time__extract_dow"])
    assert sql.count("FROM main.dim_date") == 1
    assert sql.startswith("SELECT DISTINCT")
