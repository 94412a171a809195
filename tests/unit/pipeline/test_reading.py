"""Reading: which models and tables stand behind a plan, through joins, filters, conversions and the models' SQL."""

from typing import Any

import pytest
from small_project import SHOP, manifest_of, planned

from metricops.manifest import Relation
from metricops.pipeline import reading

MORE = """
models:
  - name: fct_visits
    semantic_model: {name: visits}
    agg_time_dimension: visited_on
    columns:
      - {name: visit_id, entity: {type: primary, name: visit}}
      - {name: customer_id, entity: {type: foreign, name: customer}}
      - {name: visited_on, granularity: day, dimension: time}
    metrics: [{name: visits, agg: count, expr: visit_id}]
metrics:
  - {name: conversion, type: conversion, entity: customer, calculation: conversions, base_metric: visits,
     conversion_metric: order_count}
sources:
  - name: crm
    schema: raw_crm
    tables: [{name: deals}]
"""
MANIFEST = manifest_of(SHOP, MORE)


@pytest.mark.parametrize(
    ("metrics", "asked", "models"),
    [
        (("revenue",), {}, ["orders"]),
        (("revenue",), {"group_by": ["customer"]}, ["orders"]),
        (("revenue",), {"group_by": ["customer__segment"]}, ["orders", "customers"]),
        (("revenue",), {"where": ["customer__segment = 'smb'"]}, ["orders", "customers"]),
        (("revenue", "visits"), {"group_by": ["customer__segment"]}, ["orders", "customers", "visits"]),
        (("conversion",), {}, ["visits", "orders"]),
        (("revenue",), {"where": ["{{ Metric('visits', group_by=['customer']) }} > 1"]}, ["orders", "visits"]),
        (("revenue",), {"window": "1w", "group_by": ["metric_time__week"]}, ["orders"]),
        ((), {"group_by": ["metric_time"]}, ["dim_date"]),
    ],
)
def test_a_plan_reads_these_models(metrics: tuple[str, ...], asked: dict[str, Any], models: list[str]) -> None:
    assert [model.name for model in reading.models(planned(MANIFEST, *metrics, **asked))] == models


def test_joins_to_models_are_listed_and_others_are_not() -> None:
    plan = planned(
        MANIFEST,
        "revenue",
        group_by=["customer__segment"],
        where=["{{ Metric('visits', group_by=['customer']) }} > 1"],
    )
    assert [join.table for join in reading.joins(plan)] == ["customer"]


def table(written: str) -> Relation:
    """`schema.name` or a name alone."""
    *schema, name = written.split(".")
    return Relation(name, schema[0] if schema else None)


def names(lineage: dict[str, tuple[str, ...]], *first: str) -> list[str]:
    known = {table(name): tuple(map(table, reads)) for name, reads in lineage.items()}
    return [str(relation) for relation in reading.upstream(map(table, first), known)]


def test_lineage_is_followed_to_the_sources_each_table_once() -> None:
    lineage = {"mart": ("stage", "other"), "stage": ("raw_crm.deals",), "other": ("stage",)}
    assert names(lineage, "mart") == ["mart", "stage", "other", "raw_crm.deals"]


def test_lineage_is_followed_in_any_case_and_ends_where_it_is_not_known() -> None:
    assert names({"mart": ("unknown",)}, "MART") == ["MART", "unknown"]
    assert names({}, "mart") == ["mart"]


def test_a_schema_tells_tables_of_one_name_apart_and_is_no_matter_where_it_is_not_said() -> None:
    lineage = {"one.deals": ("first",), "two.deals": ("second",)}
    assert names(lineage, "two.deals") == ["two.deals", "second"]
    assert names(lineage, "deals") == ["deals", "first"]
    assert names({"deals": ("first",)}, "main.deals") == ["main.deals", "first"]
    assert names(lineage, "three.deals") == ["three.deals"]


def test_lineage_in_a_circle_ends() -> None:
    assert names({"a": ("b",), "b": ("a", "b")}, "a") == ["a", "b"]
