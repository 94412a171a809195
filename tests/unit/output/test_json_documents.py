"""The JSON documents fit their schemas, keep decimals exact and are the same bytes every time."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from made_evaluation import CHECKS, EVALUATION
from small_schema import faults

from metricops.diagnostics import Related, error, warning
from metricops.engines.result import Result, ResultColumn
from metricops.output.json import checks_json, diagnostics_json, evaluation_json, query_json
from metricops.output.json_text import json_line, json_text
from metricops.source import Span, fragment

SCHEMAS = Path(__file__).parents[3] / "docs" / "schema"
RESULT = Result(
    (ResultColumn("segment", "VARCHAR"), ResultColumn("week", "DATE"), ResultColumn("win_rate", "DOUBLE", "%")),
    (("Enterprise", date(2026, 11, 9), 0.25), (None, date(2026, 11, 9), None)),
    "SELECT 1",
    date(2026, 11, 15),
)


def schema(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SCHEMAS / f"{name}.json").read_text())
    return loaded


def test_query_fits_its_schema() -> None:
    document = json.loads(query_json(RESULT, ["Close dates are late."], "medium"))
    assert faults(document, schema("query")) == []
    assert document["rows"] == [["Enterprise", "2026-11-09", 0.25], [None, "2026-11-09", None]]
    assert document["columns"][2] == {"name": "win_rate", "type": "DOUBLE", "unit": "%"}
    assert list(document) == ["version", "as_of", "columns", "rows", "sql", "caveats", "confidence"]


def test_evaluate_fits_its_schema_and_checks_fit_theirs() -> None:
    document = json.loads(evaluation_json(EVALUATION))
    assert faults(document, schema("evaluate")) == []
    assert faults({"version": 1, "checks": document["checks"]}, schema("check")) == []
    assert document["summary"]["no_data"] == 0
    first = document["findings"][0]
    assert first["segment"] == {"segment": "Enterprise"}
    assert first["period"] == {"start": "2026-11-09", "end": "2026-11-15"}
    assert first["span"] == "semantic/sales.yml:14"
    assert first["action"][1]["to"] == "CRO"


def test_check_fits_its_schema_with_and_without_records() -> None:
    bare = json.loads(checks_json(CHECKS))
    full = json.loads(checks_json(CHECKS, {"commit_needs_a_date": RESULT}))
    assert faults(bare, schema("check")) == faults(full, schema("check")) == []
    assert "records" not in bare
    assert full["records"]["commit_needs_a_date"][0]["segment"] == "Enterprise"


def test_the_small_validator_finds_what_does_not_fit() -> None:
    document = json.loads(query_json(RESULT))
    document["version"], document["extra"] = 2, 1
    del document["sql"]
    assert len(faults(document, schema("query"))) == 3


def test_decimals_keep_their_digits_and_floats_their_shortest_form() -> None:
    text = evaluation_json(EVALUATION)
    assert '"numerator": 2410000,' in text
    assert '"value": 2.41,' in text
    assert '"limit": 3,' in text
    assert json_line([Decimal("0.10"), Decimal("1E+3"), 0.1, 10**20]) == "[0.1, 1000, 0.1, 100000000000000000000]"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN"), Decimal("-Infinity")])
def test_what_is_no_number_in_json_is_null(value: object) -> None:
    assert json_line([value]) == "[null]"


def test_values_of_the_warehouse_have_a_form() -> None:
    values = [datetime(2026, 11, 9, 6, 30), b"\x00\xff", {"b", "a"}, "Zoë \n", True]
    assert json_line(values) == '["2026-11-09T06:30:00", "00ff", ["a", "b"], "Zoë \\n", true]'


def test_frozen_values_are_objects_of_their_fields() -> None:
    place = Span("a.yml", 0, 1, 3, 7)
    assert json.loads(json_text(error("L01", "bad", place)))["span"] == "a.yml:3:7"
    assert json_line({"where": fragment("a > 1")}) == '{"where": "a > 1"}'


def test_rows_stand_on_one_line_each() -> None:
    assert json_text({"rows": [[1, 2], [3, 4]]}) == '{\n  "rows": [\n    [1, 2],\n    [3, 4]\n  ]\n}\n'


def test_the_same_evaluation_gives_the_same_bytes() -> None:
    assert evaluation_json(EVALUATION) == evaluation_json(EVALUATION)


def test_diagnostics_say_where() -> None:
    place = Span("a.yml", 0, 1, 3, 7)
    first = error("L01", "unknown key", place, "did you mean x?", Related("first defined", place))
    document = json.loads(diagnostics_json([first, warning("W01", "no owner")]))
    assert document["diagnostics"][1] == {
        "code": "L01",
        "severity": "error",
        "message": "unknown key",
        "hint": "did you mean x?",
        "file": "a.yml",
        "line": 3,
        "column": 7,
        "related": [{"message": "first defined", "span": "a.yml:3:7"}],
    }
    assert document["diagnostics"][0]["file"] is None
