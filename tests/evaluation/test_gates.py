"""Gates: stale sources, violated checks, doubled keys, tables that are not there, and what the rest still says."""

import json
from pathlib import Path

import duckdb
import pytest

import metricops as mo
from metricops.evaluate.values import Evaluation
from tests.evaluation.made_project import AS_OF, MODELS, Made, made

THIS_WEEK = "2026-11-11"


def loaded(folder: Path, moment: str, refresh: str = "daily by 06:00") -> Made:
    """Deals with a load time, and a model that says when it should be loaded."""
    meta = f"config: {{meta: {{metricops: {{refresh: {refresh}, loaded_at: loaded_at}}}}}}"
    project = made(folder, MODELS.replace("- name: deals\n", f"- name: deals\n    {meta}\n"))
    project.database.execute("alter table deals add column loaded_at timestamp")
    project.database.execute(
        "insert into deals values (1, ?, 'SMB', 'EMEA', 1, true, false, 9, 3, ?)", [THIS_WEEK, moment]
    )
    project.contract("revenue", "below 5", unit="usd")
    project.pipeline(("2026-11-15", "SMB", True, "400"))
    project.contract("open_pipeline", "below 5", unit="usd")
    return project


def statuses(run: Evaluation) -> dict[str, str]:
    return {f.metric: f.status for f in run.findings}


def test_a_stale_source_makes_every_kpi_that_reads_it_not_judged(tmp_path: Path) -> None:
    run = loaded(tmp_path, "2026-11-13 05:00").evaluate()  # due on the 14th by 06:00, and stale a day later
    assert statuses(run) == {"revenue": "not_judged", "open_pipeline": "ok"}
    not_judged = next(f for f in run.findings if f.metric == "revenue")
    assert not_judged.reason == "deals is stale"
    assert [(c.check, c.tier, c.status) for c in run.checks] == [("deals.fresh", 2, "breach")]
    assert run.exit == 1


def test_a_source_loaded_late_but_within_a_period_is_not_stale(tmp_path: Path) -> None:
    run = loaded(tmp_path, "2026-11-14 06:01").evaluate()
    assert statuses(run) == {"revenue": "ok", "open_pipeline": "ok"}
    assert ([c.status for c in run.checks], run.exit) == (["ok"], 0)


def test_a_stale_source_of_a_tier_2_threshold_exits_0(tmp_path: Path) -> None:
    project = loaded(tmp_path, "2026-11-01 06:01")
    project.contract("revenue", {"red": "below 5", "tier": 2}, unit="usd")
    run = project.evaluate()
    assert (statuses(run)["revenue"], run.exit) == ("not_judged", 0)


# ── through the models' SQL ─────────────────────────────────────────────────────────────────────────────────────

SOURCES = """
sources:
  - name: crm
    schema: main
    tables: [{name: raw_deals}, {name: raw_other}]
"""


def with_lineage(folder: Path, loaded_on: str, tier: int = 2, checked: str = "raw_deals") -> Path:
    """`deals` is made from `stg_deals`, and that from the source that a check looks at."""
    project = made(folder)
    project.write("models/sources.yml", SOURCES)
    project.write("models/stg_deals.sql", "select * from {{ source('crm', 'raw_deals') }}")
    project.write("models/deals.sql", "select * from {{ ref('stg_deals') }}")
    fresh = f"{{name: raw_is_fresh, tier: {tier}, on: crm.{checked}, fresh: {{column: loaded_at, within: 1 day}}}}"
    project.write("checks/raw.yml", f"checks: [{fresh}]")
    for table in ("raw_deals", "raw_other"):
        project.database.execute(f"create table {table} as select timestamp '{loaded_on} 12:00' as loaded_at")
    project.deals({"on": THIS_WEEK})
    project.contract("revenue", "below 5", unit="usd")
    return project.on_disk()


@pytest.mark.parametrize(
    ("loaded_on", "checked", "tier", "status", "exit_code"),
    [
        ("2026-11-15", "raw_deals", 2, "ok", 0),
        ("2026-11-14", "raw_deals", 2, "not_judged", 1),
        ("2026-11-14", "raw_deals", 1, "not_judged", 1),
        ("2026-11-14", "raw_other", 2, "ok", 0),  # nothing that the KPI reads
        ("2026-11-14", "raw_other", 1, "ok", 2),
    ],
)
def test_staleness_comes_down_from_a_source_through_the_models_sql(
    tmp_path: Path, loaded_on: str, checked: str, tier: int, status: str, exit_code: int
) -> None:
    with mo.open(with_lineage(tmp_path, loaded_on, tier, checked)) as project:
        run = project.evaluate(as_of=AS_OF)
    assert (statuses(run), run.exit) == ({"revenue": status}, exit_code)
    assert [f.reason for f in run.findings] == (["raw_deals is stale"] if status == "not_judged" else [""])


