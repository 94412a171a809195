"""Strategies for the shop's YAML: its models, and metrics of every kind over them."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

Yaml = dict[str, Any]


def column(name: str, **what: Any) -> Yaml:
    return {"name": name, **what}


def entity(name: str, kind: str, called: str) -> Yaml:
    return column(name, entity={"type": kind, "name": called})


def attribute(name: str) -> Yaml:
    return column(name, dimension={"type": "categorical"})


def time(name: str, grain: str = "day", **more: Any) -> Yaml:
    return column(name, granularity=grain, dimension={"type": "time", **more})


def model(name: str, columns: list[Yaml], at: str = "", **more: Any) -> Yaml:
    own_time = {"agg_time_dimension": at} if at else {}
    return {"name": name, "semantic_model": {"enabled": True, "name": name}, **own_time, "columns": columns, **more}


ORDER_BAND = {
    "name": "band",
    "type": "categorical",
    "expr": "CASE WHEN quantity >= 3 THEN 'large' WHEN quantity >= 1 THEN 'small' END",
}
MODELS: Mapping[str, Yaml] = {
    "regions": model("regions", [entity("region_id", "primary", "region"), attribute("country"), attribute("size")]),
    "customers": model(
        "customers",
        [
            entity("customer_id", "primary", "customer"),
            entity("region_id", "foreign", "region"),
            attribute("segment"),
            attribute("is_vip"),
            time("signup_at"),
        ],
        at="signup_at",
    ),
    "shops": model(
        "shops",
        [entity("shop_id", "primary", "shop"), entity("region_id", "foreign", "region"), attribute("tier")],
    ),
    "changing_shops": model(
        "changing_shops",
        [
            entity("shop_id", "natural", "shop"),
            entity("region_id", "foreign", "region"),
            attribute("tier"),
            time("since", validity_params={"is_start": True}),
            time("until", validity_params={"is_end": True}),
        ],
        primary_entity="shop",
    ),
    "orders": model(
        "orders",
        [
            entity("order_id", "primary", "purchase"),
            entity("customer_id", "foreign", "customer"),
            entity("shop_id", "foreign", "shop"),
            time("ordered_at"),
            time("paid_at"),
            attribute("status"),
            attribute("is_gift"),
        ],
        at="ordered_at",
        derived_semantics={"dimensions": [ORDER_BAND]},
    ),
    "visits": model(
        "visits",
        [entity("customer_id", "foreign", "customer"), time("seen_at"), attribute("device")],
        at="seen_at",
        primary_entity="visit",
    ),
    "tags": model("tags", [entity("tag_id", "primary", "tag"), attribute("label")]),
    "order_tags": model(
        "order_tags",
        [entity("order_id", "foreign", "purchase"), entity("tag_id", "foreign", "tag"), attribute("role")],
        primary_entity="order_tag",
        config={"meta": {"metricops": {"bridge": True}}},
    ),
    "levels": model(
        "levels", [entity("shop_id", "foreign", "shop"), time("counted_on")], at="counted_on", primary_entity="level"
    ),
    "targets": model(
        "targets",
        [entity("region_id", "foreign", "region"), time("month_start", "month")],
        at="month_start",
        primary_entity="target_row",
    ),
}
NUMBERS = {
    "customers": ["1"],
    "orders": ["amount", "quantity", "1", "amount * quantity", "coalesce(amount, 0) - quantity"],
    "visits": ["minutes", "1"],
    "levels": ["pieces"],
    "targets": ["target"],
}
KEYS = {"customers": ["customer_id", "segment"], "orders": ["customer_id", "status", "order_id"]}
KEYS |= {"visits": ["customer_id", "device"], "levels": ["shop_id"], "targets": ["region_id"]}
FLAGS = {"orders": ["is_gift", "amount > 1"], "customers": ["is_vip"]}
AGGREGATIONS = ["sum", "sum", "min", "max", "average", "median", "percentile", "count", "count_distinct", "sum_boolean"]
OWN_FILTERS = {
    "orders": [
        "{{ Dimension('purchase__status') }} = 'done'",
        "{{ Dimension('purchase__is_gift') }}",
        "{{ Dimension('purchase__status') }} <> 'open' or {{ Dimension('purchase__is_gift') }} is null",
        "{{ TimeDimension('purchase__paid_at', 'month') }} >= '2024-02-01'",
        "{{ TimeDimension('metric_time', 'day') }} < '2024-03-01'",
        "{{ Dimension('purchase__band') }} = 'large'",
    ],
    "visits": ["{{ Dimension('visit__device') }} in ('a', 'C')"],
    "customers": ["not {{ Dimension('customer__is_vip') }}"],
    "levels": ["{{ TimeDimension('level__counted_on', 'day') }} < '2024-06-30'"],
    "targets": [],
}
JOINED_FILTERS = {
    "customers": "{{ Dimension('customer__segment') }} = 'a'",
    "shops": "{{ Dimension('shop__tier') }} is not null",
    "changing_shops": "{{ Dimension('shop__tier') }} in ('a', 'b')",
    "regions": "{{ Dimension('customer__region__country') }} <> 'a'",
    "tags": "{{ Dimension('purchase__tag__label') }} = 'a'",
}
REACHED = {
    "orders": {"customers", "shops", "changing_shops", "regions", "tags"},
    "visits": {"customers", "regions"},
    "levels": {"shops"},
    "customers": set(),
    "targets": set(),
}
"""Which joined filters a model's metrics may have, when the tables are there."""


