"""check and evaluate --out, check --by owner and --export at the command line, over two runs of one project."""

import csv
import json
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from metricops.cli import main

FILES = {
    "metricops.yml": "engine: {type: duckdb, path: w.duckdb}\n",
    "models/deals.yml": "models: [{name: deals, columns: [{name: deal_id}]}]\n",
    "checks/deals.yml": """
checks:
  - {name: deals_have_an_amount, tier: 1, on: deals, require: amount, keys: deal_id, owner: Sales, fix: Fill it.}
  - {name: deals_have_a_stage, tier: 2, on: deals, require: stage, keys: deal_id, owner: Sales, owner_column: rep}
  - {name: gone_is_unique, tier: 2, on: gone, unique: id}
""",
    "checks/waivers.yml": """
waivers:
  - {check: deals_have_an_amount, key: 3, reason: In kind., owner: CFO, until: 2026-11-20}
""",
}
TABLE = """
create or replace table deals as select * from (values
  (1, 'Ann', 10, 'Won'), (2, 'Bob', null, null), (3, 'Bob', null, 'Won'), (4, null, 5, null)
) as t(deal_id, rep, amount, stage)
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    executed(TABLE)
    return tmp_path


def executed(sql: str) -> None:
    with duckdb.connect("w.duckdb") as connection:
        connection.execute(sql)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words), catch_exceptions=False)


def rows(path: str) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("command", ["check", "evaluate"])
def test_files_agree_with_the_counts_and_follow_records_over_runs(command: str) -> None:
    first = run(command, "--as-of", "2026-11-08", "--out", "out")
    assert first.exit_code == 2, first.output
    counted = {row["check"]: row for row in rows("out/checks.csv")}
    for check, file in (("deals_have_an_amount", 2), ("deals_have_a_stage", 2)):
        assert int(counted[check]["violations"]) + int(counted[check]["waived"]) == file
        assert len(rows(f"out/checks/{check}.csv")) == file
    assert counted["gone_is_unique"]["status"] == "not_judged"
    assert not Path("out/checks/gone_is_unique.csv").exists()
    states = {row["deal_id"]: row["record_state"] for row in rows("out/checks/deals_have_an_amount.csv")}
    assert states == {"2": "new", "3": "waived"}
    assert sorted(path.name for path in Path("out/owners").iterdir()) == ["Bob.md", "Sales.md"]

    executed("update deals set amount = 1, stage = 'Won' where deal_id = 2")
    second = run(command, "--as-of", "2026-11-22", "--out", "out")
    assert 'the waiver for "deals_have_an_amount" ended on 2026-11-20' in second.stderr
    (left,) = rows("out/checks/deals_have_an_amount.csv")
    assert (left["deal_id"], left["record_state"], left["record_age_days"]) == ("3", "open", "14")
    resolved = [(row["check"], row["record"]) for row in rows("out/checks/resolved.csv")]
    assert resolved == [("deals_have_an_amount", '{"deal_id": "2"}'), ("deals_have_a_stage", '{"deal_id": "2"}')]


def test_records_by_owner_are_printed_with_their_age() -> None:
    run("check", "--as-of", "2026-11-08", "--out", "out")
    printed = run("check", "--as-of", "2026-11-15", "--tier", "2", "--by", "owner").stdout
    bob, sales = printed.split("Sales: 1 record to mend")
    assert "Bob: 1 record to mend" in bob
    assert "7 d" in bob
    assert "deals_have_an_amount" not in printed
    assert "4" in sales


def test_records_by_owner_are_a_page_too_and_no_other_format() -> None:
    page = run("check", "--tier", "2", "--by", "owner", "--format", "markdown").stdout
    assert "# Bob: 1 record to mend" in page
    assert "| 2 | new |" in page
    refused = run("check", "--by", "owner", "--format", "json")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "--by owner prints table or markdown" in refused.stderr


def test_a_waived_record_is_told_to_build_servers() -> None:
    assert "waived: 1" in run("check", "--as-of", "2026-11-15", "--format", "junit").stdout


def test_a_waived_record_is_seen_in_the_table_and_in_json() -> None:
    shown = run("check", "deals_have_an_amount", "--as-of", "2026-11-15")
    assert "1 waived until 2026-11-20" in shown.stdout
    (check,) = json.loads(run("check", "deals_have_an_amount", "--as-of", "2026-11-15", "--format", "json").stdout)[
        "checks"
    ]
    assert (check["violations"], check["waived"]) == (1, 1)


def test_a_tier_1_check_with_waived_records_only_stands_on_the_exception_list() -> None:
    executed("delete from deals where deal_id = 2")
    found = run("evaluate", "--as-of", "2026-11-15")
    assert found.exit_code == 0
    assert "1 waived until 2026-11-20" in found.stdout
    assert "tier 1 checks: 1 record waived" in found.stdout


def test_formulas_need_no_warehouse_and_name_fields() -> None:
    Path("w.duckdb").unlink()
    printed = run("check", "--export", "salesforce", "--field", "amount=Amount__c").stdout
    assert "message: Fill it.\n  fields: Amount__c (amount)\nISBLANK(Amount__c)\n" in printed
    assert "deals_have_a_stage" not in printed
    document = json.loads(run("check", "--tier", "2", "--export", "salesforce", "--format", "json").stdout)
    assert [(rule["check"], rule["formula"]) for rule in document["rules"]] == [
        ("deals_have_a_stage", "ISBLANK(Stage)"),
        ("gone_is_unique", None),
    ]
    assert document["rules"][1]["reason"] == "it compares a record with other records"


@pytest.mark.parametrize("field", ["amount", "=Amount", "amount=", "amount=Amount:text"])
def test_a_field_that_is_not_named_is_refused(field: str) -> None:
    refused = run("check", "--export", "salesforce", "--field", field)
    assert refused.exit_code == 1
    assert "COLUMN=FIELD" in refused.stderr


def test_waivers_are_listed_with_what_they_let_pass() -> None:
    Path("checks/waivers.yml").write_text(
        FILES["checks/waivers.yml"]
        + "  - {check: deals_have_a_stage, key: 99, reason: Gone., owner: CRO, until: 2026-12-31}\n"
        + "  - {check: deals_have_a_stage, key: 2, reason: Old., owner: CRO, until: 2026-11-01}\n"
    )
    printed = run("check", "--waivers", "--as-of", "2026-11-08")
    assert printed.exit_code == 0
    assert printed.stdout.endswith("3 waivers: 1 record let pass, 1 ended, 1 matching no record.\n")
    listed = list(
        csv.DictReader(run("check", "--waivers", "--as-of", "2026-11-08", "--format", "csv").stdout.splitlines())
    )
    assert [(row["check"], row["days_left"], row["records"]) for row in listed] == [
        ("deals_have_an_amount", "12", "1"),
        ("deals_have_a_stage", "53", "0"),
        ("deals_have_a_stage", "-7", ""),
    ]
    told = run("check", "--as-of", "2026-11-08").stderr
    assert 'checks/waivers.yml:4:13: the waiver for "deals_have_a_stage" lets nothing pass' in told
    assert 'the waiver for "deals_have_a_stage" ended on 2026-11-01' in told
    document = json.loads(run("check", "deals_have_a_stage", "--as-of", "2026-11-08", "--format", "json").stdout)
    assert [(use["records"], use["span"]) for use in document["waivers"]] == [
        (0, "checks/waivers.yml:4"),
        (None, "checks/waivers.yml:5"),
    ]
    assert run("check", "--waivers", "--format", "junit").exit_code == 1
