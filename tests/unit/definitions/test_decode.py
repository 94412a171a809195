"""Decoding: both of dbt's spellings and our own files become the same entries, and a fault costs only its entry."""

from datetime import date
from decimal import Decimal

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from metricops.definitions import Arguments, ColumnEntry, ConditionEntry, Definitions, ThresholdEntry, read_texts
from metricops.definitions.entry import Entry
from metricops.definitions.sections import SECTIONS
from metricops.diagnostics.codes import CODES
from metricops.source import Fragment


def decoded(text: str) -> Definitions:
    """The definitions of a text without faults."""
    definitions = read_texts({"f.yml": text})
    assert [str(fault) for fault in definitions.diagnostics] == []
    return definitions


def codes(text: str) -> list[str]:
    return [fault.code for fault in read_texts({"f.yml": text}).diagnostics]


def texts(fragments: tuple[Fragment, ...]) -> list[str]:
    return [fragment.text for fragment in fragments]


def pairs(items: tuple[tuple[Fragment, object], ...]) -> dict[str, str]:
    return {str(key): str(value) for key, value in items}


def test_columns_take_short_and_full_roles() -> None:
    (model,) = decoded("""
models:
  - name: fct_orders
    semantic_model: {name: orders}
    config: {schema: marts, agg_time_dimension: ordered_at}
    columns:
      - name: order_id
        entity: {type: primary, name: order}
      - name: customer_id
        entity: foreign
      - name: ordered_at
        granularity: day
        dimension: {type: time, validity_params: {is_start: true}}
      - name: status
        dimension: categorical
        data_tests: [unique]
    derived_semantics:
      dimensions: [{name: big, type: Categorical, expr: amount > 3}]
""").models
    assert model.semantic_model is not None
    assert (model.semantic_model.enabled, str(model.semantic_model.name)) == (True, "orders")
    primary, foreign, ordered_at, status = model.columns
    assert primary.entity is not None
    assert (primary.entity.type, str(primary.entity.name)) == ("primary", "order")
    assert foreign.entity is not None
    assert (foreign.entity.type, foreign.entity.name) == ("foreign", None)
    assert ordered_at.dimension is not None
    assert (ordered_at.granularity, ordered_at.dimension.type) == ("day", "time")
    assert status.dimension is not None
    assert status.dimension.type == "categorical"
    assert model.derived_semantics is not None
    assert str(model.derived_semantics.dimensions[0].expr) == "amount > 3"
    assert model.config is not None
    assert (str(model.config.schema_name), str(model.config.agg_time_dimension)) == ("marts", "ordered_at")


@pytest.mark.parametrize(("written", "enabled"), [("true", True), ("yes", True), ("false", False), ("{}", True)])
def test_a_semantic_model_can_be_switched(written: str, enabled: bool) -> None:
    (model,) = decoded(f"models:\n  - {{name: x, semantic_model: {written}}}\n").models
    assert model.semantic_model is not None
    assert model.semantic_model.enabled is enabled


def test_facts_of_a_model_come_from_either_config() -> None:
    (model,) = decoded("""
models:
  - name: x
    config: {meta: {metricops: {refresh: daily by 06:00, bridge: on}, owner: data}}
    meta: {metricops: {source_of_truth: CRM}}
    semantic_model: {config: {meta: {metricops: {confidence: low}}}}
""").models
    own, config, meta = model.facts
    assert own.confidence is not None
    assert own.confidence.level == "low"
    assert (str(config.refresh), config.bridge, meta.source_of_truth) == ("daily by 06:00", True, "CRM")


