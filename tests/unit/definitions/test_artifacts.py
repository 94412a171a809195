"""dbt's artifacts: both shapes give what YAML gives, and YAML wins wherever it can be read."""

import json
import shutil
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import metricops as mo
from metricops.definitions import Definitions, read, read_texts
from metricops.errors import DefinitionsError
from metricops.manifest import Manifest, SimpleMetric
from metricops.resolve import resolve
from tests.unit.resolve.resolving import meaning

STRANGERS = Path(__file__).parent / "strangers"
PLACED = frozenset({"relation", "spines"})
Change = Callable[[dict[str, Any]], None]


@pytest.fixture(autouse=True)
def without_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METRICOPS_CACHE", "")


def manifest_of(definitions: Definitions) -> Manifest:
    resolved = resolve(definitions)
    assert [str(fault) for fault in (*definitions.diagnostics, *resolved.diagnostics)] == []
    return resolved.manifest


def artifacts_of(project: str) -> list[Path]:
    return [STRANGERS / project / "target" / "semantic_manifest.json"]


def copied(project: str, to: Path) -> Path:
    return shutil.copytree(STRANGERS / project, to / project)


def changed(file: Path, change: Change) -> None:
    """The JSON file with something else in it."""
    content = json.loads(file.read_text(encoding="utf-8"))
    change(content)
    file.write_text(json.dumps(content), encoding="utf-8")


