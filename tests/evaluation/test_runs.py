"""Whole runs from the command line: JSON as promised, exit codes, what a finding is worth and when it is due."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result

import metricops as mo
from metricops.cli import main
from tests.evaluation.made_project import AS_OF, Made, document, made

THIS_WEEK = "2026-11-11"
ACTIONS = {
    "investigate": "Run a loss review.",
    "escalate": {"do": "Call the CRO.", "to": "CRO", "play": "save.md", "checkpoints": "weekly"},
}


def command(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--project", str(folder)])


def evaluated(folder: Path, *words: str) -> dict[str, Any]:
    """The JSON of `metricops evaluate`; its exit code is the command's."""
    result = command(folder, "evaluate", "--as-of", AS_OF, "--format", "json", *words)
    found = document(result.stdout)
    assert found["exit"] == result.exit_code
    return found


def quiet(folder: Path) -> Made:
    project = made(folder)
    project.deals({"on": THIS_WEEK, "n": 3, "amount": "33.35"})
    return project


@pytest.mark.parametrize(
    ("red", "fields", "code"),
    [
        ("below 50", {}, 0),
        ("below 100", {}, 0),  # watch
        ("below 200", {}, 2),
        ("below 200", {"owner": None}, 2),  # a breach of tier 2 is one all the same
        ("falls 5% vs trailing 8 weeks", {}, 0),  # too_few
        ("below 200 for segment = Nobody", {}, 1),  # no_data, tier 1
        ("below 200 for segment = Nobody", {"owner": None}, 0),
    ],
)
def test_exit_codes(tmp_path: Path, red: str, fields: dict[str, Any], code: int) -> None:
    project = quiet(tmp_path)
    project.contract("revenue", red, unit="usd", **fields)
    assert evaluated(project.on_disk())["exit"] == code


def test_1_wins_over_2_and_the_json_lists_all(tmp_path: Path) -> None:
    project = quiet(tmp_path)
    project.contract("revenue", "below 200", unit="usd")
    project.contract("open_pipeline", "below 200", unit="usd")
    found = evaluated(project.on_disk())
    assert found["exit"] == 1
    assert [(f["metric"], f["status"]) for f in found["findings"]] == [
        ("revenue", "breach"),
        ("open_pipeline", "no_data"),
    ]


def test_a_metric_whose_definition_is_broken_leaves_the_rest_judged_and_exits_1(tmp_path: Path) -> None:
    project = quiet(tmp_path)
    project.contract("revenue", "below 50", unit="usd")
    project.write(
        "models/broken.yml", "metrics: [{name: broken, type: ratio, numerator: revenue, denominator: nowhere}]"
    )
    project.contract("broken", "below 50%", unit="%")
    result = command(project.on_disk(), "evaluate", "--as-of", AS_OF, "--format", "json")
    found = document(result.stdout)
    assert (result.exit_code, found["exit"]) == (1, 1)
    assert [(f["metric"], f["status"]) for f in found["findings"]] == [("revenue", "ok")]
    assert "1 fault in the definitions" in result.stderr


def test_a_file_that_is_no_yaml_leaves_the_rest_judged_and_exits_1(tmp_path: Path) -> None:
    project = quiet(tmp_path)
    project.contract("revenue", "below 200", unit="usd")
    project.write("models/broken.yml", "metrics: [{name: broken")
    found = evaluated(project.on_disk())
    assert ([(f["metric"], f["status"]) for f in found["findings"]], found["exit"]) == ([("revenue", "breach")], 1)


def test_a_sentence_that_is_not_understood_leaves_the_rest_judged_and_exits_1(tmp_path: Path) -> None:
    project = quiet(tmp_path)
    project.contract("revenue", "blow 200", "below 200", unit="usd")
    found = evaluated(project.on_disk())
    assert ([f["status"] for f in found["findings"]], found["exit"]) == (["breach"], 1)


