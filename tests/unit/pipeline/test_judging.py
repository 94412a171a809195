"""Judging end to end: a threshold, a warehouse, a date; and what happens when one of them does not answer."""

from pathlib import Path

import duckdb
import pytest
from small_project import SHOP, TABLES

import metricops as mo
from metricops.evaluate.values import Evaluation, Finding, Status

CONTRACT = """
contracts:
  revenue:
    purpose: Says how the shop does.
    owner: Head of Sales
    steward: RevOps
    unit: usd
    thresholds:
      - {red: below 8, window: 1 month, by: customer__segment, worth: revenue}
"""
AS_OF = "2024-02-29"


def project(folder: Path, tables: str = TABLES, *texts: str) -> mo.Project:
    connection = duckdb.connect()
    connection.execute(tables)
    for i, text in enumerate((SHOP, *texts)):
        (folder / f"{i}.yml").write_text(text)
    return mo.from_yaml([folder], engine=mo.duckdb(connection))


def by_segment(evaluation: Evaluation) -> dict[str | None, Finding]:
    return {dict(found.segment)["customer__segment"]: found for found in evaluation.findings}


def test_every_segment_is_judged_and_the_breach_ends_with_two(tmp_path: Path) -> None:
    run = project(tmp_path, TABLES, CONTRACT).evaluate(as_of=AS_OF)
    found = by_segment(run)
    assert {segment: (f.status, f.value and float(f.value), f.n) for segment, f in found.items()} == {
        "smb": (Status.OK, 20.5, 1),
        "enterprise": (Status.BREACH, 5.0, 1),
    }
    breach = found["enterprise"]
    assert breach.owner == "Head of Sales"
    assert breach.span.place.endswith("1.yml:9")
    assert run.exit == 2


def test_the_same_run_has_the_same_identity_and_other_numbers_another(tmp_path: Path) -> None:
    first = project(tmp_path, TABLES, CONTRACT).evaluate(as_of=AS_OF)
    again = project(tmp_path, TABLES, CONTRACT).evaluate(as_of=AS_OF)
    other = project(tmp_path, TABLES + "insert into fct_orders values (5, 2, '2024-02-03', 'paid', 1)", CONTRACT)
    assert again == first
    changed = other.evaluate(as_of=AS_OF)
    assert changed.run != first.run
    assert [f.fingerprint for f in changed.findings] == [f.fingerprint for f in first.findings]


def test_what_cannot_be_read_is_not_judged_and_the_rest_is(tmp_path: Path) -> None:
    visits = """
models:
  - name: fct_visits
    semantic_model: {name: visits}
    agg_time_dimension: visited_on
    columns:
      - {name: visit_id, entity: {type: primary, name: visit}}
      - {name: visited_on, granularity: day, dimension: time}
    metrics: [{name: visits, agg: count, expr: visit_id}]
contracts:
  visits:
    {purpose: p, owner: o, steward: s, unit: count, thresholds: [{red: below 1, window: 1 month}]}
"""
    run = project(tmp_path, TABLES, CONTRACT, visits).evaluate(as_of=AS_OF)
    status = {found.metric: found for found in run.findings if found.metric == "visits"}
    assert status["visits"].status is Status.NOT_JUDGED
    assert "fct_visits" in status["visits"].reason
    assert by_segment(Evaluation_without(run, "visits"))["enterprise"].status is Status.BREACH
    assert run.exit == 1


def Evaluation_without(run: Evaluation, metric: str) -> Evaluation:
    from dataclasses import replace

    return replace(run, findings=tuple(f for f in run.findings if f.metric != metric))


def test_a_repeated_key_keeps_what_joins_through_it_from_being_judged(tmp_path: Path) -> None:
    twice = TABLES + "insert into dim_customers values (1, 'enterprise')"
    run = project(tmp_path, twice, CONTRACT).evaluate(as_of=AS_OF)
    assert {found.status for found in run.findings} == {Status.NOT_JUDGED}
    assert all("dim_customers" in found.reason for found in run.findings)
    assert [(check.check, check.status) for check in run.checks] == [
        ("dim_customers.customer_id.unique", Status.BREACH)
    ]


def test_a_key_that_holds_is_no_line_of_the_report(tmp_path: Path) -> None:
    assert project(tmp_path, TABLES, CONTRACT).evaluate(as_of=AS_OF).checks == ()


def test_without_thresholds_there_is_nothing_to_find(tmp_path: Path) -> None:
    run = project(tmp_path, TABLES).evaluate(as_of=AS_OF)
    assert (run.findings, run.checks, run.exit) == ((), (), 0)


@pytest.mark.parametrize("stage", ["plan", "sql", "result"])
def test_every_stage_of_a_run_can_be_seen_by_metric(tmp_path: Path, stage: str) -> None:
    value = project(tmp_path, TABLES, CONTRACT).stage(stage, as_of=AS_OF)
    assert isinstance(value, dict)
    assert list(value) == ["revenue by customer__segment"]


def test_stages_of_a_run_after_its_results(tmp_path: Path) -> None:
    opened = project(tmp_path, TABLES, CONTRACT)
    (answer,) = opened.stage("observations", as_of=AS_OF)  # type: ignore[misc]
    assert answer.question.metric == "revenue"
    assert opened.stage("findings", as_of=AS_OF) == opened.evaluate(as_of=AS_OF).findings


def test_progress_is_told_to_whoever_listens(tmp_path: Path) -> None:
    told: list[str] = []
    project(tmp_path, TABLES, CONTRACT).evaluate(as_of=AS_OF, progress=told.append)
    assert any("revenue" in line for line in told)


def test_a_run_defaults_to_the_last_complete_week(tmp_path: Path) -> None:
    run = project(tmp_path, TABLES, CONTRACT).evaluate()
    assert run.as_of.isoweekday() == 7