@st.composite
def chosen_tables(draw: st.DrawFn) -> list[str]:
    """One to three tables of facts, and some of the tables around them."""
    facts = draw(st.lists(st.sampled_from(["orders", "orders", "visits", "levels", "targets"]), min_size=1, max_size=3))
    around = draw(st.sets(st.sampled_from(["customers", "regions", "bridge"])))
    shops = draw(st.sampled_from(["", "shops", "changing_shops"]))
    found = {*facts, *(around - {"bridge"}), *([shops] if shops else [])}
    if "bridge" in around and "orders" in found:
        found |= {"tags", "order_tags"}
    return [name for name in MODELS if name in found]


@st.composite
def simple_metric(draw: st.DrawFn, name: str, table: str, tables: list[str]) -> Yaml:
    """An aggregation over one table's rows, perhaps filtered, filled or at another time."""
    agg = draw(st.sampled_from(AGGREGATIONS))
    if agg == "sum_boolean" and table not in FLAGS:
        agg = "sum"
    pool = FLAGS if agg == "sum_boolean" else KEYS if agg.startswith("count") else NUMBERS
    metric: Yaml = {"name": name, "type": "simple", "agg": agg, "expr": draw(st.sampled_from(pool[table]))}
    if agg == "percentile":
        metric["percentile"] = draw(st.sampled_from([0.0, 0.1, 0.5, 0.75, 0.9, 1.0]))
        metric["percentile_type"] = draw(st.sampled_from(["continuous", "discrete"]))
    if table == "orders" and draw(st.integers(0, 4)) == 0:
        metric["agg_time_dimension"] = "paid_at"
    if table == "levels" and draw(st.booleans()):
        edge = draw(st.sampled_from(["min", "max"]))
        metric["non_additive_dimension"] = {"name": "counted_on", "window_agg": edge}
        if draw(st.booleans()):
            metric["non_additive_dimension"]["group_by"] = ["shop"]
    filters = draw(own_filters(table, tables))
    return metric | ({"filter": filters} if filters else {}) | draw(extras())


@st.composite
def own_filters(draw: st.DrawFn, table: str, tables: list[str]) -> Any:
    """None, one or two filters that this table's rows can answer."""
    joined = [JOINED_FILTERS[t] for t in tables if t in REACHED[table] and t in JOINED_FILTERS]
    if "customers" not in tables:
        joined = [text for text in joined if "customer__" not in text]
    pool = OWN_FILTERS[table] + joined
    found = draw(st.lists(st.sampled_from(pool), max_size=2)) if pool else []
    return found[0] if len(found) == 1 else found


@st.composite
def extras(draw: st.DrawFn) -> Yaml:
    """Now and then what fills NULLs."""
    return {"fill_nulls_with": 0} if draw(st.integers(0, 5)) == 0 else {}


FORMULAS = ["a - b", "a + coalesce(b, 0)", "a / nullif(b, 0)", "coalesce(a, b) * 2", "a * 0.5 - b"]


@st.composite
def combined_metric(draw: st.DrawFn, name: str, below: list[Yaml], filters: list[str]) -> Yaml:
    """A ratio or a formula of two metrics that exist already."""
    inputs = [{"name": draw(st.sampled_from(below))["name"], "alias": alias} for alias in ("a", "b")]
    for each in inputs:
        if filters and draw(st.integers(0, 3)) == 0:
            each["filter"] = draw(st.sampled_from(filters))
    if draw(st.booleans()):
        return {"name": name, "type": "ratio", "numerator": inputs[0], "denominator": inputs[1]}
    return {"name": name, "type": "derived", "expr": draw(st.sampled_from(FORMULAS)), "input_metrics": inputs}


@st.composite
def documents(draw: st.DrawFn) -> Yaml:
    """A project: models with their simple metrics, and metrics made of metrics."""
    tables = draw(chosen_tables())
    models = {name: MODELS[name] | {"metrics": []} for name in tables}
    facts = [t for t in tables if t in NUMBERS and (t != "customers" or "signup_at" in str(MODELS[t]))]
    simple: list[Yaml] = []
    for n in range(draw(st.integers(1, 4))):
        table = draw(st.sampled_from(facts))
        simple.append(draw(simple_metric(f"m{n}", table, tables)))
        models[table]["metrics"].append(simple[-1])
    metrics: list[Yaml] = []
    for n in range(draw(st.integers(0, 2))):
        metrics.append(draw(combined_metric(f"d{n}", simple + metrics, [])))
    return {"models": [SPINE, *models.values()], "metrics": metrics}


SPINE = {
    "name": "time_spine_day",
    "time_spine": {"standard_granularity_column": "ds"},
    "columns": [{"name": "ds", "granularity": "day"}],
}
