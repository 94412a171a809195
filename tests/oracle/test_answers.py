"""Whole queries over a handful of rows, answered by the oracle and by hand."""

from datetime import datetime
from typing import Any

import pytest
import yaml

from tests.oracle.answer import Answer, answer
from tests.oracle.definitions import Refused, World
from tests.oracle.reading import read_world

YAML = """
models:
  - name: sales
    semantic_model: true
    agg_time_dimension: sold_at
    columns:
      - {name: sale_id, entity: {type: primary, name: sale}}
      - {name: customer_id, entity: {type: foreign, name: customer}}
      - {name: shop_id, entity: {type: foreign, name: shop}}
      - {name: sold_at, granularity: day, dimension: {type: time}}
      - {name: status, dimension: {type: categorical}}
    metrics:
      - {name: revenue, type: simple, agg: sum, expr: amount}
      - {name: sales, type: simple, agg: count, expr: sale_id}
      - {name: done, type: simple, agg: sum, expr: amount, filter: "{{ Dimension('sale__status') }} = 'done'"}
      - {name: done_filled, type: simple, agg: sum, expr: amount, fill_nulls_with: 0,
         filter: "{{ Dimension('sale__status') }} = 'done'"}
  - name: visits
    semantic_model: true
    agg_time_dimension: at
    primary_entity: visit
    columns:
      - {name: customer_id, entity: {type: foreign, name: customer}}
      - {name: at, granularity: day, dimension: {type: time}}
    metrics:
      - {name: visits, type: simple, agg: count, expr: "1"}
  - name: customers
    semantic_model: true
    columns:
      - {name: customer_id, entity: {type: primary, name: customer}}
      - {name: region_id, entity: {type: foreign, name: region}}
      - {name: tier, dimension: {type: categorical}}
  - name: regions
    semantic_model: true
    columns:
      - {name: region_id, entity: {type: primary, name: region}}
      - {name: country, dimension: {type: categorical}}
  - name: shops
    semantic_model: true
    primary_entity: shop
    columns:
      - {name: shop_id, entity: {type: natural, name: shop}}
      - {name: region_id, entity: {type: foreign, name: region}}
      - {name: since, granularity: day, dimension: {type: time, validity_params: {is_start: true}}}
      - {name: until, granularity: day, dimension: {type: time, validity_params: {is_end: true}}}
      - {name: manager, dimension: {type: categorical}}
  - name: sale_tags
    semantic_model: true
    primary_entity: sale_tag
    config: {meta: {metricops: {bridge: true}}}
    columns:
      - {name: sale_id, entity: {type: foreign, name: sale}}
      - {name: tag_id, entity: {type: foreign, name: tag}}
  - name: tags
    semantic_model: true
    columns:
      - {name: tag_id, entity: {type: primary, name: tag}}
      - {name: colour, dimension: {type: categorical}}
  - name: stock
    semantic_model: true
    agg_time_dimension: day
    primary_entity: level
    columns:
      - {name: shop_id, entity: {type: foreign, name: shop}}
      - {name: day, granularity: day, dimension: {type: time}}
    metrics:
      - {name: on_hand, type: simple, agg: sum, expr: pieces,
         non_additive_dimension: {name: day, window_agg: max}}
      - {name: on_hand_by_shop, type: simple, agg: sum, expr: pieces,
         non_additive_dimension: {name: day, window_agg: max, group_by: [shop]}}
metrics:
  - {name: per_visit, type: ratio, numerator: revenue, denominator: visits}
  - {name: done_share, type: ratio, numerator: done, denominator: revenue}
  - name: net
    type: derived
    expr: revenue - coalesce(done, 0) * 0.5
    input_metrics: [{name: revenue}, {name: done}]
"""


def day(text: str) -> datetime:
    return datetime.fromisoformat(text)


