"""Rosters: segments that must be there, whether or not the data has rows for them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from metricops.cli import main
from metricops.errors import DefinitionsError
from tests.evaluation.made_project import Made, made

THIS_WEEK, LAST_WEEK = "2026-11-11", "2026-11-04"
RULE = {"red": "below 50", "by": "segment", "for_each": "dim_segment.segment where active"}


def listing(tmp_path: Path, *rows: tuple[str | None, bool | None], **threshold: object) -> Made:
    project = made(tmp_path)
    project.database.execute("create table dim_segment (segment varchar, active boolean)")
    project.insert("dim_segment", rows)
    project.contract("revenue", {**RULE, **threshold})
    return project


def told(project: Made, as_of: str = "2026-11-15") -> dict[str | None, str]:
    return {segment: found.status.value for segment, found in project.by_segment(as_of).items()}


def test_a_key_without_rows_is_no_data_and_the_run_exits_1(tmp_path: Path) -> None:
    project = listing(tmp_path, ("SMB", True), ("Enterprise", True))
    project.deals({"on": THIS_WEEK, "segment": "SMB"})
    run = project.evaluate()
    found = {f.segment[0][1]: f for f in run.findings}
    assert (found["SMB"].status, found["Enterprise"].status) == ("ok", "no_data")
    assert found["Enterprise"].state == ""
    assert found["Enterprise"].sentence == (
        "Enterprise revenue: no rows in 2026-11-09 to 2026-11-15, and the roster dim_segment.segment lists it."
    )
    assert run.exit == 1


def test_every_key_with_rows_is_fine(tmp_path: Path) -> None:
    project = listing(tmp_path, ("SMB", True), ("Enterprise", True))
    project.deals({"on": THIS_WEEK, "segment": "SMB"}, {"on": THIS_WEEK, "segment": "Enterprise"})
    run = project.evaluate()
    assert ([f.status for f in run.findings], run.exit) == (["ok", "ok"], 0)


def test_of_tier_2_a_key_without_rows_exits_0(tmp_path: Path) -> None:
    project = listing(tmp_path, ("SMB", True), ("Enterprise", True), tier=2)
    project.deals({"on": THIS_WEEK, "segment": "SMB"})
    assert project.evaluate().exit == 0


@pytest.mark.parametrize(
    ("on_no_data", "status", "code"), [("breach", "breach", 2), ("ignore", "no_data", 0), ("hold", "no_data", 1)]
)
def test_a_key_without_rows_is_what_on_no_data_says(tmp_path: Path, on_no_data: str, status: str, code: int) -> None:
    project = listing(tmp_path, ("SMB", True), ("Enterprise", True), on_no_data=on_no_data)
    project.deals({"on": THIS_WEEK, "segment": "SMB"})
    run = project.evaluate()
    assert ({f.segment[0][1]: f.status for f in run.findings}["Enterprise"], run.exit) == (status, code)


def test_a_key_that_had_rows_before_has_vanished(tmp_path: Path) -> None:
    project = listing(tmp_path, ("SMB", True), ("Enterprise", True))
    project.deals({"on": THIS_WEEK, "segment": "SMB"}, {"on": LAST_WEEK, "segment": "Enterprise"})
    found = project.by_segment()["Enterprise"]
    assert (found.status, found.state) == ("no_data", "vanished_segment")


def test_a_key_without_rows_is_no_data_whatever_the_sample(tmp_path: Path) -> None:
    project = listing(tmp_path, ("SMB", True), ("Enterprise", True), red="below 50 with at least 3 deals")
    project.deals({"on": THIS_WEEK, "segment": "SMB"})
    assert told(project) == {"SMB": "too_few", "Enterprise": "no_data"}


def test_a_segment_with_rows_outside_the_roster_is_told_and_not_judged(tmp_path: Path) -> None:
    project = listing(tmp_path, ("SMB", True), ("Old", False))
    project.deals({"on": THIS_WEEK, "segment": "SMB"}, {"on": THIS_WEEK, "segment": "Old", "amount": "1.00"})
    run = project.evaluate()
    found = {f.segment[0][1]: f for f in run.findings}
    assert (found["Old"].status, found["Old"].reason) == (
        "not_judged",
        "the roster dim_segment.segment does not list it",
    )
    assert (found["Old"].value, run.exit) == (None, 0)


def test_a_segment_outside_the_roster_without_rows_now_is_not_missed(tmp_path: Path) -> None:
    project = listing(tmp_path, ("SMB", True), ("Old", False))
    project.deals({"on": THIS_WEEK, "segment": "SMB"}, {"on": LAST_WEEK, "segment": "Old"})
    assert told(project) == {"SMB": "ok"}


def test_a_condition_that_is_null_lists_nobody(tmp_path: Path) -> None:
    project = listing(tmp_path, ("SMB", True), ("Maybe", None))
    project.deals({"on": THIS_WEEK, "segment": "SMB"})
    assert told(project) == {"SMB": "ok"}


def test_a_key_that_is_listed_twice_is_one(tmp_path: Path) -> None:
    project = listing(tmp_path, ("SMB", True), ("SMB", True))
    project.deals({"on": THIS_WEEK, "segment": "SMB"})
    assert told(project) == {"SMB": "ok"}


def test_null_is_a_key_as_any_other(tmp_path: Path) -> None:
    project = listing(tmp_path, ("SMB", True), (None, True))
    project.deals({"on": THIS_WEEK, "segment": "SMB"})
    assert told(project) == {"SMB": "ok", None: "no_data"}
    project.deals({"on": THIS_WEEK, "segment": None})
    assert told(project) == {"SMB": "ok", None: "ok"}


def test_a_key_whose_rows_begin_later_is_not_missing_before(tmp_path: Path) -> None:
    project = listing(tmp_path, ("SMB", True), ("New", True))
    project.deals({"on": LAST_WEEK, "segment": "SMB"}, {"on": THIS_WEEK, "segment": "New"})
    assert told(project, "2026-11-08") == {"SMB": "ok"}


def test_an_empty_roster_judges_nobody_and_exits_1(tmp_path: Path) -> None:
    project = listing(tmp_path, ("SMB", False))
    project.deals({"on": THIS_WEEK, "segment": "SMB"})
    run = project.evaluate()
    (found,) = run.findings
    assert (found.status, found.reason) == ("not_judged", "the roster dim_segment.segment is empty")
    assert (found.segment, run.exit) == ((), 1)


@pytest.mark.parametrize(
    ("roster", "missing"), [("nowhere.segment", "nowhere"), ("dim_segment.sgment", "sgment"), ("a.b.c", "")]
)
def test_a_roster_that_cannot_be_read_costs_only_its_threshold(tmp_path: Path, roster: str, missing: str) -> None:
    project = listing(tmp_path, ("SMB", True), for_each=roster)
    project.contract("deals_closed", {"red": "below 0", "by": "segment"})
    project.deals({"on": THIS_WEEK, "segment": "SMB"})
    run = project.evaluate()
    found = {f.metric: f for f in run.findings}
    assert found["revenue"].status == "not_judged"
    assert "cannot be read" in found["revenue"].reason
    assert missing in found["revenue"].reason
    assert (found["deals_closed"].status, run.exit) == ("ok", 1)


def test_rosters_of_two_dimensions_list_pairs(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.database.execute("create table dim_market (segment varchar, region varchar)")
    project.insert("dim_market", [("SMB", "EMEA"), ("SMB", "APAC")])
    project.contract(
        "revenue", {"red": "below 50", "by": ["segment", "region"], "for_each": "dim_market.segment, region"}
    )
    project.deals({"on": THIS_WEEK, "segment": "SMB", "region": "EMEA"}, {"on": THIS_WEEK, "region": "AMER"})
    found = {tuple(value for _, value in f.segment): f.status for f in project.evaluate().findings}
    assert found == {("SMB", "EMEA"): "ok", ("SMB", "APAC"): "no_data", ("SMB", "AMER"): "not_judged"}


def test_a_scope_leaves_other_keys_out(tmp_path: Path) -> None:
    project = listing(tmp_path, ("SMB", True), ("Enterprise", True), red="below 50 for segment = SMB")
    project.deals({"on": THIS_WEEK, "segment": "SMB"})
    assert told(project) == {"SMB": "ok"}


def test_keys_that_are_numbers_meet_the_segments_of_the_data(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.database.execute("create table dim_account (id integer)")
    project.insert("dim_account", [(7,), (8,)])
    project.contract("revenue", {"red": "below 50", "by": "account", "for_each": "dim_account.id"})
    project.deals({"on": THIS_WEEK, "account": 7})
    assert told(project) == {"7": "ok", "8": "no_data"}


def test_more_keys_than_instances_are_allowed_is_an_error(tmp_path: Path) -> None:
    project = listing(tmp_path, ("SMB", True), ("Enterprise", True), max_instances=1)
    project.deals({"on": THIS_WEEK, "segment": "SMB"})
    run = project.evaluate()
    assert (run.findings[0].reason, run.exit) == ("there are 2 instances, more than max_instances allows (1)", 1)


def test_the_condition_may_call_the_table_by_name_and_is_quoted_where_needed(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.database.execute('create table dim_segment ("order" varchar, kind varchar)')
    project.insert("dim_segment", [("SMB", "it's"), ("Other", "none")])
    roster = "dim_segment.order where dim_segment.kind = 'it''s'"
    project.contract("revenue", {"red": "below 50", "by": "segment", "for_each": roster})
    project.deals({"on": THIS_WEEK, "segment": "SMB"})
    assert told(project) == {"SMB": "ok"}


def test_lint_knows_the_tables_of_rosters(tmp_path: Path) -> None:
    project = listing(tmp_path, ("SMB", True), for_each="dim_segment.sgment where activ")
    found = {d.code: d.message for d in project.project().lint() if d.code in ("R017", "R018")}
    assert found == {"R018": '"activ" is not a column of "dim_segment"'}
    project.contract("revenue", {**RULE, "for_each": "dim_segmnt.segment"})
    assert [d.message for d in project.project().lint() if d.code == "R017"] == [
        'table "dim_segmnt" of the roster of threshold "level" does not exist'
    ]


def test_the_query_of_a_roster_can_be_seen(tmp_path: Path) -> None:
    project = listing(tmp_path, ("SMB", True))
    project.deals({"on": THIS_WEEK, "segment": "SMB"})
    project.on_disk()
    shown = CliRunner().invoke(main, ["evaluate", "--project", str(tmp_path), "--stage", "sql"]).stdout
    assert "roster dim_segment.segment" in shown
    assert "SELECT DISTINCT" in shown


def test_json_has_a_finding_for_every_key(tmp_path: Path) -> None:
    project = listing(tmp_path, ("SMB", True), ("Enterprise", True))
    project.deals({"on": THIS_WEEK, "segment": "SMB"})
    project.on_disk()
    command = ["evaluate", "--project", str(tmp_path), "--as-of", "2026-11-15", "--format", "json"]
    ran = CliRunner().invoke(main, command)
    assert [(f["segment"], f["status"]) for f in json.loads(ran.stdout)["findings"]] == [
        ({"segment": "Enterprise"}, "no_data"),
        ({"segment": "SMB"}, "ok"),
    ]
    assert ran.exit_code == 1


@pytest.mark.parametrize("chance", ["random() < 0.5", "ends_on > current_date", "ends_on > now()"])
def test_a_roster_depends_on_neither_the_clock_nor_chance(tmp_path: Path, chance: str) -> None:
    project = made(tmp_path)
    project.contract(
        "revenue", {"red": "below 1", "by": "segment", "for_each": f"dim_segment.segment where active and {chance}"}
    )
    with pytest.raises(DefinitionsError) as refused:
        project.project()
    assert {d.code[0] for d in refused.value.diagnostics} == {"Q"}