def test_latest_metrics() -> None:
    simple, ratio, derived, cumulative, conversion = decoded("""
metrics:
  - name: Revenue
    agg: SUM
    expr: 1
    percentile: "0.5"
    fill_nulls_with: 0
    filter: [a, b]
    non_additive_dimension: {name: day, window_agg: max, group_by: account}
  - {name: aov, type: ratio, numerator: revenue, denominator: {name: orders, filter: x, alias: o}}
  - {name: net, type: derived, expr: r - p, input_metrics: [revenue, {name: revenue, offset_window: 7 days, alias: p}]}
  - {name: r7, type: cumulative, input_metric: revenue, window: 7 days, period_agg: last}
  - name: rate
    type: conversion
    entity: customer
    base_metric: sessions
    conversion_metric: {name: orders, filter: y}
    constant_properties: [{base_property: a, conversion_property: b}]
""").metrics
    assert (str(simple.name), simple.type, simple.agg, str(simple.expr)) == ("Revenue", "simple", "sum", "1")
    assert (simple.percentile, simple.fill_nulls_with, texts(simple.filter)) == (0.5, 0, ["a", "b"])
    assert simple.non_additive_dimension is not None
    assert (simple.non_additive_dimension.keeps, texts(simple.non_additive_dimension.per)) == ("max", ["account"])
    assert ratio.numerator is not None
    assert ratio.denominator is not None
    assert (str(ratio.numerator.name), str(ratio.denominator.alias)) == ("revenue", "o")
    assert texts(ratio.denominator.filter) == ["x"]
    assert [str(item.offset_window) for item in derived.input_metrics] == ["None", "7 days"]
    assert (str(cumulative.window), cumulative.period_agg) == ("7 days", "last")
    assert conversion.conversion_metric is not None
    assert str(conversion.conversion_metric.name) == "orders"
    assert str(conversion.constant_properties[0].conversion_property) == "b"


def test_legacy_spelling() -> None:
    definitions = decoded("""
semantic_models:
  - name: orders
    model: ref('fct_orders')
    defaults: {agg_time_dimension: ordered_at}
    node_relation: {alias: fct_orders, schema_name: marts}
    entities: [{name: order, type: primary, expr: order_id, role: x}]
    dimensions:
      - {name: ordered_at, type: time, type_params: {time_granularity: day, is_primary: true}}
    measures:
      - name: p90
        agg: percentile
        agg_params: {percentile: 0.9, use_discrete_percentile: true}
        create_metric: true
        non_additive_dimension: {name: day, window_choice: max, window_groupings: [account]}
metrics:
  - {name: revenue, type: simple, type_params: {measure: revenue}}
  - name: filled
    type: simple
    type_params: {measure: {name: revenue, filter: x, join_to_timespine: true, fill_nulls_with: 0}}
  - {name: r7, type: cumulative, type_params: {measure: revenue, cumulative_type_params: {window: 7 days}}}
  - name: rate
    type: conversion
    type_params: {conversion_type_params: {base_measure: sessions, conversion_measure: orders, entity: customer}}
""")
    (model,) = definitions.semantic_models
    assert (str(model.model), model.entities[0].type, model.dimensions[0].type) == (
        "ref('fct_orders')",
        "primary",
        "time",
    )
    assert model.dimensions[0].type_params is not None
    assert model.dimensions[0].type_params.time_granularity == "day"
    (measure,) = model.measures
    assert measure.agg_params is not None
    assert (measure.agg_params.percentile, measure.agg_params.use_discrete_percentile) == (0.9, True)
    assert measure.non_additive_dimension is not None
    assert (measure.non_additive_dimension.keeps, texts(measure.non_additive_dimension.per)) == ("max", ["account"])
    params = [metric.type_params for metric in definitions.metrics]
    assert all(params)
    inputs = [(str(p.measure.name), p.measure.fill_nulls_with) for p in params[:2] if p and p.measure]
    assert inputs == [("revenue", None), ("revenue", 0)]


def test_spines_of_both_ages() -> None:
    definitions = decoded("""
models:
  - name: dim_date
    time_spine: {standard_granularity_column: ds, custom_granularities: [fiscal, {name: fy, column_name: fiscal_year}]}
time_spine_table_configurations: [{location: marts.dates, column_name: ds, grain: DAY}]
project_configuration:
  time_spine_table_configurations: [{location: marts.hours, column_name: ts, grain: hour}]
  dsi_package_version: {major_version: 0}
""")
    spine = definitions.models[0].time_spine
    assert spine is not None
    assert [(str(c.name), str(c.column_name)) for c in spine.custom_granularities] == [
        ("fiscal", "None"),
        ("fy", "fiscal_year"),
    ]
    assert [(str(t.location), t.grain) for t in definitions.spine_tables] == [
        ("marts.dates", "day"),
        ("marts.hours", "hour"),
    ]


