"""Both of dbt's spellings end in the same manifest."""

import json

from resolving import manifest_of, meaning, resolved

from metricops.manifest import CumulativeMetric, MetricInput, Offset, SimpleMetric
from metricops.periods import Grain, Window
from metricops.resolve import lint
from tests.shared_material import shared

LATEST = """
models:
  - name: time_spine_day
    time_spine: {standard_granularity_column: ds, custom_granularities: [{name: fy, column_name: fiscal_year}]}
    columns: [{name: ds, granularity: day}, {name: fiscal_year}]
  - name: fct_orders
    semantic_model: {name: Orders}
    agg_time_dimension: ordered_at
    config: {meta: {metricops: {source_of_truth: shop}}}
    columns:
      - {name: order_id, entity: {type: primary, name: order}}
      - {name: ordered_at, granularity: day, dimension: time}
      - {name: shipped_at, granularity: day, dimension: time}
      - {name: status, dimension: categorical}
    derived_semantics:
      dimensions:
        - {name: is_large, type: categorical, expr: amount > 100}
    metrics:
      - {name: revenue, agg: sum, expr: amount}
      - {name: shipped, agg: sum, expr: amount, agg_time_dimension: shipped_at}
      - {name: p90, agg: percentile, expr: amount, percentile: 0.9, percentile_type: discrete}
      - name: paid_orders
        agg: count
        expr: order_id
        filter: ["{{ Dimension('order__status') }} = 'paid'", "{{ Dimension('order__is_large') }}"]
      - name: stock
        agg: sum
        expr: amount
        non_additive_dimension: {name: ordered_at, window_agg: max, group_by: [order]}
      - name: orders_spine_fill0
        agg: count
        expr: order_id
        hidden: true
        fill_nulls_with: 0
        join_to_timespine: true
      - {name: orders_filled, agg: count, expr: order_id, fill_nulls_with: 0}
      - {name: orders, agg: count, expr: order_id, hidden: true}
metrics:
  - {name: aov, type: ratio, numerator: revenue, denominator: {name: paid_orders, alias: paid}}
  - name: growth
    type: derived
    expr: revenue - before
    input_metrics: [revenue, {name: revenue, alias: before, offset_window: 1 fy}]
  - {name: running, type: cumulative, input_metric: orders_spine_fill0, window: 7 days, period_agg: last}
  - {name: hourly, type: cumulative, input_metric: orders, grain_to_date: month}
  - name: repeat
    type: conversion
    entity: order
    calculation: conversions
    base_metric: orders
    conversion_metric: orders
    window: 7 days
    constant_properties: [{base_property: status, conversion_property: status}]
"""

LEGACY = """
models:
  - name: time_spine_day
    time_spine: {standard_granularity_column: ds, custom_granularities: [{name: fy, column_name: fiscal_year}]}
    columns: [{name: ds, granularity: day}, {name: fiscal_year}]
semantic_models:
  - name: orders
    model: ref('fct_orders')
    defaults: {agg_time_dimension: ordered_at}
    config: {meta: {metricops: {source_of_truth: shop}}}
    entities: [{name: order, type: primary, expr: order_id}]
    dimensions:
      - {name: ordered_at, type: time, type_params: {time_granularity: day}}
      - {name: shipped_at, type: time, type_params: {time_granularity: day}}
      - {name: status, type: categorical}
      - {name: is_large, type: categorical, expr: amount > 100}
    measures:
      - {name: Revenue, agg: sum, expr: amount, create_metric: true}
      - {name: shipped, agg: sum, expr: amount, agg_time_dimension: shipped_at}
      - {name: p90, agg: percentile, expr: amount, agg_params: {percentile: 0.9, use_discrete_percentile: true}}
      - {name: orders, agg: count, expr: order_id}
      - name: stock_measure
        agg: sum
        expr: amount
        non_additive_dimension: {name: ordered_at, window_choice: max, window_groupings: [order]}
metrics:
  - {name: shipped, type: simple, type_params: {measure: shipped}}
  - {name: p90, type: simple, type_params: {measure: p90}}
  - name: paid_orders
    type: simple
    type_params: {measure: {name: orders, filter: "{{ Dimension('order__status') }} = 'paid'"}}
    filter: "{{ Dimension('order__is_large') }}"
  - {name: stock, type: simple, type_params: {measure: stock_measure}}
  - {name: orders_filled, type: simple, type_params: {measure: {name: orders, fill_nulls_with: 0}}}
  - {name: aov, type: ratio, type_params: {numerator: revenue, denominator: {name: paid_orders, alias: paid}}}
  - name: growth
    type: derived
    type_params:
      expr: revenue - before
      metrics: [{name: revenue}, {name: revenue, alias: before, offset_window: 1 fy}]
  - name: running
    type: cumulative
    type_params:
      measure: {name: orders, fill_nulls_with: 0, join_to_timespine: true}
      cumulative_type_params: {window: 7 days, period_agg: last}
  - {name: hourly, type: cumulative, type_params: {measure: orders, grain_to_date: month}}
  - name: repeat
    type: conversion
    type_params:
      conversion_type_params:
        base_measure: orders
        conversion_measure: orders
        entity: order
        calculation: conversions
        window: 7 days
        constant_properties: [{base_property: status, conversion_property: status}]
"""