@pytest.mark.parametrize(("source", "table", "model"), [("CRM", "Raw_Deals", "deals"), ("crm", "raw_deals", "Deals")])
def test_lineage_does_not_look_at_the_case_of_names(tmp_path: Path, source: str, table: str, model: str) -> None:
    project = made(tmp_path)
    project.write("models/sources.yml", f"sources: [{{name: {source}, schema: main, tables: [{{name: {table}}}]}}]")
    project.write(f"models/{model}.sql", f"select * from {{{{ source('{source}', '{table}') }}}}")
    fresh = f"{{name: raw_is_fresh, on: {source}.{table}, fresh: {{column: loaded_at, within: 1 day}}}}"
    project.write("checks/raw.yml", f"checks: [{fresh}]")
    project.database.execute("create table raw_deals as select timestamp '2026-11-01 12:00' as loaded_at")
    project.deals({"on": THIS_WEEK})
    project.contract("revenue", "below 5", unit="usd")
    with mo.open(project.on_disk()) as opened:
        (found,) = opened.evaluate(as_of=AS_OF).findings
    assert (found.status, found.reason.lower()) == ("not_judged", "raw_deals is stale")


ALIASED = "  - name: orders\n    config: {alias: deals}\n"


@pytest.mark.parametrize("how", ["yaml", "config", "artifact"])
def test_lineage_finds_a_model_that_stands_under_another_name(tmp_path: Path, how: str) -> None:
    """`deals` is built by models/orders.sql, whoever says so; another model's file is called deals.sql."""
    folder = with_lineage(tmp_path, "2026-11-14")
    (folder / "models/deals.sql").write_text("{{ config(alias='other_deals') }} select * from {{ ref('calm') }}")
    said = "{{ config(alias='deals') }}" if how == "config" else ""
    (folder / "models/orders.sql").write_text(f"{said} select * from {{{{ ref('stg_deals') }}}}")
    marts = (folder / "models/marts.yml").read_text().replace("  - name: deals\n", ALIASED, 1)
    if how == "yaml":
        (folder / "models/marts.yml").write_text(marts)
    else:
        (folder / "models/marts.yml").write_text(marts.replace("    config: {alias: deals}\n", ""))
    if how == "artifact":
        _artifact(folder)
    with mo.open(folder) as project:
        (found,) = project.evaluate(as_of=AS_OF).findings
    assert (found.status, found.reason) == ("not_judged", "raw_deals is stale")


def _artifact(folder: Path) -> None:
    """What dbt writes of its models, where nothing else says under which names they stand."""
    schema = "https://schemas.getdbt.com/dbt/manifest/v12.json"
    about = {"dbt_schema_version": schema, "project_name": "made", "adapter_type": "duckdb"}
    built = {"resource_type": "model", "package_name": "made", "schema": "main", "config": {}}
    nodes = {f"model.made.{name}": built | {"name": name, "alias": alias} for name, alias in NODES.items()}
    (folder / "target").mkdir()
    (folder / "target/manifest.json").write_text(json.dumps({"metadata": about, "nodes": nodes, "sources": {}}))
    (folder / "dbt_project.yml").write_text("name: made\n")


NODES = {"orders": "deals", "deals": "other_deals", "stg_deals": "stg_deals"}


@pytest.mark.parametrize(("broken", "status", "confidence"), [(1, "ok", "medium"), (6, "not_judged", "medium")])
def test_violations_come_down_from_a_source_as_well(tmp_path: Path, broken: int, status: str, confidence: str) -> None:
    folder = with_lineage(tmp_path, "2026-11-15")
    (folder / "checks/raw.yml").write_text(
        "checks: [{name: filled, tier: 1, on: crm.raw_deals, where: true, expect: loaded_at is not null}]"
    )
    with duckdb.connect(str(folder / "w.duckdb")) as database:
        database.execute(
            "create or replace table raw_deals as"
            f" select case when i >= {broken} then timestamp '2026-11-15' end as loaded_at from range(100) t(i)"
        )
    with mo.open(folder) as project:
        (found,) = project.evaluate(as_of=AS_OF).findings
    assert (found.status, found.confidence) == (status, confidence)