def test_sources_and_saved_queries() -> None:
    definitions = decoded("""
sources:
  - name: crm
    schema: raw_crm
    freshness: {warn_after: {count: 1, period: day}}
    loaded_at_field: _loaded_at
    tables:
      - {name: accounts, identifier: crm_accounts, config: {loaded_at_field: at}, columns: [{name: id, tests: []}]}
saved_queries:
  - name: weekly
    exports: [{name: out}]
    query_params: {metrics: revenue, where: a, group_by: [b, c], limit: 0}
""")
    (source,) = definitions.sources
    assert (str(source.schema_name), str(source.tables[0].identifier)) == ("raw_crm", "crm_accounts")
    assert str(source.tables[0].columns[0].name) == "id"
    params = definitions.saved_queries[0].query_params
    assert (texts(params.metrics), texts(params.where), texts(params.group_by), params.limit) == (
        ["revenue"], ["a"], ["b", "c"], 0,
    )  # fmt: skip


def test_a_contract_beside_the_metric_and_in_a_side_file_read_alike() -> None:
    body = """
purpose: Tells early.
owner: Head of Sales
raci: {accountable: CRO, consulted: [Marketing, Finance]}
excludes: [pilots, renewals]
confidence: {level: Medium, note: Set by hand.}
tolerance: 5%
caveats: [One., {text: Two., kind: gap, until: 2026-12-01}]
segments: segment
thresholds:
  - red: below 3.0
    yellow: {rule: below, level: 3.3}
    by: [segment]
    limits: {Enterprise: 3.5, SMB: $2}
    then:
      investigate: Which source?
      escalate: {do: Call them., to: CRO, checkpoints: weekly}
"""
    indented = "".join(f"            {line}\n" for line in body.strip().split("\n"))
    metric = "metrics:\n  - name: coverage\n"
    beside = decoded(f"{metric}    config:\n      meta:\n        metricops:\n{indented}").metrics[0]
    (aside,) = decoded(f"contracts:\n  coverage:\n{indented}").contracts
    older = decoded(f"{metric}    meta:\n      metricops:\n{indented}").metrics[0]
    assert str(aside.name) == "coverage"
    for contract in (beside.contract, aside.value, older.contract):
        assert contract is not None
        assert (str(contract.owner), contract.tolerance, texts(contract.segments)) == (
            "Head of Sales", Decimal("0.05"), ["segment"],
        )  # fmt: skip
        assert contract.raci is not None
        assert (texts(contract.raci.accountable), texts(contract.raci.consulted)) == (["CRO"], ["Marketing", "Finance"])
        assert contract.excludes is not None
        assert texts(contract.excludes) == ["pilots", "renewals"]
        assert contract.confidence is not None
        assert (contract.confidence.level, contract.confidence.note) == ("medium", "Set by hand.")
        assert [(c.text, c.kind, c.until) for c in contract.caveats] == [
            ("One.", None, None), ("Two.", "gap", date(2026, 12, 1)),
        ]  # fmt: skip
        (threshold,) = contract.thresholds
        assert str(threshold.red.sentence) == "below 3.0"
        assert threshold.yellow is not None
        assert (threshold.yellow.sentence, threshold.yellow.rule, str(threshold.yellow.level)) == (None, "below", "3.3")
        assert (texts(threshold.by), pairs(threshold.limits)) == (["segment"], {"Enterprise": "3.5", "SMB": "$2"})
        assert [(str(kind), action.do, str(action.to)) for kind, action in threshold.then] == [
            ("investigate", "Which source?", "None"), ("escalate", "Call them.", "CRO"),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "excludes"),
    [("none", []), ("[none]", []), ("None", []), ("[]", []), ("pilots", ["pilots"]), ("", None), ("~", None)],
)
def test_excludes_may_say_none(written: str, excludes: list[str] | None) -> None:
    (contract,) = decoded(f"contracts:\n  x: {{owner: A, excludes: {written}}}\n").contracts
    found = contract.value.excludes
    assert (None if found is None else texts(found)) == excludes


def test_one_threshold_needs_no_list() -> None:
    (contract,) = decoded(
        "contracts:\n  x:\n    thresholds: {red: {rule: falls, by: 15%, vs: trailing 8w, for: 2}}\n"
    ).contracts
    (threshold,) = contract.value.thresholds
    assert (threshold.red.rule, str(threshold.red.by), str(threshold.red.vs), str(threshold.red.streak)) == (
        "falls", "15%", "trailing 8w", "2",
    )  # fmt: skip


