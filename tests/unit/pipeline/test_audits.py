"""Audits: rows that checks judged are drawn by key and seed, with what is said of them; no review is written over."""

import csv
import json
from datetime import date
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result
from small_project import project_of

from metricops.api.auditing import audit
from metricops.cli import main
from metricops.exception_list import Sample
from metricops.output.audits import asks

TABLES = """
create table deals as
select i as deal_id, case when i % 2 = 0 then 'Won' else 'Open' end as stage, case when i % 10 = 0 then null else i end
as amount from range(1, 201) as t(i);
"""
CHECKS = """
checks:
  - {name: won_has_amount, tier: 1, on: deals, require: amount, when: stage = 'Won', keys: deal_id}
  - {name: single, tier: 1, on: deals, unique: deal_id}
  - {name: enough, tier: 1, on: deals, expectation: row_count, min: 1}
  - {name: positive, on: deals, expect: "amount > 0", keys: [stage, deal_id]}
  - {name: gone, tier: 3, on: deals, require: price}
waivers:
  - {check: won_has_amount, key: 10, reason: Known., owner: CFO, until: 2026-12-31}
"""


def drawn(as_of: str = "2026-11-15", **more: object) -> dict[str, Sample]:
    found = audit(project_of(TABLES, CHECKS), as_of=as_of, **more)  # type: ignore[arg-type]
    return {sample.result.check: sample for sample in found}


def test_rows_that_were_judged_are_drawn_with_what_is_said_of_them() -> None:
    sample = drawn(size=100)["won_has_amount"]
    assert (sample.columns, sample.keys, len(sample.rows)) == (("deal_id", "stage", "amount"), 1, 100)
    assert {row[1] for row in sample.rows} == {"Won"}
    said = {row[0]: verdict for row, verdict in zip(sample.rows, sample.verdicts, strict=True)}
    broken = {i for i in range(1, 201) if i % 10 == 0}
    assert {i for i, verdict in said.items() if verdict == "breaks it"} == broken - {10}
    assert said[10] == "waived"
    assert said[2] == "holds"


def test_checks_of_tier_1_on_rows_are_audited_unless_others_are_named() -> None:
    assert list(drawn()) == ["won_has_amount", "single"]
    assert [len(sample.rows) for sample in drawn().values()] == [25, 25]
    assert list(drawn(names=["positive"])) == ["positive"]
    assert list(drawn(tier=2)) == ["positive"]


def test_the_day_or_the_seed_says_which() -> None:
    def keys(as_of: str, **more: object) -> set[object]:
        return {row[0] for row in drawn(as_of, **more)["single"].rows}

    assert keys("2026-11-15") == keys("2026-11-15") == keys("2026-11-22", seed="2026-11-15")
    assert keys("2026-11-15") != keys("2026-11-22")


def test_the_draw_is_even() -> None:
    counts = dict.fromkeys(range(1, 201), 0)
    for seed in range(40):
        for row in drawn(seed=str(seed))["single"].rows:
            counts[row[0]] += 1
    assert sum(counts.values()) == 40 * 25
    assert max(counts.values()) < 16  # 5 of each are expected; more than 15 has a chance of one in ten thousand


def test_a_check_that_could_not_run_says_why() -> None:
    sample = drawn(names=["gone"])["gone"]
    assert (sample.rows, sample.failed) == ((), '"price" is not a column of "deals"')


def test_what_a_check_asks_is_told_in_its_own_words() -> None:
    told = [asks(check) for check in project_of(TABLES, CHECKS).checks()]
    assert told[:2] == ["require columns amount when stage = 'Won'", "unique columns deal_id"]
    assert told[3] == "amount > 0"


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["check", *words], catch_exceptions=False)


def test_at_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "metricops.yml").write_text("engine: {type: duckdb, path: w.duckdb}\n")
    (tmp_path / "models").mkdir()
    (tmp_path / "models/deals.yml").write_text("models: [{name: deals, columns: [{name: deal_id}]}]\n")
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks/deals.yml").write_text(CHECKS)
    monkeypatch.chdir(tmp_path)
    with duckdb.connect("w.duckdb") as connection:
        connection.execute(TABLES)
    first = run("--audit", "audits/a.csv", "--as-of", date(2026, 11, 15).isoformat())
    assert first.exit_code == 0, first.output
    assert "50 records of 2 checks to look at: is the check right about each?" in first.stdout
    with Path("audits/a.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert (len(rows), {row["reviewer_says"] for row in rows}) == (50, {""})
    assert set(json.loads(rows[0]["shown"])) == {"stage", "amount"}
    assert run("--audit", "audits/a.csv", "--as-of", "2026-11-15").exit_code == 0  # the same again
    Path("audits/a.csv").write_text("reviewed\n")
    refused = run("--audit", "audits/a.csv", "--as-of", "2026-11-15")
    assert (refused.exit_code, refused.stdout, Path("audits/a.csv").read_text()) == (1, "", "reviewed\n")
    assert run("gone", "--audit", "audits/b.csv").exit_code == 1
