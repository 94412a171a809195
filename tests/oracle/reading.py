"""Definitions from dbt's latest spelling, as parsed YAML."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.oracle.definitions import (
    Conversion,
    Cumulative,
    Derived,
    Dimension,
    Entity,
    Input,
    Metric,
    Model,
    Ratio,
    Row,
    Simple,
    Spine,
    World,
)
from tests.oracle.expressions import Node, parse

Yaml = Mapping[str, Any]


def read_world(document: Yaml, tables: Mapping[str, Sequence[Row]]) -> World:
    """The world of a document and the rows of its tables."""
    semantic = [m for m in document.get("models", ()) if m.get("semantic_model")]
    models = [read_model(m) for m in semantic]
    simple = [read_metric(each, m) for m in semantic for each in m.get("metrics", ())]
    metrics = [*simple, *(read_metric(each, {}) for each in document.get("metrics", ()))]
    spines = [read_spine(m) for m in document.get("models", ()) if m.get("time_spine")]
    saved = {q["name"]: q["query_params"] for q in document.get("saved_queries", ())}
    return World(tables, {m.name: m for m in models}, {m.name.lower(): m for m in metrics}, spines, saved)


def read_spine(model: Yaml) -> Spine:
    spine = model["time_spine"]
    column = spine["standard_granularity_column"]
    grain = next(c["granularity"] for c in model["columns"] if c["name"] == column)
    custom = {c["name"]: c.get("column_name") or c["name"] for c in spine.get("custom_granularities", ())}
    return Spine(model["name"], column, grain, custom)


def name_of(model: Yaml) -> str:
    named = model["semantic_model"]
    return str(named.get("name") or model["name"]) if isinstance(named, Mapping) else str(model["name"])


def read_model(model: Yaml) -> Model:
    columns, derived = model.get("columns", ()), model.get("derived_semantics", {})
    keys = [(c["entity"], c) for c in columns if "entity" in c] + [(e, e) for e in derived.get("entities", ())]
    dims = [(c["dimension"], c) for c in columns if "dimension" in c] + [(d, d) for d in derived.get("dimensions", ())]
    entities = tuple(Entity((e.get("name") or c["name"]).lower(), e["type"], of_column(e, c)) for e, c in keys)
    primary = next((e.name for e in entities if e.kind == "primary"), model.get("primary_entity", ""))
    bridge = model.get("config", {}).get("meta", {}).get("metricops", {}).get("bridge", False)
    dimensions = tuple(read_dimension(d, c) for d, c in dims)
    return Model(name_of(model), model["name"], entities, dimensions, primary.lower(), bridge)


def of_column(item: Yaml, column: Yaml) -> Node:
    return parse(str(item.get("expr") or column.get("expr") or column["name"]))


def read_dimension(dimension: Yaml, column: Yaml) -> Dimension:
    validity = dimension.get("validity_params", {})
    edge = "start" if validity.get("is_start") else "end" if validity.get("is_end") else ""
    grain = (column.get("granularity") or dimension.get("granularity") or "day") if dimension["type"] == "time" else ""
    name = (dimension.get("name") or column["name"]).lower()
    return Dimension(name, of_column(dimension, column), grain, edge, bool(dimension.get("is_partition")))


def read_metric(metric: Yaml, model: Yaml) -> Metric:
    name, filters, grain = metric["name"].lower(), read_filters(metric), metric.get("time_granularity", "")
    match metric["type"]:
        case "simple":
            return read_simple(metric, model)
        case "ratio":
            parts = read_input(metric["numerator"]), read_input(metric["denominator"])
            return Ratio(name, *parts, filters=filters, grain=grain)
        case "derived":
            inputs = tuple(read_input(i) for i in metric["input_metrics"])
            return Derived(name, parse(metric["expr"]), inputs, filters, grain)
        case "cumulative":
            span = read_span(metric.get("window"))
            how = span, metric.get("grain_to_date", ""), metric.get("period_agg", "first")
            return Cumulative(name, read_input(metric["input_metric"]), *how, filters=filters, grain=grain)
    pairs = tuple((p["base_property"], p["conversion_property"]) for p in metric.get("constant_properties", ()))
    rate, span = metric.get("calculation", "conversion_rate") == "conversion_rate", read_span(metric.get("window"))
    both = read_input(metric["base_metric"]), read_input(metric["conversion_metric"])
    return Conversion(name, metric["entity"], *both, rate, span, pairs, filters, grain)


def read_simple(metric: Yaml, model: Yaml) -> Simple:
    stock = metric.get("non_additive_dimension")
    return Simple(
        name=metric["name"].lower(),
        model=name_of(model),
        agg=metric["agg"],
        expr=parse(str(metric.get("expr") or metric["name"])),
        time=(metric.get("agg_time_dimension") or model["agg_time_dimension"]).lower(),
        filters=read_filters(metric),
        percentile=metric.get("percentile", 0.5),
        discrete=metric.get("percentile_type") == "discrete",
        grain=metric.get("time_granularity", ""),
        fill=metric.get("fill_nulls_with"),
        spine=bool(metric.get("join_to_timespine")),
        last=stock and (stock["name"], stock.get("window_agg", "min"), tuple(stock.get("group_by", ()))),
    )


def read_filters(item: Yaml) -> tuple[Node, ...]:
    found = item.get("filter") or ()
    return tuple(parse(text) for text in ([found] if isinstance(found, str) else found))


def read_input(item: str | Yaml) -> Input:
    if isinstance(item, str):
        return Input(item.lower())
    span, to_grain = read_span(item.get("offset_window")), item.get("offset_to_grain")
    move = ("offset", *span) if span else ("to", to_grain) if to_grain else ()
    return Input(item["name"].lower(), item.get("alias", "").lower(), read_filters(item), move)


def read_span(text: str | None) -> tuple[int, str] | None:
    if not text:
        return None
    n, unit = text.lower().split()
    return int(n), unit.removesuffix("s")