def test_checks_keep_the_keys_of_their_kind() -> None:
    plain, required, unique, gx_long, gx_short = decoded("""
checks:
  - {name: dated, tier: 1, on: crm.opportunities, where: stage = 'commit', expect: close_date is not null, fix: Set it.}
  - {on: crm.opportunities, require: note, when: amount > 25000, owner: RevOps}
  - {on: fct_orders, unique: [order_id, line], keys: order_id, require_rows: true}
  - on: fct_orders
    expectation: expect_column_values_to_be_in_set
    kwargs: {column: status, value_set: [a, ~], mostly: 0.95, row_condition: amount > 0}
    severity: critical
  - {on: fct_orders, expect_column_values_to_be_between: {column: amount, min_value: 0, parse: {strict: true}}}
""").checks
    assert (plain.kind, plain.arguments, plain.tier, str(plain.expect)) == (None, (), 1, "close_date is not null")
    assert (str(required.kind), pairs(required.arguments)) == ("require", {"require": "note", "when": "amount > 25000"})
    ((key, columns),) = unique.arguments
    assert isinstance(columns, tuple)
    assert (str(unique.kind), str(key), texts(columns), unique.require_rows) == (
        "unique",
        "unique",
        ["order_id", "line"],
        True,
    )
    assert (str(gx_long.kind), gx_long.mostly, gx_long.severity) == (
        "expect_column_values_to_be_in_set", Decimal("0.95"), "critical",
    )  # fmt: skip
    assert str(gx_long.row_condition) == "amount > 0"
    arguments = {str(key): value for key, value in gx_long.arguments}
    assert list(arguments) == ["column", "value_set"]
    assert isinstance(arguments["value_set"], tuple)
    assert [str(value) for value in arguments["value_set"]] == ["a", "None"]
    assert str(gx_short.kind) == "expect_column_values_to_be_between"
    parse = gx_short.arguments[-1][1]
    assert isinstance(parse, Arguments)
    assert pairs(parse.pairs) == {"strict": "true"}


def test_tiers_by_table() -> None:
    (tiers,) = decoded("tiers:\n  crm.opportunities:\n    1: [amount, stage]\n    2: competitor\n").tiers
    assert str(tiers.name) == "crm.opportunities"
    assert [(str(tier), texts(columns)) for tier, columns in tiers.value.columns] == [
        ("1", ["amount", "stage"]),
        ("2", ["competitor"]),
    ]


def test_words_decisions_people_and_silences() -> None:
    definitions = decoded("""
definitions:
  - term: pipeline
    versions: {pipeline_sourced: {team: Marketing}, pipeline_qualified: {team: Sales, serves: weekly forecast}}
    canonical: {weekly forecast: pipeline_qualified}
    unresolved: {question: Which?, positions: {Sales: pipeline_qualified}, decides: CRO, by: 2026-12-05}
decisions: [{name: pacing, inputs: [coverage], requires: decision-grade}]
experiments: [{name: nurture, arms: {control: a = 1}, if shipped: Extend it.}]
people: {Head of Sales: {name: Dana, email: d@example.com}, RevOps: Priya}
rights: {change a target: CFO}
forums: {weekly: {kpis: [coverage], agenda: {open actions: 10}}}
silences: [{match: {metric: win_rate}, reason: Migration., owner: RevOps, until: 2026-12-31}]
""")
    (term,) = definitions.definitions
    assert [str(metric) for metric, _ in term.versions] == ["pipeline_sourced", "pipeline_qualified"]
    assert (pairs(term.canonical), term.unresolved[0].by) == (
        {"weekly forecast": "pipeline_qualified"},
        date(2026, 12, 5),
    )
    assert definitions.decisions[0].requires == "decision-grade"
    assert definitions.experiments[0].if_shipped == "Extend it."
    assert [(str(p.name), p.value.name) for p in definitions.people] == [("Head of Sales", "Dana"), ("RevOps", "Priya")]
    assert str(definitions.rights[0].value.role) == "CFO"
    assert [(str(item), minutes) for item, minutes in definitions.forums[0].value.agenda] == [("open actions", 10)]
    assert definitions.silences[0].until == date(2026, 12, 31)