def test_both_spellings_mean_the_same() -> None:
    latest, legacy = manifest_of(LATEST), manifest_of(LEGACY)
    assert meaning(latest.models) == meaning(legacy.models)
    assert meaning(latest.spines) == meaning(legacy.spines)
    assert meaning(latest.metrics) == meaning(legacy.metrics)


def test_a_legacy_metric_over_a_measure_holds_the_measure() -> None:
    paid = manifest_of(LEGACY).metrics["paid_orders"]
    assert isinstance(paid, SimpleMetric)
    assert (paid.model, paid.measure.expr.text, paid.measure.time_dimension) == ("orders", "order_id", "ordered_at")
    assert [f.text for f in paid.filters] == [
        "{{ Dimension('order__status') }} = 'paid'",
        "{{ Dimension('order__is_large') }}",
    ]


def test_a_cumulative_metric_fills_as_its_input_does() -> None:
    running = manifest_of(LEGACY).metrics["running"]
    assert isinstance(running, CumulativeMetric)
    assert running.window == Window(7, Grain.DAY)
    assert (running.fill_nulls_with, running.join_to_timespine) == (0, True)


def test_a_measure_hidden_behind_another_metric_of_its_name_stays_apart() -> None:
    other = LEGACY.replace("{name: shipped, type: simple", "{name: orders, type: simple")
    metrics = manifest_of(other).metrics
    assert isinstance(metrics["hourly"], CumulativeMetric)
    assert metrics["hourly"].input == MetricInput("orders__measure", metrics["hourly"].input.span)
    assert metrics["orders__measure"].hidden
    assert not metrics["orders"].hidden


def test_windows_shorter_than_a_day_are_kept_apart() -> None:
    text = LATEST.replace("granularity: day, dimension", "granularity: minute, dimension").replace("7 days", "6 hours")
    running = manifest_of(text).metrics["running"]
    assert isinstance(running, CumulativeMetric)
    assert (running.window, running.sub_daily_window) == (None, Offset(6, "hour"))


def test_a_created_metric_and_a_written_one_cannot_share_a_name() -> None:
    _, faults = resolved(LEGACY + "  - {name: revenue, type: simple, type_params: {measure: shipped}}\n")
    assert [f.code for f in faults] == ["R002"]


# ── the shared shop ─────────────────────────────────────────────────────────────────────────────────────────


def shop(name: str) -> str:
    return (shared("cases", "shop", "manifests") / name).read_text(encoding="utf-8")


def test_the_shop_resolves_alike_in_both_spellings() -> None:
    latest, legacy = manifest_of(shop("shop.latest.yml")), manifest_of(shop("shop.legacy.yml"))
    assert meaning(latest.metrics) == meaning(legacy.metrics)
    assert meaning(latest.models) == meaning(legacy.models)
    assert meaning(latest.saved_queries) == meaning(legacy.saved_queries)
    assert len(latest.metrics) == 87


def test_a_project_without_operating_kpis_is_left_in_peace() -> None:
    assert lint(manifest_of(shop("shop.latest.yml"))) == ()


def test_manifests_are_rejected_and_accepted_as_the_shop_says() -> None:
    cases = json.loads((shared("cases", "shop") / "invalid_manifests.json").read_text(encoding="utf-8"))
    for case in cases:
        _, faults = resolved(json.dumps(case["legacy"], indent=1))
        rejected = any(f.severity == "error" for f in faults)
        assert rejected == (case["bar"] == "reject"), (case["id"], faults)
