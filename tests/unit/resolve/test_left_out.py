"""What does not resolve is left out with whatever depends on it; the rest stays, and no fault is told twice."""

from resolving import ORDERS, manifest_of, resolved

from metricops.definitions import read_texts
from metricops.resolve import resolve

DERIVED = """
metrics:
  - {name: aov, type: ratio, numerator: revenue, denominator: %s}
  - {name: twice_aov, type: derived, expr: aov * 2, input_metrics: [aov]}
  - {name: running, type: cumulative, input_metric: revenue, window: 7 days}
saved_queries:
  - {name: weekly, query_params: {metrics: [twice_aov]}}
  - {name: daily, query_params: {metrics: [running]}}
"""


def test_everything_that_stands_on_a_fault_falls_with_it() -> None:
    manifest, faults = resolved(ORDERS, DERIVED % "ordres")
    assert [f.code for f in faults] == ["R003"]
    assert set(manifest.metrics) == {"revenue", "orders", "running"}
    assert set(manifest.saved_queries) == {"daily"}
    assert manifest.left_out == {"aov", "twice_aov", "weekly"}


def test_without_faults_nothing_is_left_out() -> None:
    manifest = manifest_of(ORDERS, DERIVED % "orders")
    assert not manifest.left_out
    assert set(manifest.metrics) == {"revenue", "orders", "aov", "twice_aov", "running"}


def test_a_metric_that_was_not_decoded_is_not_reported_again() -> None:
    broken = ORDERS.replace("agg: count", "agg: counting")
    manifest, faults = resolved(broken, DERIVED % "orders")
    assert [f.code[0] for f in faults] == ["L"]
    assert {"orders", "aov", "twice_aov"} <= manifest.left_out
    assert "running" in manifest.metrics


def test_a_file_that_is_not_yaml_excuses_names_that_it_may_hold() -> None:
    _, faults = resolved("models: [", DERIVED % "orders")
    assert {f.code[0] for f in faults} == {"L"}


def test_a_typing_slip_is_told_even_when_a_file_cannot_be_read() -> None:
    _, faults = resolved("models: [", ORDERS, DERIVED % "ordres")
    assert [f.code for f in faults if f.code[0] == "R"] == ["R003"]


def test_one_element_costs_only_what_uses_it() -> None:
    shipped = """
      - {name: late, agg: count, expr: order_id, agg_time_dimension: shipped_at}
      - {name: shipped, agg: count, expr: order_id, filter: "{{ Dimension('order__shipped_at') }} is not null"}
"""
    text = ORDERS.replace("{name: status, dimension: categorical}", "{name: shipped_at, dimension: time}") + shipped
    manifest, faults = resolved(text)
    assert [f.code for f in faults] == ["R010"]
    assert set(manifest.metrics) == {"revenue", "orders"}
    assert {"late", "shipped", "shipped_at"} <= manifest.left_out


def test_a_broken_model_takes_its_metrics_along() -> None:
    text = ORDERS.replace("{type: primary, name: order}", "{type: foreign, name: order}")
    manifest, faults = resolved(text, DERIVED % "orders")
    assert [f.code for f in faults] == ["R011"]
    assert not manifest.models
    assert not manifest.metrics


def test_circles_through_filters_are_found() -> None:
    circle = """
metrics:
  - {name: a, type: ratio, numerator: revenue, denominator: b}
  - name: b
    type: ratio
    numerator: {name: revenue, filter: "{{ Metric('a', group_by=['customer']) }} > 3"}
    denominator: revenue
"""
    manifest, faults = resolved(ORDERS, circle)
    assert [f.message for f in faults] == ['metrics are defined in a circle: "a" → "b" → "a"']
    assert set(manifest.metrics) == {"revenue", "orders"}


def test_long_and_wide_chains_are_linked_at_once() -> None:
    lines = ["metrics:", "  - {name: m_0, type: derived, expr: revenue + orders, input_metrics: [revenue, orders]}"]
    for n in range(1, 1500):
        both = f"[m_{n - 1}, {{name: m_{n - 1}, alias: other}}]"
        lines.append(f"  - {{name: m_{n}, type: derived, expr: m_{n - 1} + other, input_metrics: {both}}}")
    manifest = manifest_of(ORDERS, "\n".join(lines))
    assert len(manifest.metrics) == 1502


def test_resolving_never_raises_for_what_a_file_holds() -> None:
    for text in ("", "metrics:", "models: [{name: x, semantic_model: true}]", "semantic_models: [{name: x}]"):
        resolve(read_texts({"f.yml": text}))


def test_a_metric_stands_although_something_else_of_its_name_has_faults() -> None:
    others = """
checks:
  - {name: revenue, on: fct_orders, unique: order_id, mostly: 7}
silences:
  - {name: orders, until: never, reasn: x}
people:
  aov: {nme: x}
"""
    manifest, faults = resolved(ORDERS, DERIVED % "orders", others)
    assert {f.code[0] for f in faults} == {"L"}
    assert set(manifest.metrics) == {"revenue", "orders", "aov", "twice_aov", "running"}