def test_a_file_may_be_one_silence() -> None:
    (silence,) = decoded("match: {metric: win_rate}\nreason: Migration.\nowner: RevOps\nuntil: 2026-12-31\n").silences
    assert pairs(silence.match) == {"metric": "win_rate"}


def test_what_only_dbt_reads_is_no_noise() -> None:
    decoded("""
version: 2
exposures: [{name: board, owner: {name: x}}]
macros: []
seeds: [{name: s, config: {column_types: {a: int}}}]
snapshots: []
unit_tests: [{name: t, given: []}]
groups: [{name: g, owner: {name: x}}]
x-shared: &tests [unique, not_null]
models:
  - name: stg_orders
    config: {materialized: table, tags: [a], contract: {enforced: true}, meta: {owner: me, contains_pii: true}}
    constraints: [{type: primary_key, columns: [id]}]
    data_tests: [{dbt_utils.unique_combination_of_columns: {combination_of_columns: [a, b]}}]
    versions: [{v: 1}]
    tests: *tests
    columns:
      - {name: id, data_type: int, quote: true, constraints: [{type: not_null}], policy_tags: [x], tests: *tests}
metrics:
  - {name: m, type: simple, agg: sum, expr: a, tags: [x], group: g, config: {enabled: true, group: g}}
""")


@pytest.mark.parametrize(("written", "kept"), [("false", 0), ("False", 0), ("true", 1), ("\"{{ var('on') }}\"", 1)])
def test_what_dbt_switches_off_is_passed_over(written: str, kept: int) -> None:
    config = f"config: {{enabled: {written}}}"
    definitions = decoded(f"""
models: [{{name: a, {config}}}, {{name: b, metrics: [{{name: c, {config}}}]}}]
semantic_models: [{{name: d, {config}}}]
metrics: [{{name: e, {config}}}]
saved_queries: [{{name: f, query_params: {{}}, {config}}}]
""")
    counts = [len(definitions.models) - 1, len(definitions.models[-1].metrics), len(definitions.semantic_models)]
    counts += [len(definitions.metrics), len(definitions.saved_queries)]
    assert counts == [kept] * 5


def test_a_fault_costs_only_its_entry() -> None:
    definitions = read_texts(
        {
            "a.yml": "metrics:\n  - {name: bad, agg: summ}\n  - {name: good, agg: sum, expr: x}\n",
            "b.yml": "metrics: [",
            "c.yml": "metrics:\n  - {name: other, agg: sum, expr: x}\n",
        }
    )
    assert [str(metric.name) for metric in definitions.metrics] == ["good", "other"]
    assert left_out(definitions) == [("metrics", "bad")]
    assert definitions.unread == ("b.yml",)
    assert set(definitions.texts) == {"a.yml", "b.yml", "c.yml"}


def left_out(definitions: Definitions) -> list[tuple[str, str]]:
    return [(left.kind, left.name) for left in definitions.left_out]


def test_a_bad_metric_beside_a_model_costs_neither_the_model_nor_the_others() -> None:
    metrics = "[{name: a, agg: no}, {name: b}, {name: c, z: 1}]"
    definitions = read_texts({"f.yml": f"models: [{{name: x, metrics: {metrics}}}]\n"})
    assert [str(metric.name) for metric in definitions.models[0].metrics] == ["b"]
    assert left_out(definitions) == [("metrics", "a"), ("metrics", "c")]


def test_a_bad_model_names_the_metrics_it_takes_along() -> None:
    definitions = read_texts({"f.yml": "models: [{name: x, primary_entity: [], metrics: [{name: a}, {name: b}]}]\n"})
    assert definitions.models == ()
    assert left_out(definitions) == [("models", "x"), ("metrics", "a"), ("metrics", "b")]


def test_a_bad_threshold_costs_neither_the_metric_nor_the_other_thresholds() -> None:
    text = "contracts:\n  x:\n    owner: A\n    thresholds:\n      - {red: below 1}\n      - {rad: below 2}\n"
    definitions = read_texts({"f.yml": text})
    assert [str(t.red.sentence) for t in definitions.contracts[0].value.thresholds] == ["below 1"]
    assert {fault.code for fault in definitions.diagnostics} == {"L031", "L032"}
    single = read_texts({"f.yml": "contracts:\n  x:\n    owner: A\n    thresholds: {rad: below 2}\n"})
    assert single.contracts[0].value.thresholds == ()


