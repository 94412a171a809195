"""Great Expectations as the engine of checks: it judges what it knows, the rest is judged here, and both are told."""

import json
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

import metricops as mo
from metricops.cli import main
from metricops.cli.suites import judges
from metricops.engines.expectations import judged
from metricops.errors import EngineError
from metricops.evaluate.values import CheckResult, Status
from metricops.manifest import Relation
from metricops.output.gx import validation
from metricops.output.records import check_record
from tests.gx.witness import Witness

WRITTEN = """
checks:
  - {name: filled, on: t, tier: 1, expectation: not_null, column: s}
  - {name: known, on: t, accepted: {column: s, values: [a]}, mostly: 0.5, where: n > 0}
  - {name: once, on: t, unique: n}
  - {name: highest, on: t, expectation: column_max, column: n, max: 3}
  - {name: middle, on: t, expectation: column_quantiles, column: n, quantiles: [0.5], ranges: [[0, 2]]}
  - {name: there, on: t, expectation: column_exists, column: n}
  - {name: spelled, on: t, expectation: matches, column: s, regex: '^[ab]$'}
  - {name: plain, on: t, expect: n > 0}
  - {name: gone, on: t, tier: 1, expectation: not_null, column: missing}
  - {name: nowhere, on: u, expectation: not_null, column: n}
"""
WITNESSED = ["filled", "known", "once", "highest", "middle", "there"]


@pytest.fixture(scope="module")
def runs(witness: Witness, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, CheckResult]]:
    """The same checks by each engine, by name; the fixture of the suite has started Great Expectations."""
    definitions = tmp_path_factory.mktemp("project") / "checks.yml"
    definitions.write_text(WRITTEN, encoding="utf-8")
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t AS FROM (VALUES (1, 'a'), (2, 'b'), (2, NULL), (4, 'c')) AS v(n, s)")
        project = mo.from_yaml([definitions], engine=mo.duckdb(connection), schema="main")
        found = {name: project.check(as_of="2026-11-15", engine=name) for name in ("gx", None)}
        listed = project.check(as_of="2026-11-15", engine="gx", rows=True)
    assert {name: len(result.rows) for name, result in listed.records.items()} == {
        "filled": 1, "known": 2, "once": 2, "spelled": 1
    }  # fmt: skip
    return {str(name): {result.check: result for result in run.results} for name, run in found.items()}


def test_it_judges_what_it_knows(runs: dict[str, dict[str, CheckResult]]) -> None:
    assert [name for name, result in runs["gx"].items() if result.judged_by] == WITNESSED
    assert not any(result.judged_by for result in runs["None"].values())


def test_both_engines_say_the_same(runs: dict[str, dict[str, CheckResult]]) -> None:
    for name, own in runs["None"].items():
        found = runs["gx"][name]
        counted = (own.status, own.eligible, own.violations)
        assert (found.status, found.eligible, found.violations) == counted, name
        assert found.rows == (0 if name in ("highest", "middle") and found.judged_by else own.rows), name
        assert found.observed == own.observed, name


def test_what_it_cannot_evaluate_is_no_failure(runs: dict[str, dict[str, CheckResult]]) -> None:
    """It knows no regular expressions on DuckDB; a column that is not there is told as ever."""
    assert runs["gx"]["spelled"].status is Status.BREACH
    assert not runs["gx"]["spelled"].judged_by
    assert runs["gx"]["gone"].status is Status.NOT_JUDGED
    assert '"missing" is not a column of "t"' in runs["gx"]["gone"].reason
    assert runs["gx"]["nowhere"].status is Status.NOT_JUDGED


def test_outputs_say_who_judged(runs: dict[str, dict[str, CheckResult]]) -> None:
    results = tuple(runs["gx"].values())
    told = judges(results)
    assert told.startswith("Great Expectations judged ")
    assert "metricops judged " in told
    assert "plain" in told
    assert "filled" not in told
    assert check_record(runs["gx"]["filled"])["judged_by"] == "Great Expectations"
    assert "judged_by" not in check_record(runs["gx"]["plain"])
    assert validation(results)["statistics"]["evaluated_expectations"] == len(results)


def test_without_the_extra_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "great_expectations", None)
    with duckdb.connect() as connection, pytest.raises(EngineError) as refusal:
        judged(mo.duckdb(connection), Relation("t", "main"), [])
    assert refusal.value.message == "Great Expectations is not installed"
    assert refusal.value.hint == 'pip install "metricops[gx]"'


def test_over_another_warehouse_it_is_refused() -> None:
    with pytest.raises(EngineError) as refusal:
        judged(object(), Relation("t"), [])
    assert refusal.value.message == "Great Expectations is run over DuckDB only"


def test_the_command_line_runs_a_suite_over_a_file_with_it(witness: Witness, tmp_path: Path) -> None:
    """The file is opened read-only with its configuration locked; exit codes are the same."""
    with duckdb.connect(str(tmp_path / "w.duckdb")) as connection:
        connection.execute("CREATE TABLE t AS FROM (VALUES (1), (NULL)) AS v(n)")
    (tmp_path / "metricops.yml").write_text("engine: {type: duckdb, path: w.duckdb}", encoding="utf-8")
    suite = tmp_path / "suite.json"
    expectation = {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "n"}, "severity": "critical"}
    suite.write_text(json.dumps({"name": "s", "expectations": [expectation]}), encoding="utf-8")
    words = ["check", "--project", str(tmp_path), "--suite", str(suite), "--on", "t", "--engine", "gx"]
    asked = [*words, "--as-of", date(2026, 11, 15).isoformat()]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 2, done.output
    assert "Great Expectations judged 1 check." in done.output
    shown = json.loads(CliRunner().invoke(main, [*asked, "--format", "json"]).stdout)
    assert [(c["status"], c["violations"], c["judged_by"]) for c in shown["checks"]] == [
        ("breach", 1, "Great Expectations")
    ]
    exported = CliRunner().invoke(main, [*words[:-2], "--export", "gx"])
    assert exported.exit_code == 0
    assert json.loads(exported.stdout)["suites"][0]["expectations"][0]["severity"] == "critical"
