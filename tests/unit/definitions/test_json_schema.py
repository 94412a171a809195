"""The JSON Schema that editors read says what the decoder says."""

import json
from pathlib import Path
from typing import Any

import pytest

from metricops.definitions import KINDS, json_schema
from metricops.definitions.compose import compose
from metricops.definitions.sections import SECTIONS

jsonschema = pytest.importorskip("jsonschema")
MESSAGES = Path(__file__).parents[2] / "messages" / "load"

GOOD = """
models:
  - name: fct_orders
    semantic_model: true
    tests: [unique]
    columns:
      - {name: order_id, entity: primary, data_type: int}
      - {name: status, dimension: {type: categorical}}
    metrics:
      - name: revenue
        agg: sum
        expr: amount
        filter: [a, b]
        tags: [x]
        config:
          meta:
            owner: data
            metricops:
              owner: CRO
              excludes: none
              confidence: {level: low, note: Set by hand.}
              thresholds:
                - {red: below 3.0, yellow: {rule: below, level: "3.3"}, then: {a: Ask., b: {do: Call.}}}
contracts: {revenue: {confidence: high, thresholds: {red: below 1}}}
checks:
  - {on: t, where: a, expect: b}
  - {on: t, expect_column_values_to_not_be_null: {column: a}}
  - {on: t, unique: [a, b]}
tiers: {crm.t: {"1": [a], "2": b}}
people: {CRO: Dana, RevOps: {name: Priya}}
rights: {change a target: CFO}
version: 2
x-anchors: {}
"""


def plain(node: Any) -> Any:
    """Nodes as JSON: numbers and truths as an editor reads them."""
    if isinstance(node, dict):
        return {str(key): plain(item) for key, item in node.items()}
    if isinstance(node, list):
        return [plain(item) for item in node]
    if node is None or node.style:
        return None if node is None else str(node)
    return {"true": True, "false": False}.get(str(node), int(node) if node.isdigit() else str(node))


def problems(kind: str, text: str) -> list[str]:
    document = compose("f.yml", text)
    tree = {str(key): plain(node) for key, node in document.sections}
    return [error.json_path for error in jsonschema.Draft202012Validator(json_schema(kind)).iter_errors(tree)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_a_schema_of_its_sections(kind: str) -> None:
    schema = json_schema(kind)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert set(KINDS[kind]) <= set(schema["properties"])
    assert "\\u0000" not in json.dumps(schema)


def test_every_section_belongs_to_a_kind() -> None:
    assert {section for kind, sections in KINDS.items() if kind != "all" for section in sections} == set(SECTIONS)


def test_what_decodes_is_valid() -> None:
    assert problems("all", GOOD) == []


def test_an_unknown_kind_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        json_schema("dashboards")


FAULTY = ["bad_beside_good", "bad_enum", "missing_field", "two_faults", "unknown_key", "unknown_key_in_contract"]
FAULTY += ["unknown_section", "wrong_type", "wrong_type_in_contract", "definition", "bad_condition"]


@pytest.mark.parametrize("name", FAULTY)
def test_what_has_faults_is_not(name: str) -> None:
    assert problems("all", (MESSAGES / f"{name}.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("metrics: [{name: a, agg: summ}]", "$.metrics[0].agg"),
        ("checks: [{expect: a}]", "$.checks[0]"),
        ("tiers: {t: {'4': [a]}}", "$.tiers.t"),
        ("metrics: [{agg: sum}]", "$.metrics[0]"),
        ("nonsense: 1", "$"),
    ],
)
def test_faults_are_found_where_they_stand(text: str, path: str) -> None:
    assert problems("all", text) == [path]
