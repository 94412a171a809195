"""Suites that are exported load in Great Expectations, come back as the same checks, and are judged alike."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import metricops as mo
from metricops.checks import ALL
from metricops.definitions import read_suite, read_texts
from metricops.evaluate.values import CheckResult
from metricops.manifest import Check, Manifest
from metricops.output.gx import validation
from metricops.output.gx_suites import ORDER, suites, suites_json, untold
from metricops.resolve import resolve
from metricops.resolve.suites import resolve_suite
from tests.gx.test_agreement import COLUMNS, EXPECTATIONS, TABLES, ours, told
from tests.gx.witness import Witness
from tests.made_checks import relation, results_on, table_of

WRITTEN = """
checks:
  - {name: filled, on: t, tier: 1, expectation: not_null, column: n, owner: CRO, fix: Fill it., keys: [n, s]}
  - {name: known, on: t, accepted: {column: s, values: [a, é, "O'Neill"]}, mostly: 0.5, where: n > 0 and s is not null}
  - {name: low, on: t, tier: 3, within: {column: d, min: 0, max: 1.5, strict_max: true}, where: n = 1 or m = 1}
  - {name: rare, on: t, unique: [n, s], require_rows: true}
  - {name: single, on: t, unique: n, where: "day >= '2026-01-02'"}
  - {name: spread, on: t, expectation: column_quantiles, column: n, quantiles: [0.5], ranges: [[0, 1.5]]}
  - name: pairs
    on: t
    expectation: pair_accepted
    kwargs: {a: n, b: m, pairs: [[1, 1], [2, 0]], ignore_row_if: either_value_is_missing}
  - {name: rows, on: t, expectation: row_count, min: 1}
  - {name: elsewhere, on: u, expectation: column_exists, column: n}
  - {name: plain, on: t, expect: n > 0}
  - {name: dated, on: t, expectation: not_null, column: n, where: day < today}
  - {name: sorted, on: t, expectation: increasing, column: n, by: m}
