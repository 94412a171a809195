"""Models: relations, facts, entities; columns against the warehouse."""

import pytest
from resolving import ORDERS, manifest_of, resolved

from metricops.definitions import read_texts
from metricops.manifest import CustomGrain, Relation
from metricops.periods import Grain
from metricops.resolve import check_columns, resolve

LEGACY = """
semantic_models:
  - name: orders
    {table}
    entities: [{{name: order, type: primary}}]
"""


@pytest.mark.parametrize(
    ("table", "relation"),
    [
        ("model: ref('fct_orders')", Relation("fct_orders", "main")),
        ("model: \"{{ ref('shop', 'fct_orders') }}\"", Relation("fct_orders", "main")),
        ("model: source('raw', 'orders')", Relation("orders", "raw")),
        ("model: fct_orders", Relation("fct_orders", "main")),
        ("node_relation: {alias: o, schema_name: mart, database: lake}", Relation("o", "mart", "lake")),
    ],
)
def test_where_a_model_stands(table: str, relation: Relation) -> None:
    assert manifest_of(LEGACY.format(table=table), schema="main").models["orders"].relation == relation


def test_a_schema_of_the_models_own_stands_behind_the_projects() -> None:
    config = "config: {schema: mart, alias: orders_v2}"
    text = ORDERS.replace("    agg_time_dimension", f"    {config}\n    agg_time_dimension")
    assert manifest_of(text, schema="dev").models["orders"].relation == Relation("orders_v2", "dev_mart")
    assert manifest_of(text).models["orders"].relation == Relation("orders_v2", "mart")


def test_the_semantic_models_own_word_comes_first() -> None:
    text = ORDERS.replace(
        "semantic_model: {name: orders}",
        "semantic_model: {name: orders, config: {meta: {metricops: {refresh: 1 day, bridge: true}}}}\n"
        "    config: {meta: {metricops: {refresh: 2 days, loaded_at: at, confidence: low}}}",
    )
    facts = manifest_of(text).models["orders"].facts
    assert (facts.refresh, facts.loaded_at, facts.bridge) == ("1 day", "at", True)
    assert facts.confidence is not None


def test_spines_in_both_spellings() -> None:
    text = """
models:
  - name: days
    time_spine: {standard_granularity_column: ds, custom_granularities: [fy, {name: FM, column_name: fiscal_month}]}
    columns: [{name: ds, granularity: day}]
project_configuration:
  time_spine_table_configurations: [{location: cal.hours, column_name: ts, grain: hour}]
"""
    newer, older = manifest_of(text).spines
    assert newer.custom_grains == (CustomGrain("fy", "fy"), CustomGrain("fm", "fiscal_month"))
    assert (newer.grain, older.grain, older.relation) == (Grain.DAY, Grain.HOUR, Relation("hours", "cal"))


# ── columns ─────────────────────────────────────────────────────────────────────────────────────────────────

SIZED = (
    ORDERS
    + """    derived_semantics:
      dimensions:
        - name: size
          type: categorical
          expr: |
            case
              when ammount > 10 then status
            end
"""
)


def test_unknown_columns_are_underlined_in_the_file() -> None:
    definitions = read_texts({"orders.yml": SIZED})
    manifest = resolve(definitions).manifest
    columns = {Relation("fct_orders"): ("Order_ID", "customer_id", "ordered_at", "status", "amount")}
    (fault,) = check_columns(manifest, columns)
    assert fault.span is not None
    assert SIZED[fault.span.start : fault.span.end] == "ammount"
    assert (fault.code, fault.hint) == ("R018", 'did you mean "amount"?')


def test_tables_that_are_missing_or_not_listed() -> None:
    manifest = manifest_of(ORDERS)
    assert [d.code for d in check_columns(manifest, {Relation("fct_orders"): None})] == ["R017"]
    assert check_columns(manifest, {}) == ()


def test_names_compare_in_lower_case() -> None:
    text = ORDERS.replace("name: revenue", "name: Revenue").replace("name: status", "name: STATUS")
    ratio = """
metrics:
  - name: AOV
    type: ratio
    numerator: REVENUE
    denominator: {name: orders, filter: "{{ Dimension('ORDER__Status') }} = 1"}
"""
    manifest, faults = resolved(text, ratio)
    assert not faults
    assert set(manifest.metrics) == {"revenue", "orders", "aov"}