# ── violations ──────────────────────────────────────────────────────────────────────────────────────────────────

CHECKS = """
checks:
  - {name: has_an_amount, tier: %d, on: deals, where: true, expect: amount is not null}
  - {name: has_days, tier: %d, on: deals, where: true, expect: cycle_days is not null}
"""


def violated(folder: Path, broken: int, tier: int = 1, **contract: object) -> Evaluation:
    """100 deals, `broken` of them without an amount and without days."""
    project = made(folder)
    project.deals({"on": THIS_WEEK, "n": 100 - broken, "days": 3}, {"on": THIS_WEEK, "n": broken, "amount": None})
    project.write("checks/deals.yml", CHECKS % (tier, tier))
    project.contract("deals_closed", "below 5", **contract)
    return project.evaluate()


@pytest.mark.parametrize(
    ("broken", "tier", "status", "confidence", "exit_code"),
    [
        (0, 1, "ok", "high", 0),
        (5, 1, "ok", "medium", 2),  # on the tolerance of 5%: judged, and trusted one level less
        (6, 1, "not_judged", "medium", 1),
        (6, 2, "ok", "high", 0),
        (100, 2, "ok", "high", 0),
    ],
)
def test_tier_1_violations_lower_the_confidence_and_beyond_the_tolerance_nothing_is_judged(
    tmp_path: Path, broken: int, tier: int, status: str, confidence: str, exit_code: int
) -> None:
    run = violated(tmp_path, broken, tier)
    (found,) = run.findings
    assert (found.status, found.confidence, run.exit) == (status, confidence, exit_code)
    if status == "not_judged":  # a row that breaks two rules counts once
        reason = '6.0% of the rows it reads break "has_an_amount", "has_days", more than the tolerance of 5%'
        assert found.reason == reason


def test_the_contract_says_how_much_is_tolerated(tmp_path: Path) -> None:
    assert violated(tmp_path / "more", 10, tolerance="10%").findings[0].status == "ok"
    assert violated(tmp_path / "less", 1, tolerance="0%").findings[0].status == "not_judged"


def test_a_confidence_of_low_stays_low(tmp_path: Path) -> None:
    (found,) = violated(tmp_path, 1, confidence="low").findings
    assert (found.status, found.confidence) == ("ok", "low")


def test_a_breach_stands_although_a_check_is_violated(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK, "n": 99, "days": 3}, {"on": THIS_WEEK})
    project.write("checks/deals.yml", CHECKS % (1, 1))
    project.contract("deals_closed", "below 500")
    run = project.evaluate()
    assert ([(f.status, f.confidence) for f in run.findings], run.exit) == ([("breach", "medium")], 2)


def test_the_confidence_is_the_worst_of_what_it_reads(tmp_path: Path) -> None:
    low = "config: {meta: {metricops: {confidence: {level: low, note: Typed in by hand.}}}}"
    project = made(tmp_path, MODELS.replace("- name: targets\n", f"- name: targets\n    {low}\n"))
    project.deals({"on": THIS_WEEK})
    project.pipeline(("2026-11-15", "SMB", True, "400"))
    project.targets(("2026-11-15", "SMB", "100"))
    project.contract("revenue", "below 5", unit="usd")
    project.contract("coverage", "below 3", unit="x")
    project.contract("open_pipeline", "below 3", confidence=None)
    found = {f.metric: f.confidence for f in project.evaluate().findings}
    assert found == {"revenue": "high", "coverage": "low", "open_pipeline": None}


# ── keys ────────────────────────────────────────────────────────────────────────────────────────────────────────


def by_tier(folder: Path, *accounts: tuple[int | None, str]) -> Made:
    project = made(folder)
    project.insert("accounts", accounts)
    project.deals({"on": THIS_WEEK, "account": 1, "amount": 60}, {"on": THIS_WEEK, "account": 2, "amount": 40})
    project.contract("revenue", {"red": "below 50", "by": "account__tier"}, unit="usd")
    project.contract("deals_closed", "below 2")
    return project


def test_a_dimension_table_with_unique_keys_splits(tmp_path: Path) -> None:
    run = by_tier(tmp_path, (1, "gold"), (3, "tin")).evaluate()
    found = {f.segment: (f.status, f.value) for f in run.findings if f.metric == "revenue"}
    assert found == {(("account__tier", "gold"),): ("ok", 60), (("account__tier", None),): ("breach", 40)}
    assert run.checks == ()


