"""The shop's models as dbt's latest YAML: facts, dimensions, a changing one, a bridge, a stock, a coarse fact."""

from collections.abc import Mapping
from typing import Any

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
SPINE = {
    "name": "time_spine_day",
    "time_spine": {
        "standard_granularity_column": "ds",
        "custom_granularities": [{"name": "fiscal"}, {"name": "fiscal_year", "column_name": "fiscal_no"}],
    },
    "columns": [column("ds", granularity="day"), column("fiscal"), column("fiscal_no")],
}
