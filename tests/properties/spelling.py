"""The same document in dbt's legacy spelling: semantic models with measures, and type_params."""

from tests.properties.models import Yaml


def legacy(document: Yaml) -> Yaml:
    """Every simple metric becomes a measure and a metric of it; everything else keeps its meaning."""
    models = [m for m in document["models"] if "semantic_model" in m]
    simple = {metric["name"]: metric for m in models for metric in m.get("metrics", ())}
    metrics = [of_measure(metric) for metric in simple.values()]
    metrics += [of_metrics(metric, simple) for metric in document["metrics"]]
    spines = [m for m in document["models"] if "semantic_model" not in m]
    return {"models": spines, "semantic_models": [semantic_model(m) for m in models], "metrics": metrics}


def semantic_model(model: Yaml) -> Yaml:
    columns, derived = model["columns"], model.get("derived_semantics", {}).get("dimensions", [])
    found: Yaml = {"name": model["semantic_model"]["name"], "model": f"ref('{model['name']}')"}
    if "agg_time_dimension" in model:
        found["defaults"] = {"agg_time_dimension": model["agg_time_dimension"]}
    found |= {key: model[key] for key in ("primary_entity", "config") if key in model}
    found["entities"] = [{**c["entity"], "expr": c["name"]} for c in columns if "entity" in c]
    found["dimensions"] = [dimension(c) for c in columns if "dimension" in c] + derived
    found["measures"] = [measure(m) for m in model.get("metrics", ())]
    return found


def dimension(column: Yaml) -> Yaml:
    kind = column["dimension"]
    found = {"name": column["name"], "type": kind["type"]}
    if kind["type"] == "time":
        found["type_params"] = {"time_granularity": column["granularity"]}
        if "validity_params" in kind:
            found["type_params"]["validity_params"] = kind["validity_params"]
    return found


def measure(metric: Yaml) -> Yaml:
    found = {"name": f"{metric['name']}_measure", "agg": metric["agg"], "expr": metric["expr"]}
    found |= {key: metric[key] for key in ("agg_time_dimension",) if key in metric}
    if "percentile" in metric:
        discrete = metric["percentile_type"] == "discrete"
        found["agg_params"] = {"percentile": metric["percentile"], "use_discrete_percentile": discrete}
    if "non_additive_dimension" in metric:
        stock = metric["non_additive_dimension"]
        found["non_additive_dimension"] = {"name": stock["name"], "window_choice": stock["window_agg"]}
        if "group_by" in stock:
            found["non_additive_dimension"]["window_groupings"] = stock["group_by"]
    return found


def measure_input(metric: Yaml, *, with_filter: bool) -> Yaml:
    """A measure as a metric reads it, with what fills its NULLs."""
    kept = ("fill_nulls_with", "join_to_timespine", *(["filter"] if with_filter else []))
    return {"name": f"{metric['name']}_measure"} | {key: metric[key] for key in kept if key in metric}


def of_measure(metric: Yaml) -> Yaml:
    found = {"name": metric["name"], "type": "simple", "label": metric["name"]}
    found["type_params"] = {"measure": measure_input(metric, with_filter=False)}
    return found | {key: metric[key] for key in ("filter", "time_granularity") if key in metric}


def of_metrics(metric: Yaml, simple: dict[str, Yaml]) -> Yaml:
    found: Yaml = {"name": metric["name"], "type": metric["type"], "label": metric["name"]}
    found |= {key: metric[key] for key in ("filter",) if key in metric}
    return found | {"type_params": type_params(metric, simple)}


def type_params(metric: Yaml, simple: dict[str, Yaml]) -> Yaml:
    kept: Yaml
    match metric["type"]:
        case "ratio":
            return {key: metric[key] for key in ("numerator", "denominator")}
        case "derived":
            return {"expr": metric["expr"], "metrics": metric["input_metrics"]}
        case "cumulative":
            kept = {key: metric[key] for key in ("window", "grain_to_date", "period_agg") if key in metric}
            read = measure_input(simple[metric["input_metric"]], with_filter=True)
            return {"measure": read, "cumulative_type_params": kept}
    kept = {key: metric[key] for key in ("entity", "calculation", "window") if key in metric}
    for side in ("base", "conversion"):
        kept[f"{side}_measure"] = measure_input(simple[metric[f"{side}_metric"]], with_filter=True)
    return {"conversion_type_params": kept}