def test_a_dimension_table_with_duplicate_keys_is_a_finding_and_what_reads_it_is_not_judged(tmp_path: Path) -> None:
    run = by_tier(tmp_path, (1, "gold"), (1, "silver"), (2, "tin")).evaluate()
    assert {(f.metric, f.status) for f in run.findings} == {("revenue", "not_judged"), ("deals_closed", "watch")}
    (check,) = run.checks
    assert (check.check, check.tier, check.status, check.violations) == ("accounts.account_id.unique", 1, "breach", 2)
    reasons = {f.reason for f in run.findings if f.status == "not_judged"}
    assert reasons == {'2 rows of "accounts" share a key that must be unique (accounts.account_id.unique)'}
    assert run.exit == 1


def test_only_thresholds_that_read_the_broken_table_are_not_judged(tmp_path: Path) -> None:
    project = by_tier(tmp_path, (1, "gold"), (1, "silver"), (2, "tin"))
    split, whole = {"name": "split", "red": "below 50", "by": "account__tier"}, {"name": "whole", "red": "below 50"}
    for first, second in ((split, whole), (whole, split)):
        project.contract("revenue", first, second, unit="usd")
        found = {(f.threshold, f.status, f.value) for f in project.evaluate().findings if f.metric == "revenue"}
        assert found == {("split", "not_judged", None), ("whole", "ok", 100)}


def test_a_limit_that_is_another_metric_is_read_too(tmp_path: Path) -> None:
    project = loaded(tmp_path, "2026-11-01 06:01")  # stale deals
    project.contract("open_pipeline", {"red": "below revenue"}, {"red": "below 5"}, unit="usd")
    found = {f.threshold: f.status for f in project.evaluate().findings if f.metric == "open_pipeline"}
    assert found == {"level": "not_judged", "level_2": "ok"}


def test_missing_keys_are_no_duplicates(tmp_path: Path) -> None:
    run = by_tier(tmp_path, (1, "gold"), (None, "a"), (None, "b"), (2, "gold")).evaluate()
    assert {(f.metric, f.status) for f in run.findings} == {("revenue", "ok"), ("deals_closed", "watch")}


# ── what is not there ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_missing_table_leaves_the_rest_judged_and_exits_1(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK})
    project.contract("revenue", "below 500", unit="usd")
    project.contract("open_pipeline", "below 5", unit="usd", owner=None)  # tier 2: a failed query exits 1 all the same
    project.database.execute("drop table pipeline")
    run = project.evaluate()
    assert statuses(run) == {"revenue": "breach", "open_pipeline": "not_judged"}
    failed = next(f for f in run.findings if f.metric == "open_pipeline")
    assert (failed.tier, run.exit) == (2, 1)
    assert "pipeline" in failed.reason


def test_a_missing_column_leaves_the_rest_judged(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK})
    project.contract("revenue", "below 500", unit="usd")
    project.contract("deals_closed", "below 1")
    project.database.execute("alter table deals drop column amount")
    run = project.evaluate()
    assert (statuses(run), run.exit) == ({"revenue": "not_judged", "deals_closed": "watch"}, 1)


def test_a_missing_table_of_one_part_of_a_ratio_is_not_judged(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.pipeline(("2026-11-15", "SMB", True, "400"))
    project.contract("coverage", {"red": "below 3", "by": "segment"}, unit="x")
    project.database.execute("drop table targets")
    run = project.evaluate()
    assert ([(f.status, f.segment) for f in run.findings], run.exit) == ([("not_judged", ())], 1)


def test_a_dimension_that_cannot_be_reached_fails_alone(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK})
    project.pipeline(("2026-11-15", "SMB", True, "400"))
    project.contract("open_pipeline", {"red": "below 5", "by": "account__tier"}, {"red": "below 5"})
    project.contract("revenue", "below 500")
    with mo.open(project.on_disk()) as opened:
        run = opened.evaluate(as_of=AS_OF)
    assert [(f.metric, f.threshold, f.status) for f in run.findings] == [
        ("revenue", "level", "breach"),
        ("open_pipeline", "level", "not_judged"),
        ("open_pipeline", "level_2", "ok"),
    ]
    assert "account__tier" in run.findings[1].reason
    assert run.exit == 1