"""
UNTOLD = {
    "plain": 'Great Expectations has no expectation for "expect"',
    "dated": "Great Expectations has no words for its condition on rows",
    "sorted": 'Great Expectations has no expectation for "increasing"',
}


def checks_of(text: str) -> tuple[Check, ...]:
    resolved = resolve(read_texts({"checks.yml": text}))
    assert not resolved.diagnostics
    return resolved.manifest.checks


def back(text: str, on: str | None = None) -> tuple[Check, ...]:
    resolved = resolve_suite(read_suite("suite.json", text, on), Manifest(), None)
    assert not resolved.diagnostics, [d.message for d in resolved.diagnostics]
    return resolved.checks


def counts(result: CheckResult) -> tuple[Any, ...]:
    return (result.check, result.tier, result.status, result.rows, result.eligible, result.violations, result.observed)


def test_what_no_expectation_says_is_told() -> None:
    checks = checks_of(WRITTEN)
    assert {left.check.name: left.reason for left in untold(checks)} == UNTOLD
    assert [(suite["name"], len(suite["expectations"])) for suite in suites(checks)] == [("t", 8), ("u", 1)]


@pytest.mark.parametrize("title", TABLES)
def test_checks_come_back_as_they_were(title: str) -> None:
    checks = [check for check in checks_of(WRITTEN) if check.name not in UNTOLD]
    again = back(suites_json(checks))
    assert [(c.name, c.on, c.tier, c.owner, c.fix, c.keys, c.mostly, c.require_rows) for c in again] == [
        (c.name, c.on, c.tier, c.owner, c.fix, c.keys, c.mostly, c.require_rows) for c in checks
    ]
    with table_of(COLUMNS, TABLES[title]) as connection:
        connection.execute("CREATE TABLE u AS SELECT 1 AS n")
        listed = {relation("t"): tuple(COLUMNS), relation("u"): ("n",)}
        before, after = (results_on(connection, each, listed) for each in (checks, again))
    assert [counts(result) for result in before] == [counts(result) for result in after]


def loaded(witness: Witness, suite: Mapping[str, Any]) -> dict[str, Any]:
    """What Great Expectations saves of a suite that it has loaded."""
    own = json.loads(json.dumps(suite, default=float))
    return dict(witness.suite(own["name"], own["expectations"]).to_json_dict())


def test_great_expectations_loads_and_saves_what_is_exported(witness: Witness) -> None:
    checks = [check for check in checks_of(WRITTEN) if check.name not in UNTOLD]
    saved = [loaded(witness, suite) for suite in suites(checks)]
    again = back(json.dumps({"suites": saved}))
    with table_of(COLUMNS, TABLES["drawn"]) as connection:
        connection.execute("CREATE TABLE u AS SELECT 1 AS n")
        listed = {relation("t"): tuple(COLUMNS), relation("u"): ("n",)}
        before, after = (results_on(connection, each, listed) for each in (checks, again))
    assert [counts(result) for result in before] == [counts(result) for result in after]


def test_great_expectations_judges_an_exported_suite_alike(witness: Witness) -> None:
    checks = [check for check in checks_of(WRITTEN) if check.name not in UNTOLD and check.on == "t"]
    (suite,) = suites(checks)
    with table_of(COLUMNS, TABLES["more drawn"]) as connection:
        own = validation(results_on(connection, checks))["results"]
        found = witness.suite_over_duckdb(connection, "t", json.loads(json.dumps(suite, default=float)))
    assert [told(result) for result in own] == [told(result) for result in found]


def test_every_expectation_of_a_saved_suite_is_read(witness: Witness) -> None:
    """A suite as Great Expectations writes it, with all of the expectations that are known here."""
    given = [{"type": name, "kwargs": arguments, "meta": {}} for name, arguments in EXPECTATIONS]
    saved = witness.suite("all", given).to_json_dict()
    again = back(json.dumps(saved), "t")
    assert [check.kind for check in again] == [item["type"] for item in saved["expectations"]]
    wanted = {
        json.dumps(_meaning(ours(name, arguments, 0)), sort_keys=True, default=str) for name, arguments in EXPECTATIONS
    }
    assert {json.dumps(_meaning(check), sort_keys=True, default=str) for check in again} == wanted


def _meaning(check: Check) -> Mapping[str, Any]:
    """Kind and arguments; what has no value or its default is not there."""
    kind = next(kind for kind in ALL if check.kind in kind.names)
    given = {p.name: p.value(check) for p in kind.arguments if p.value(check) != p.default}
    return {"kind": check.kind, "mostly": float(check.mostly), **{name: _plain(v) for name, v in given.items()}}


def _plain(value: Any) -> list[Any]:
    """As a list, numbers as Great Expectations saves them."""
    items = value if isinstance(value, tuple) else (value,)
    return [float(i) if isinstance(i, int | Decimal) else _plain(i) if isinstance(i, tuple) else i for i in items]


def test_a_condition_of_an_older_suite_is_sql(witness: Witness) -> None:
    kwargs = {"column": "n", "row_condition": 'col("s") == "a"', "condition_parser": "great_expectations"}
    suite = {"expectations": [{"expectation_type": "expect_column_values_to_not_be_null", "kwargs": kwargs}]}
    (check,) = back(json.dumps(suite), "t")
    assert check.where is not None
    assert check.where.text == "s = 'a'"


def test_a_project_runs_a_suite_in_place_of_its_checks(tmp_path: Path) -> None:
    definitions, suite = tmp_path / "checks.yml", tmp_path / "suite.json"
    definitions.write_text("checks: [{name: own, on: t, expect: n > 0}]", encoding="utf-8")
    expectations: Sequence[Mapping[str, Any]] = [
        {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "n"}, "severity": "critical"},
        {"type": "expect_column_values_to_be_nil", "kwargs": {"column": "n"}},
    ]
    suite.write_text(json.dumps({"name": "s", "expectations": expectations}), encoding="utf-8")
    with table_of({"n": "INTEGER"}, [(1,), (None,)]) as connection:
        project = mo.from_yaml([definitions], engine=mo.duckdb(connection), schema="main")
        found = project.with_suite(suite, on="t")
        (result,) = found.check(as_of="2026-11-15").results
        assert [r.check for r in project.check(as_of="2026-11-15").results] == ["own"]
    assert (result.check, result.tier, result.violations) == ("t.n.expect_column_values_to_not_be_null", 1, 1)
    assert [d.code for d in found.diagnostics] == ["Q104"]


def test_order_is_no_argument_of_great_expectations() -> None:
    assert {kind.name for kind in ALL if kind.parameter(ORDER)} == {"increasing", "decreasing"}


def test_a_number_with_an_exponent_is_a_number_and_stays_one() -> None:
    ends = {"column": "n", "min_value": -1e30, "max_value": 1e300}
    kwargs = [ends, {"column": "d", "max_value": 1.5e2}, {"column": "n", "max_value": "1e30"}]
    kind = "expect_column_values_to_be_between"
    text = json.dumps({"expectations": [{"type": kind, "kwargs": each} for each in kwargs]})
    checks = back(text, "t")
    assert [dict(check.arguments) for check in checks] == [
        {"column": "n", "min_value": Decimal("-1e30"), "max_value": Decimal("1e300")},
        {"column": "d", "max_value": Decimal(150)},
        {"column": "n", "max_value": "1e30"},  # in quotes it is text
    ]
    written = json.loads(suites_json(checks))["suites"][0]["expectations"]
    assert [each["kwargs"] for each in written] == kwargs
    tables = {"n": "DECIMAL(38, 10)", "d": "BIGINT"}
    with table_of(tables, [(1, 100), (2, 200)]) as connection:
        results = results_on(connection, checks[:2], {relation("t"): tuple(tables)})
    assert [(result.status, result.violations) for result in results] == [("ok", 0), ("breach", 1)]