def rows(columns: str, *values: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [dict(zip(columns.split(), row, strict=True)) for row in values]


TABLES = {
    "sales": rows(
        "sale_id customer_id shop_id sold_at status amount",
        ("s1", "c1", "h1", day("2024-02-28T10:00"), "done", 10.0),
        ("s2", "c1", "h1", day("2024-02-29"), "open", 20.0),
        ("s3", "c2", "h2", day("2024-03-01"), "done", None),
        ("s4", None, "h1", day("2024-03-01"), None, 5.0),
        ("s5", "c9", None, None, "done", 7.0),
    ),
    "visits": rows("customer_id at", ("c1", day("2024-02-29")), (None, day("2024-02-29")), ("c3", day("2024-03-02"))),
    "customers": rows("customer_id region_id tier", ("c1", "r1", "gold"), ("c2", None, None), ("c3", "r9", "iron")),
    "regions": rows("region_id country", ("r1", "fr"), ("r2", "de")),
    "shops": rows(
        "shop_id region_id since until manager",
        ("h1", "r2", day("2024-01-01"), day("2024-02-29"), "ann"),
        ("h1", "r2", day("2024-02-29"), None, "bob"),
    ),
    "sale_tags": rows("sale_id tag_id", ("s1", "t1"), ("s1", "t2"), ("s1", "t3"), ("s2", "t3"), ("s2", "t9")),
    "tags": rows("tag_id colour", ("t1", "red"), ("t2", "red"), ("t3", "blue")),
    "stock": rows(
        "shop_id day pieces",
        ("h1", day("2024-01-30"), 4),
        ("h1", day("2024-01-31"), 5),
        ("h2", day("2024-01-31"), 6),
        ("h1", day("2024-02-02"), 7),
        ("h1", None, 100),
    ),
}


@pytest.fixture(scope="module")
def world() -> World:
    return read_world(yaml.safe_load(YAML), TABLES)


def ask(world: World, *metrics: str, by: tuple[str, ...] = (), **query: Any) -> set[tuple[Any, ...]]:
    found = answer(world, {"metrics": metrics, "group_by": by, **query}).rows
    assert len(found) == len(set(found))
    return set(found)


def test_without_group_by_there_is_one_row(world: World) -> None:
    assert ask(world, "revenue", "sales") == {(42.0, 5)}
    assert ask(world, "revenue", "sales", where=["{{ Dimension('sale__status') }} = 'lost'"]) == {(None, 0)}


def test_no_fact_is_dropped_and_unmatched_rows_fall_under_null(world: World) -> None:
    assert ask(world, "revenue", by=("customer__tier",)) == {("gold", 30.0), (None, 12.0)}
    assert ask(world, "revenue", by=("customer",)) == {("c1", 30.0), ("c2", None), (None, 5.0), ("c9", 7.0)}
    assert ask(world, "sales", by=("customer__region__country",)) == {("fr", 2), (None, 3)}


def test_null_keys_meet_in_one_row_and_a_missing_side_is_null(world: World) -> None:
    assert ask(world, "sales", "visits", by=("customer",)) == {
        ("c1", 2, 1),
        ("c2", 1, None),
        ("c9", 1, None),
        (None, 1, 1),
        ("c3", None, 1),
    }
    assert ask(world, "done", "done_filled", "visits", by=("customer",)) >= {("c3", None, 0, 1), (None, None, 0, 1)}


def test_ratios_divide_only_by_something(world: World) -> None:
    assert ask(world, "per_visit") == {(14.0,)}
    assert ask(world, "done_share", by=("sale__status",)) == {("done", 1.0), ("open", None), (None, None)}
    assert ask(world, "net") == {(42 - 8.5,)}


def test_short_names_are_found_and_ambiguous_ones_refused(world: World) -> None:
    assert ask(world, "visits", by=("region__country",)) == {("fr", 1), (None, 2)}
    with pytest.raises(Refused, match="ambiguous"):
        ask(world, "revenue", by=("region__country",))


@pytest.mark.parametrize("name", ["visit__status", "sale__tier", "customer__sale__status", "nothing"])
def test_what_cannot_be_reached_is_refused(world: World, name: str) -> None:
    with pytest.raises(Refused):
        ask(world, "visits", by=(name,))


def test_a_changing_dimension_is_read_at_the_facts_own_day(world: World) -> None:
    assert ask(world, "revenue", by=("shop__manager",)) == {("ann", 10.0), ("bob", 25.0), (None, 7.0)}


def test_a_bridge_counts_each_fact_once_per_group(world: World) -> None:
    assert ask(world, "revenue", "sales", by=("sale__tag__colour",)) == {
        ("red", 10.0, 1),
        ("blue", 30.0, 2),
        (None, 32.0, 4),
    }
    assert ask(world, "revenue", where=["{{ Dimension('tag__colour') }} IN ('red', 'blue')"]) == {(30.0,)}


def test_stocks_are_read_at_the_last_snapshot(world: World) -> None:
    assert ask(world, "on_hand", "on_hand_by_shop") == {(7, 13)}
    assert ask(world, "on_hand", by=("shop",)) == {("h1", 7)}
    assert ask(world, "on_hand", by=("metric_time__month",)) == {(day("2024-01-01"), 11), (day("2024-02-01"), 7)}
    assert ask(world, "on_hand", window="1 month", as_of="2024-02-15") == {(11,)}


def test_time_is_widened_to_the_queried_grain(world: World) -> None:
    constraint = ["2024-02-29", "2024-02-29"]
    assert ask(world, "revenue", time_constraint=constraint) == {(20.0,)}
    assert ask(world, "revenue", by=("metric_time__month",), time_constraint=constraint) == {(day("2024-02-01"), 30.0)}
    week = {(day("2024-02-26"), 35.0)}
    assert ask(world, "revenue", by=("metric_time__week",), time_constraint=constraint) == week
    assert ask(world, "revenue", by=("metric_time",), time_constraint=["2024-03-02", "2024-03-01"]) == set()


def test_a_null_time_is_a_group_of_its_own(world: World) -> None:
    assert ask(world, "sales", by=("metric_time__year",)) == {(day("2024-01-01"), 4), (None, 1)}


def test_metrics_can_be_filters(world: World) -> None:
    where = ["{{ Metric('visits', group_by=['customer']) }} >= 1"]
    assert ask(world, "revenue", where=where) == {(30.0,)}


def test_rows_are_ordered_with_nulls_last_and_cut(world: World) -> None:
    query = {"metrics": ["sales"], "group_by": ["customer"], "order_by": ["-sales", "customer"], "limit": 3}
    assert answer(world, query) == Answer(("customer", "sales"), [("c1", 2), ("c2", 1), ("c9", 1)])
    with pytest.raises(Refused, match="order"):
        answer(world, {**query, "order_by": ["revenue"]})


def test_attributes_alone_are_the_combinations_that_occur(world: World) -> None:
    query = {"group_by": ["customer__tier", "region__country"]}
    assert set(answer(world, query).rows) == {("gold", "fr"), (None, None), ("iron", None), (None, "de")}
    assert answer(world, {"group_by": ["customer__tier"], "min_max_only": True}) == Answer(
        ("customer__tier__min", "customer__tier__max"), [("gold", "iron")]
    )


def test_coarser_grains_than_the_times_own_are_needed(world: World) -> None:
    with pytest.raises(Refused, match="finer"):
        ask(world, "revenue", by=("metric_time__hour",))