def edited(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


# ── both shapes ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("project", ["bakery", "cinema"])
def test_artifacts_mean_what_yaml_means(project: str) -> None:
    """The bakery's are of dbt 1.11 (measures), the cinema's of 1.12 (aggregations on metrics)."""
    written = mo.open(STRANGERS / project).manifest
    found = manifest_of(read(artifacts_of(project), STRANGERS / project))
    left = meaning(written.metrics, frozenset({"label", "description"}))
    assert left == meaning(found.metrics, frozenset({"label", "description"}))
    assert meaning(written.saved_queries) == meaning(found.saved_queries)
    assert meaning(written.spines) == meaning(found.spines)
    assert written.models.keys() == found.models.keys()
    for name, model in written.models.items():
        other = found.models[name]
        assert (model.relation, model.primary_entity, model.agg_time_dimension, model.facts) == (
            other.relation, other.primary_entity, other.agg_time_dimension, other.facts
        )  # fmt: skip
        for mine, theirs in ((model.entities, other.entities), (model.dimensions, other.dimensions)):
            assert sorted(meaning(mine), key=str) == sorted(meaning(theirs), key=str)


def test_places_are_those_of_the_file() -> None:
    file = artifacts_of("cinema")[0]
    text = file.read_text(encoding="utf-8")
    metric = manifest_of(read([file], STRANGERS / "cinema")).metrics["box_office"]
    assert isinstance(metric, SimpleMetric)
    assert metric.span.file == "target/semantic_manifest.json"
    assert text[metric.span.start : metric.span.end] == "box_office"
    assert text[metric.measure.expr.span.start : metric.measure.expr.span.end] == "price"


def test_a_fill_that_dbt_drops_is_read_from_yaml(tmp_path: Path) -> None:
    """dbt 1.12 loses `fill_nulls_with` of the latest spelling."""
    project = copied("cinema", tmp_path)
    files = [project / "target" / "semantic_manifest.json"]
    assert '"fill_nulls_with": 0' not in files[0].read_text(encoding="utf-8")
    with_yaml = manifest_of(read(files, project)).metrics["box_office_filled"]
    (project / "models" / "tickets.yml").unlink()
    alone = manifest_of(read(files, project)).metrics["box_office_filled"]
    assert isinstance(with_yaml, SimpleMetric)
    assert isinstance(alone, SimpleMetric)
    assert (with_yaml.fill_nulls_with, alone.fill_nulls_with) == (0, None)


def test_semantic_manifest_alone_is_enough(tmp_path: Path) -> None:
    file = shutil.copy(artifacts_of("bakery")[0], tmp_path)
    manifest = mo.from_yaml([file]).manifest
    assert str(manifest.models["order_item"].relation) == "main_marts.fct_order_items"
    assert len(manifest.metrics) == len(mo.open(STRANGERS / "bakery").manifest.metrics)


def test_either_file_names_both() -> None:
    target = STRANGERS / "clinic" / "target"
    one, other = (mo.from_yaml([target / name]).manifest for name in ("manifest.json", "semantic_manifest.json"))
    assert meaning(one) == meaning(other)
    assert one.models["visits"].facts.final_after == "2 days"


SIMPLE = {"name": "orders", "type": "simple", "type_params": {"measure": {"name": "order_count"}}}
MODEL = {
    "name": "orders",
    "node_relation": {"alias": "fct_orders", "schema_name": "marts", "database": "shop", "relation_name": "…"},
    "defaults": {"agg_time_dimension": "ordered_at"},
    "entities": [{"name": "order", "type": "primary", "expr": "order_id", "role": None, "metadata": None}],
    "dimensions": [{"name": "ordered_at", "type": "time", "type_params": {"time_granularity": "day"}}],
    "measures": [{"name": "order_count", "agg": "count", "expr": "1", "create_metric": False}],
}


def of_json(semantic_models: list[Any], metrics: list[Any], **configuration: Any) -> Manifest:
    content = {"semantic_models": semantic_models, "metrics": metrics, "project_configuration": configuration}
    return manifest_of(read_texts({"semantic_manifest.json": json.dumps(content)}))


def test_a_filter_of_dbt_1_6_is_a_filter() -> None:
    template = "{{ TimeDimension('order__ordered_at', 'day') }} > '2024-01-01'"
    metric = of_json([MODEL], [{**SIMPLE, "filter": {"where_sql_template": template}}]).metrics["orders"]
    assert [word.text for word in metric.filters] == [template]


def test_a_spine_of_the_older_configuration_is_a_spine() -> None:
    spine = {"location": '"shop"."marts"."days"', "column_name": "ds", "grain": "day"}
    (found,) = of_json([MODEL], [SIMPLE], time_spine_table_configurations=[spine]).spines
    assert (str(found.relation), found.column) == ("marts.days", "ds")


def test_a_database_is_named_where_tables_stand_in_several() -> None:
    elsewhere = {**MODEL, "name": "visits", "measures": []}
    elsewhere["node_relation"] = {"alias": "fct_visits", "schema_name": "raw", "database": "lake"}
    assert str(of_json([MODEL], [SIMPLE]).models["orders"].relation) == "marts.fct_orders"
    relations = {name: str(m.relation) for name, m in of_json([MODEL, elsewhere], [SIMPLE]).models.items()}
    assert relations == {"orders": "shop.marts.fct_orders", "visits": "lake.raw.fct_visits"}


def test_what_stands_twice_counts_once() -> None:
    """Between its shapes dbt repeats measures as metrics, and gives those the semantic model's own `meta`."""
    how = {"semantic_model": "orders", "agg": "count", "agg_time_dimension": "ordered_at", "agg_params": None}
    meta = {"meta": {"metricops": {"refresh": "daily by 06:00"}}}
    both = {**SIMPLE, "config": meta, "label": "orders"}
    both["type_params"] = {"measure": {"name": "order_count"}, "expr": "1", "metric_aggregation_params": how}
    week = {"metric": {"name": "orders"}, "window": {"count": 7, "granularity": "day"}}
    params = {"measure": {"name": "order_count"}, "cumulative_type_params": week}
    running = {"name": "running", "type": "cumulative", "type_params": params}
    metrics = of_json([{**MODEL, "config": meta}], [both, running]).metrics
    assert list(metrics) == ["orders", "running"]
    assert (metrics["orders"].contract, metrics["orders"].label) == (None, "")


# ── which of the two speaks ─────────────────────────────────────────────────────────────────────────────────


def test_yaml_wins_over_an_artifact_that_is_older(tmp_path: Path) -> None:
    project = copied("cinema", tmp_path)
    edited(project / "models" / "tickets.yml", "expr: price < 8", "expr: price < 5")
    edited(project / "models" / "tickets.yml", "  - name: web_share", "  - name: share_of_web")
    manifest = mo.open(project).manifest
    (cheap,) = (d for d in manifest.models["tickets"].dimensions if d.name == "is_cheap")
    assert cheap.expr.text == "price < 5"
    assert "share_of_web" in manifest.metrics
    assert "web_share" not in manifest.metrics, "deleted since dbt ran"


def test_a_template_is_read_from_the_artifact_and_the_rest_of_its_file_from_yaml(tmp_path: Path) -> None:
    project = copied("cinema", tmp_path)
    edited(
        project / "models" / "tickets.yml",
        "expr: ticket_id\n        config",
        "expr: \"{{ 'ticket_id' }}\"\n        config",
    )
    edited(project / "models" / "tickets.yml", "numerator: web_tickets", "numerator: \"{{ 'web_tickets' }}\"")
    opened = mo.open(project)
    assert [str(d) for d in opened.diagnostics] == []
    metrics = opened.manifest.metrics
    files = {name: metrics[name].span.file for name in ("tickets_sold", "web_share", "box_office")}
    artifact = "target/semantic_manifest.json"
    assert files == {"tickets_sold": artifact, "web_share": artifact, "box_office": "models/tickets.yml"}
    assert "COUNT(ticket_id)" in opened.sql(["tickets_sold"])


def test_an_entry_that_dbt_passes_over_is_no_fault(tmp_path: Path) -> None:
    project = copied("clinic", tmp_path)
    file = project / "models" / "marts" / "_marts.yml"
    off, on = "config: {enabled: false}", "config: {enabled: \"{{ target.name == 'prod' }}\"}"
    edited(
        file, f"{off}\n    type_params: {{measure: visit_count}}", f'{on}\n    type_params: {{measure: "{{{{ 1 }}}}"}}'
    )
    opened = mo.open(project)
    assert [str(d) for d in opened.diagnostics] == []
    assert "old_metric" not in opened.manifest.metrics


def test_artifacts_named_beside_yaml_add_what_it_does_not_define(tmp_path: Path) -> None:
    own = tmp_path / "own.yml"
    own.write_text("metrics: [{name: revenue, type: ratio, numerator: order_total, denominator: orders}]\n")
    metrics = mo.from_yaml([own, *artifacts_of("bakery")]).manifest.metrics
    assert metrics["revenue"].span.file.endswith("own.yml")
    assert metrics["order_total"].span.file.endswith("semantic_manifest.json")


# ── where tables stand ──────────────────────────────────────────────────────────────────────────────────────


def relations(project: Path) -> dict[str, str]:
    opened = mo.open(project)
    assert [str(d) for d in opened.diagnostics] == []
    return {name: str(model.relation) for name, model in opened.manifest.models.items()}


def test_another_target_moves_the_tables_with_it(tmp_path: Path) -> None:
    """dbt ran for `main`; metricops is pointed at `prod`."""
    project = copied("bakery", tmp_path)
    edited(project / "profiles.yml", "schema: main", "schema: prod")
    assert set(relations(project).values()) == {
        "prod_marts.customers", "prod_marts.locations", "prod_marts.fct_order_items", "prod_marts.orders"
    }  # fmt: skip


def test_a_schema_of_the_models_own_stays_where_a_macro_put_it(tmp_path: Path) -> None:
    project = copied("clinic", tmp_path)
    changed(project / "target" / "manifest.json", _custom_database)
    assert relations(project) == {
        "benchmarks": "benchmarks.benchmarks",
        "doctors": "snapshots.doctors_snapshot",
        "patients": "main.patients",
        "visits": "archive.gold.fct_visits",
    }


def _custom_database(manifest: dict[str, Any]) -> None:
    node = manifest["nodes"]["model.clinic.visits.v1"]
    node["database"] = node["config"]["database"] = "archive"


def test_artifacts_for_another_kind_of_warehouse_do_not_say_where_tables_stand(tmp_path: Path) -> None:
    project = copied("cinema", tmp_path)
    changed(project / "target" / "manifest.json", lambda m: m["metadata"].update(adapter_type="snowflake"))
    assert relations(project)["tickets"] == "fct_tickets"


def test_sources_stand_where_dbt_finds_them() -> None:
    sources = mo.open(STRANGERS / "clinic").manifest.sources
    assert str(sources["ehr.visits"].relation) == "main.visits_raw"


def test_what_sql_says_of_its_data_counts_where_yaml_is_silent(tmp_path: Path) -> None:
    project = copied("cinema", tmp_path)
    meta = {"metricops": {"bridge": True, "confidence": "low"}}
    changed(
        project / "target" / "manifest.json",
        lambda m: m["nodes"]["model.cinema.fct_stocks"]["config"].update(meta=meta),
    )
    facts = mo.open(project).manifest.models["stocks"].facts
    assert (facts.bridge, facts.confidence and facts.confidence.level) == (True, "low")


def test_a_fault_in_what_sql_says_has_its_place_in_the_artifact(tmp_path: Path) -> None:
    project = copied("cinema", tmp_path)
    meta = {"metricops": {"bridges": True}}
    changed(
        project / "target" / "manifest.json",
        lambda m: m["nodes"]["model.cinema.fct_stocks"]["config"].update(meta=meta),
    )
    (fault,) = mo.open(project).diagnostics
    assert fault.code == "L031"
    assert fault.span is not None
    text = (project / "target" / "manifest.json").read_text(encoding="utf-8")
    assert (fault.span.file, text[fault.span.start : fault.span.end]) == ("target/manifest.json", "bridges")


# ── files that are not whole ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["manifest.json", "semantic_manifest.json"])
def test_a_torn_artifact_is_a_warning_in_a_project_and_an_error_when_named(name: str, tmp_path: Path) -> None:
    project = copied("cinema", tmp_path)
    file = project / "target" / name
    file.write_text(file.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    if name == "manifest.json":
        opened = mo.open(project)
        assert [(d.code, d.severity) for d in opened.diagnostics] == [("L038", "warning")]
        assert "box_office" in opened.manifest.metrics
    with pytest.raises(DefinitionsError, match="L038"):
        mo.from_yaml([file])


def test_any_other_json_is_yaml(tmp_path: Path) -> None:
    file = tmp_path / "metrics.json"
    file.write_text(json.dumps({"metrics": [{"name": "a", "type": "ratio", "numerator": "b"}]}))
    assert [fault.code for fault in read([file], tmp_path).diagnostics] == []
    assert [str(metric.name) for metric in read([file], tmp_path).metrics] == ["a"]


JSON: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.just([]) | st.just({}) | st.just([{}])
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["bakery", "cinema", "clinic"]), st.data())
def test_whatever_an_artifact_holds_nothing_is_raised(project: str, data: st.DataObject) -> None:
    target = STRANGERS / project / "target"
    texts = {}
    for name in ("manifest.json", "semantic_manifest.json"):
        content = json.loads((target / name).read_text(encoding="utf-8"))
        for _ in range(data.draw(st.integers(0, 3))):
            _spoil(content, data)
        texts[name] = json.dumps(content)
    resolve(read_texts(texts))


def _spoil(content: Any, data: st.DataObject) -> None:
    """Puts something else in the place of one value, however deep it stands."""
    node = content
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        inner = node[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.integers(0, 3)) == 0:
            node[key] = deepcopy(data.draw(JSON))
            return
        node = inner