def test_a_warehouse_that_is_not_there_exits_1(tmp_path: Path) -> None:
    project = quiet(tmp_path)
    project.contract("revenue", "below 200", unit="usd")
    folder = project.on_disk()
    (folder / "w.duckdb").unlink()
    result = command(folder, "evaluate", "--as-of", AS_OF, "--format", "json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "w.duckdb" in result.stderr


def test_a_project_without_thresholds_exits_0_with_nothing_found(tmp_path: Path) -> None:
    found = evaluated(quiet(tmp_path).on_disk())
    assert (found["findings"], found["checks"], found["exit"]) == ([], [], 0)


FINDING: dict[str, Any] = {
    "fingerprint": str,
    "metric": str,
    "threshold": str,
    "segment": dict,
    "period": dict,
    "status": str,
    "state": (str, type(None)),
    "value": (int, float, type(None)),
    "n": int,
    "numerator": (int, float, type(None)),
    "denominator": (int, float, type(None)),
    "baseline": (int, float, type(None)),
    "limit": (int, float, type(None)),
    "sentence": str,
    "owner": str,
    "action": list,
    "due": (str, type(None)),
    "at_stake": (int, float, type(None)),
    "confidence": (str, type(None)),
    "span": str,
    "reason": str,
}
CHECK = ("check", "tier", "table", "status", "eligible", "violations", "owner", "fix", "span")
STATUSES = ("breach", "watch", "ok", "too_few", "no_data", "undefined", "not_judged")


def every_kind(folder: Path) -> Path:
    """A project whose run has findings of every status, and a violated check."""
    project = made(folder)
    for week in ("09-16", "09-23", "09-30", "10-07", "10-14", "10-21", "10-28", "11-04"):
        project.deals({"on": f"2026-{week}", "n": 2, "segment": "A"}, {"on": f"2026-{week}", "n": 2, "segment": None})
        project.deals({"on": f"2026-{week}", "n": 2, "segment": "Zero", "won": False, "days": 4})
        project.deals({"on": f"2026-{week}", "n": 2, "segment": "Gone"})
    project.deals({"on": THIS_WEEK, "n": 1, "segment": "A"}, {"on": THIS_WEEK, "n": 3, "segment": "A", "won": False})
    project.deals({"on": THIS_WEEK, "n": 43, "segment": None}, {"on": THIS_WEEK, "n": 7, "segment": None, "won": False})
    project.deals({"on": THIS_WEEK, "n": 9, "segment": "Zero"}, {"on": THIS_WEEK, "n": 9, "segment": "New"})
    change = {
        "red": "falls 15% vs trailing 8 weeks",
        "by": "segment",
        "then": ACTIONS,
        "within": "2 weeks",
        "worth": "revenue * 0.5",
    }
    project.contract("win_rate", change, unit="%", confidence="medium")
    project.contract("coverage", "below 3", unit="x", owner=None)
    project.database.execute("drop table targets")
    check = "{name: days_known, tier: 1, on: deals, where: true, expect: cycle_days > 0, owner: RevOps, fix: Fill it.}"
    project.write("checks/deals.yml", f"checks: [{check}]")
    project.contract("revenue", {"red": "above 9000.5", "name": "high"}, unit="usd", tolerance="100%")
    text = (project.folder / "semantic/win_rate.yml").read_text()
    project.write("semantic/win_rate.yml", text.replace("thresholds:", "tolerance: 100%\n    thresholds:"))
    return project.on_disk()


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return every_kind(tmp_path_factory.mktemp("kinds"))


def test_the_json_of_evaluate_has_the_fields_that_are_promised(kinds: Path) -> None:
    found = evaluated(kinds)
    assert list(found) == [
        "version",
        "as_of",
        "run",
        "findings",
        "checks",
        "restatements",
        "silences",
        "waivers",
        "summary",
        "exit",
    ]
    assert (found["version"], found["as_of"], found["exit"]) == (1, AS_OF, 1)
    for finding in found["findings"]:
        assert list(finding)[: len(FINDING)] == list(FINDING)
        wrong = {name: finding[name] for name, kind in FINDING.items() if not isinstance(finding[name], kind)}
        assert wrong == {}
        assert {date.fromisoformat(finding["period"][end]) for end in ("start", "end")} == {
            date(2026, 11, 9),
            date(2026, 11, 15),
        }
    assert list(found["summary"]) == list(STATUSES)
    seen = [f["status"] for f in found["findings"]]
    assert found["summary"] == {status: seen.count(status) for status in STATUSES}
    assert seen == ["breach", "not_judged", "watch", "no_data", "undefined", "too_few", "ok"]
    (check,) = found["checks"]
    assert list(check)[: len(CHECK)] == list(CHECK)


def test_every_finding_of_the_json_is_right(kinds: Path) -> None:
    found = {(f["metric"], f["segment"].get("segment", "")): f for f in evaluated(kinds)["findings"]}
    red = found["win_rate", "A"]
    assert {name: red[name] for name in FINDING if name not in ("fingerprint", "sentence", "span")} == {
        "metric": "win_rate",
        "threshold": "change",
        "segment": {"segment": "A"},
        "period": {"start": "2026-11-09", "end": "2026-11-15"},
        "status": "breach",
        "state": "new",
        "value": 0.25,
        "n": 4,
        "numerator": 1,
        "denominator": 4,
        "baseline": 1,
        "limit": 0.15,
        "owner": "Head of Sales",
        "action": [
            {"kind": "investigate", "do": "Run a loss review.", "to": "", "play": "", "checkpoints": ""},
            {"kind": "escalate", "do": "Call the CRO.", "to": "CRO", "play": "save.md", "checkpoints": "weekly"},
        ],
        "due": "2026-11-29",
        "at_stake": 200,  # half of the 4 x 100.00 of the week
        "confidence": "low",  # medium, and one level less for the violated check
        "reason": "",
    }
    assert red["span"].startswith("semantic/win_rate.yml:")
    yellow = found["win_rate", None]  # 43 of 50 against 1: 14%, and watch starts at 13.5%
    assert (yellow["status"], yellow["value"], yellow["n"], yellow["due"]) == ("watch", 0.86, 50, None)
    assert (found["win_rate", "Zero"]["status"], found["win_rate", "Zero"]["baseline"]) == ("undefined", None)
    assert (found["win_rate", "New"]["status"], found["win_rate", "New"]["state"]) == ("too_few", "new_segment")
    assert found["win_rate", "New"]["reason"] == "0 of 8 weeks"
    assert (found["win_rate", "Gone"]["status"], found["win_rate", "Gone"]["state"]) == ("no_data", "vanished_segment")
    assert found["coverage", ""]["status"] == "not_judged"
    fine = found["revenue", ""]
    assert (fine["status"], fine["value"], fine["limit"], fine["at_stake"]) == ("ok", 7200, 9000.5, None)


@pytest.mark.parametrize("form", ["json", "csv", "markdown", "table"])
def test_the_same_as_of_gives_the_same_bytes(kinds: Path, form: str) -> None:
    first, second = (command(kinds, "evaluate", "--as-of", AS_OF, "--format", form) for _ in range(2))
    assert first.stdout_bytes == second.stdout_bytes
    assert first.exit_code == second.exit_code == 1


def test_rows_in_another_order_give_the_same_bytes(tmp_path: Path) -> None:
    folder = every_kind(tmp_path)
    first = command(folder, "evaluate", "--as-of", AS_OF, "--format", "json").stdout
    with duckdb.connect(str(folder / "w.duckdb")) as database:
        database.execute("create or replace table deals as from deals order by hash(deal_id)")
    assert command(folder, "evaluate", "--as-of", AS_OF, "--format", "json").stdout == first


def test_floats_added_in_another_order_give_the_same_numbers(tmp_path: Path) -> None:
    found = []
    for name, amounts in (("up", (0.1, 0.2, 0.3)), ("down", (0.3, 0.2, 0.1))):  # 0.6000000000000001 and 0.6
        project = made(tmp_path / name)
        project.database.execute("alter table deals alter amount type double")
        project.deals(*({"on": THIS_WEEK, "amount": amount} for amount in amounts))
        threshold = {"red": "above 0.6", "worth": "revenue"}
        project.contract("revenue", threshold, unit="usd")
        project.contract("price", threshold, unit="usd")
        found.append([(f.status, f.value, f.numerator, f.at_stake) for f in project.evaluate().findings])
    assert found[0] == found[1] == [("watch", 0.6, None, 0.6), ("ok", 0.2, 0.6, 0.6)]


def test_the_python_api_and_the_command_line_find_the_same(kinds: Path) -> None:
    found = evaluated(kinds)["findings"]
    with mo.open(kinds) as project:
        run = project.evaluate(as_of=AS_OF)
    assert [(f.fingerprint, f.status, f.sentence) for f in run.findings] == [
        (f["fingerprint"], f["status"], f["sentence"]) for f in found
    ]


def test_tuning_a_limit_keeps_the_fingerprint(tmp_path: Path) -> None:
    project = quiet(tmp_path)
    project.contract("revenue", "below 50", unit="usd")
    first = project.finding().fingerprint
    project.contract("revenue", "below 60 with at least 2 deals", unit="usd")
    assert project.finding().fingerprint == first
    project.contract("revenue", {"red": "below 50", "name": "floor"}, unit="usd")
    assert project.finding().fingerprint != first


# ── worth and due ───────────────────────────────────────────────────────────────────────────────────────────────


def test_findings_are_ranked_by_what_is_at_stake(tmp_path: Path) -> None:
    project = made(tmp_path)
    stakes = {"A": 3, "B": 9, "C": 6}
    project.deals(*({"on": THIS_WEEK, "segment": s, "amount": a} for s, a in stakes.items()))
    project.deals({"on": "2026-11-02", "segment": "A", "amount": 999})  # of another week
    project.contract(
        "revenue", {"red": "below 100", "by": "segment", "worth": "100 * deals_closed - revenue"}, unit="usd"
    )
    found = project.evaluate().findings
    assert [(f.segment[0][1], f.at_stake) for f in found] == [("A", 97), ("C", 94), ("B", 91)]


@pytest.mark.parametrize(
    ("worth", "stake"),
    [
        ("bookings_target * 3 - qualified_pipeline", 300),  # what is missing counts as 0, as in the ratio
        ("greatest(bookings_target * 3 - qualified_pipeline, 310)", 310),
        ("50000", 50_000),
        ("qualified_pipeline / (bookings_target - 100)", None),  # 0 / 0 is no amount
    ],
)
def test_what_a_segment_without_any_pipeline_is_worth(tmp_path: Path, worth: str, stake: int | None) -> None:
    project = made(tmp_path)
    project.pipeline(("2026-11-15", "SMB", True, "290"))
    project.targets(("2026-11-15", "SMB", "100"), ("2026-11-15", "Enterprise", "100"))
    project.contract("coverage", {"red": "below 3.0", "by": "segment", "worth": worth}, unit="x")
    assert project.by_segment()["Enterprise"].at_stake == stake


def test_a_breach_is_due_within_what_the_threshold_says(tmp_path: Path) -> None:
    project = quiet(tmp_path)
    periods = {"2 weeks": "2026-12-02", "1 week": "2026-11-25", "1 month": "2026-12-18", "10 days": "2026-11-28"}
    rules = ({"name": within, "red": "below 200", "within": within} for within in periods)
    project.contract("revenue", *rules, unit="usd")
    found = project.evaluate("2026-11-18").findings  # from as_of, not from the end of the window
    assert {f.threshold: str(f.due) for f in found} == periods


def test_what_is_no_breach_is_not_due(tmp_path: Path) -> None:
    project = quiet(tmp_path)
    project.contract("revenue", {"red": "below 100", "within": "1 week"}, unit="usd")
    found = project.finding()
    assert (found.status, found.due) == ("watch", None)


# ── check ───────────────────────────────────────────────────────────────────────────────────────────────────────


def checked(folder: Path, *words: str) -> tuple[dict[str, Any], int]:
    result = command(folder, "check", "--as-of", AS_OF, "--format", "json", *words)
    return json.loads(result.stdout), result.exit_code


def with_checks(folder: Path, checks: str) -> Path:
    """Three deals with days and a segment, a fourth without either."""
    project = made(folder)
    project.deals({"on": THIS_WEEK, "n": 3, "days": 4}, {"on": THIS_WEEK, "segment": None})
    project.write("checks/deals.yml", checks)
    return project.on_disk()


SAID = {
    "tier: 1, on: deals, where: true, expect: cycle_days > 0": ("breach", 4, 1, 2),
    "tier: 2, on: deals, where: true, expect: cycle_days > 0": ("breach", 4, 1, 0),
    "tier: 3, on: deals, where: true, expect: cycle_days > 0": ("breach", 4, 1, 0),
    "tier: 1, on: deals, where: segment = 'SMB', expect: cycle_days > 0": ("ok", 3, 0, 0),
    "tier: 1, on: deals, where: segment = 'Nobody', expect: cycle_days > 0": ("ok", 0, 0, 0),
    "tier: 1, on: accounts, where: true, expect: tier is not null": ("ok", 0, 0, 0),
    "tier: 1, on: accounts, require_rows: true, where: true, expect: tier is not null": ("not_judged", 0, 0, 1),
    "tier: 2, on: accounts, require_rows: true, where: true, expect: tier is not null": ("not_judged", 0, 0, 0),
    "tier: 1, on: main.nowhere, where: true, expect: tier is not null": ("not_judged", 0, 0, 1),
    "tier: 1, on: deals, where: closed_on <= today, expect: closed_on > as_of - 5": ("ok", 4, 0, 0),
    "tier: 1, on: deals, where: closed_on < as_of - 4, expect: false": ("ok", 0, 0, 0),
}


@pytest.fixture(scope="module")
def all_checks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rules = ", ".join(f"{{name: check_{i}, {check}}}" for i, check in enumerate(SAID))
    return with_checks(tmp_path_factory.mktemp("checks"), f"checks: [{rules}]")


@pytest.mark.parametrize("i", range(len(SAID)), ids=list(SAID))
def test_what_a_check_says(all_checks: Path, i: int) -> None:
    found, exit_code = checked(all_checks, f"check_{i}")
    (one,) = found["checks"]
    assert (one["status"], one["eligible"], one["violations"], exit_code) == list(SAID.values())[i]


def test_the_tier_map_makes_not_null_checks_named_after_table_and_column(tmp_path: Path) -> None:
    folder = with_checks(tmp_path, "tiers: {deals: {1: [segment, amount], 2: [cycle_days]}}")
    found, code = checked(folder, "--rows")
    assert [(c["check"], c["tier"], c["status"], c["violations"]) for c in found["checks"]] == [
        ("deals.segment.not_null", 1, "breach", 1),
        ("deals.amount.not_null", 1, "ok", 0),
        ("deals.cycle_days.not_null", 2, "breach", 1),
    ]
    assert code == 2
    rows = {name: [row["deal_id"] for row in rows] for name, rows in found["records"].items()}
    assert rows == {"deals.segment.not_null": [4], "deals.cycle_days.not_null": [4]}


def test_csv_of_evaluate_holds_findings_only_and_of_check_the_checks(kinds: Path) -> None:
    findings = command(kinds, "evaluate", "--as-of", AS_OF, "--format", "csv").stdout
    assert "days_known" not in findings
    assert len(findings.splitlines()) == 1 + 7
    checks = command(kinds, "check", "--as-of", AS_OF, "--format", "csv").stdout
    assert "days_known" in checks


def test_tier_3_stands_in_the_json_not_on_the_terminal(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK})
    rules = ", ".join(f"{{name: of_tier_{t}, tier: {t}, on: deals, where: true, expect: false}}" for t in (1, 2, 3))
    project.write("checks/deals.yml", f"checks: [{rules}]")
    folder = project.on_disk()
    shown = command(folder, "check", "--as-of", AS_OF).stdout
    assert [f"of_tier_{tier}" in shown for tier in (1, 2, 3)] == [True, True, False]
    for words in (("check",), ("evaluate",)):
        told = document(command(folder, *words, "--as-of", AS_OF, "--format", "json").stdout)["checks"]
        assert {c["check"] for c in told} == {"of_tier_1", "of_tier_2", "of_tier_3"}