def test_a_faulty_yaml_value_leaves_its_entry_out_without_a_second_message() -> None:
    text = "metrics:\n  - {name: a, agg: sum, expr: x, expr: y}\n  - {name: b, agg: sum, expr: *gone}\n  - {name: c}\n"
    definitions = read_texts({"f.yml": text})
    assert [fault.code for fault in definitions.diagnostics] == ["L013", "L017"]
    assert [str(metric.name) for metric in definitions.metrics] == ["c"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("metrics: {a: 1}\n", "L033"),
        ("metrics: [a]\n", "L033"),
        ("metrics:\n  -\n", "L033"),
        ("contracts:\n  x:\n", "L033"),
        ("contracts: [x]\n", "L033"),
        ("tiers: {t: [a]}\n", "L033"),
        ("rights: {a: [b]}\n", "L033"),
        ("checks: [{on: t, expect_x: a}]\n", "L033"),
        ("checks: [{on: t, expectation: [a]}]\n", "L033"),
        ("checks: [{on: t, expectation: a, kwargs: 3}]\n", "L033"),
        ("metrics: [{name: a, filter: [[b]]}]\n", "L033"),
        ("metrics: [{name: [a]}]\n", "L033"),
        ("metrics: [{label: [a], name: x}]\n", "L033"),
        ("metrics: [{name: x, percentile: .nan}]\n", "L033"),
        ("saved_queries: [{name: x, query_params: {limit: -1}}]\n", "L033"),
        ("contracts: {x: {tolerance: 120%}}\n", "L033"),
        ("contracts: {x: {tolerance: [5]}}\n", "L033"),
        ("contracts: {x: {thresholds: [{red: [a]}]}}\n", "L033"),
        ("contracts: {x: {thresholds: [{red: a, then: {escalate: {to: CRO}}}]}}\n", "L032"),
        ("contracts: {x: {thresholds: [{red: a, tier: 4}]}}\n", "L033"),
        ("models: [{name: x, config: {meta: {metricops: {ownr: a}}}}]\n", "L031"),
        ("metrics: [{name: x, owner: CRO}]\n", "L031"),
        ("metrics: [{name: x, span: 3}]\n", "L031"),
    ],
)
def test_every_fault_has_a_code_and_a_place(text: str, code: str) -> None:
    (fault,) = read_texts({"f.yml": text}).diagnostics
    assert (fault.code, fault.severity) == (code, "error")
    assert fault.span is not None


def test_a_contract_key_on_the_metric_is_told_where_it_belongs() -> None:
    (fault,) = read_texts({"f.yml": "metrics: [{name: x, owner: CRO}]\n"}).diagnostics
    assert fault.hint == '"owner" stands under config.meta.metricops'


def test_all_faults_of_one_entry_are_told_together() -> None:
    assert sorted(codes("metrics: [{naem: x, agg: no, hidden: maybe, filter: {a: 1}}]\n")) == [
        "L031", "L032", "L033", "L033", "L034",
    ]  # fmt: skip


ENTRIES: list[type[Entry]] = [section.entry for section in SECTIONS.values()]
ENTRIES += [ThresholdEntry, ConditionEntry, ColumnEntry]
WORDS = sorted({key for entry in ENTRIES for key in entry.known_keys()})
KEYS = st.sampled_from([*WORDS, "metricops", "expect_x", "expectation", "kwargs", "meta", "type_params", "nonsense"])
SCALARS = st.sampled_from(["a", "1", "-1.5", "true", "2026-11-30", "5%", "simple", "sum", "{{ x }}"]) | st.none()
NODES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5))


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(list(SECTIONS)), NODES | st.lists(NODES, max_size=3), max_size=4))
def test_decoding_never_raises_and_every_fault_has_a_place(tree: dict[str, object]) -> None:
    definitions = read_texts({"f.yml": yaml.safe_dump(tree)})
    for fault in definitions.diagnostics:
        assert fault.span is not None
        assert fault.code in CODES
        assert "\0" not in str(fault)
