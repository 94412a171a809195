"""A backtest says at each step what evaluating as of that step says, and counts it as a person would."""

from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner

import metricops as mo
from metricops.api.backtesting import backtest
from metricops.cli import main
from metricops.evaluate.track_record import Backtest, TrackRecord
from metricops.evaluate.values import Status
from tests.evaluation.made_project import AS_OF, Made, document, made

END = date.fromisoformat(AS_OF)
WEEK = timedelta(weeks=1)


def week(n: int) -> date:
    """The last day of the week that is n weeks before the last one."""
    return END - n * WEEK


def replayed(project: Made, metric: str = "win_rate", **asked: Any) -> Backtest:
    return backtest(project.project(), metric, **{"end": AS_OF, **asked})


def weekly(project: Made, segment: str, counts: str) -> None:
    """Deals by week, oldest first, the last of them in the last week: `3/10` is 3 won of 10, `_` is none."""
    cells = counts.split()
    for ago, cell in zip(range(len(cells) - 1, -1, -1), cells, strict=True):
        if cell != "_":
            won, n = map(int, cell.split("/"))
            day = week(ago).isoformat()
            project.deals({"on": day, "segment": segment, "n": won, "won": True})
            project.deals({"on": day, "segment": segment, "n": n - won, "won": False})


def agrees(found: Backtest, project: mo.Project) -> None:
    """Every turn of the replay is the finding of the run as of its day."""
    assert found.written.turns
    for as_of, turns in groupby(found.written.turns, key=lambda turn: turn.as_of):
        told = list(turns)
        findings = {f.segment: f for f in project.evaluate(as_of=as_of).findings}
        assert findings.keys() == {turn.segment for turn in told}
        for turn in told:
            finding = findings[turn.segment]
            seen = (turn.period, turn.status, turn.state, turn.value, turn.reason)
            assert seen == (finding.period, finding.status, finding.state, finding.value, finding.reason), as_of
            assert turn.sentence == (finding.sentence if turn.fired else "")


RULES: tuple[dict[str, Any], ...] = (
    {"red": "falls 15% vs trailing 4 weeks with at least 5 deals"},
    {"red": "below 40% for two windows", "keep": "1 window", "clear": "above 50%"},
    {"red": "below 40% for 2 of 3 windows", "yellow": "below 45%", "on_no_data": "hold"},
    {"red": "falls 20% vs previous 2w", "on_no_data": "breach"},
    {"red": "below 40%", "window": "1 month"},
    {"red": "below 40%", "window": "mtd", "every": "1 month"},
    {"red": "below 40%", "window": "2w", "judge": "final"},
    {"red": "outside limits of 6 points with at least 2 deals", "window": "1w"},
)
CELLS = ("_", "1/2", "2/9", "5/10", "6/10", "7/10", "3/10")


@pytest.mark.parametrize("place", range(len(RULES)))
def test_every_turn_is_the_finding_of_a_run_as_of_its_day(tmp_path: Path, place: int) -> None:
    drawn = Random(place)
    project = made(tmp_path)
    project.contract("win_rate", {**RULES[place], "by": "segment"}, final_after="3 days")
    weekly(project, "SMB", " ".join(["6/10", "6/10", *drawn.choices(CELLS, k=14)]))
    weekly(project, "Enterprise", " ".join(drawn.choices(CELLS, k=7)))
    opened = project.project()
    found = backtest(opened, "win_rate", end=AS_OF, over="10w")
    agrees(found, opened)
    assert len({turn.state for turn in found.written.turns}) > 1


def test_a_rule_that_reads_another_metric_agrees_too(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.contract("deals_won", {"red": "below required_wins", "by": "segment"})
    project.write(
        "semantic/wins.yml",
        "metrics: [{name: required_wins, type: derived, expr: deals_closed / 2, input_metrics: [deals_closed]}]",
    )
    weekly(project, "SMB", "5/10 4/10 3/10 _ 6/10 4/9")
    weekly(project, "Enterprise", "1/3 2/3")
    opened = project.project()
    found = backtest(opened, "deals_won", end=AS_OF, over="8w")
    agrees(found, opened)
    assert [run.runs for run in found.written.segments.values()] == [
        (1,),
        (3,),
    ]  # the win before the last fall closes nothing


def test_targets_are_those_that_were_known_then(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.contract("revenue", "below 90% of target", unit="usd")
    rows = (
        "revenue,,2026-07-01,quarter,9200,2026-06-01,CFO,plan\nrevenue,,2026-10-01,quarter,18400,2026-11-05,CFO,plan\n"
    )
    project.write("targets/plan.csv", f"metric,segment,period_start,period,amount,set_on,set_by,reason\n{rows}")
    project.deals(*({"on": week(n).isoformat(), "amount": "1000.00"} for n in range(8)))
    opened = project.project()
    found = backtest(opened, "revenue", end=AS_OF, over="8w")
    agrees(found, opened)
    assert found.written.total.grey == {Status.NOT_JUDGED: 5}  # of October, before its target was set on 5 November
    assert counted(found.written.total) == (8, 1, (2,), 1)  # the first week that it was known for is new


def test_segments_beyond_the_most_that_are_allowed_are_not_judged_from_then_on(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.contract("win_rate", {"red": "below 40%", "by": "segment", "max_instances": 1})
    weekly(project, "SMB", "3/10 3/10 3/10 3/10")
    weekly(project, "Enterprise", "6/10 6/10")
    opened = project.project()
    found = backtest(opened, "win_rate", end=AS_OF, over="6w")
    agrees(found, opened)
    assert found.written.total.grey == {Status.NOT_JUDGED: 2}


@pytest.fixture
def ups_and_downs(tmp_path: Path) -> Made:
    """SMB with breaches of 2 and of 3 windows, the second still open; Enterprise begins in the last four weeks."""
    project = made(tmp_path)
    project.contract("win_rate", {"red": "below 40% with at least 5 deals", "by": "segment"})
    weekly(project, "SMB", "6/10 3/10 2/10 6/10 6/10 1/2 6/10 3/10 _ 3/10 3/10")
    weekly(project, "Enterprise", "6/10 6/10 3/10 6/10")
    return project


def test_windows_fires_and_runs_are_counted_as_by_hand(ups_and_downs: Made) -> None:
    found = replayed(ups_and_downs, over="52w")
    smb, enterprise = (
        found.written.segments[(("segment", "SMB"),)],
        found.written.segments[(("segment", "Enterprise"),)],
    )
    assert [turn.as_of for turn in smb.fires] == [week(9), week(3)]
    assert [turn.value for turn in smb.fires] == [0.3, 0.3]
    assert (smb.windows, smb.judged, smb.grey) == (11, 9, {Status.TOO_FEW: 2})
    assert (smb.runs, smb.median_run, smb.longest_run, smb.open) == ((2, 3), 2.5, 3, 1)
    assert smb.fires_a_year == pytest.approx(2 / (11 * 7 / 365.25))
    assert (enterprise.windows, enterprise.runs, enterprise.open) == (4, (1,), 0)
    assert enterprise.fires_a_year == pytest.approx(1 / (4 * 7 / 365.25))
    total = found.written.total
    assert (total.windows, total.share_judged, len(total.fires), total.open) == (15, 13 / 15, 3, 1)
    assert total.fires_a_year == pytest.approx(3 / (11 * 7 / 365.25))
    assert total.median_run == 2


def test_a_breach_that_was_open_before_the_first_day_has_a_run_and_no_fire(ups_and_downs: Made) -> None:
    found = replayed(ups_and_downs, start=week(8), end=week(7))
    assert counted(found.written.total) == (2, 0, (1,), 0)


def counted(record: TrackRecord) -> tuple[int, int, tuple[int, ...], int]:
    return record.windows, len(record.fires), record.runs, record.open


def test_a_window_that_several_steps_look_at_counts_once(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.contract("win_rate", {"red": "below 40%", "window": "1 month"})
    for month in (7, 8, 9, 10):
        project.deals({"on": f"2026-{month:02}-10", "n": 1}, {"on": f"2026-{month:02}-11", "n": 9, "won": False})
    found = replayed(project, start="2026-08-09")
    assert counted(found.written.total) == (4, 1, (4,), 1)  # July to October, each once; the first turn is July's


def test_another_rule_is_replayed_beside_the_one_that_is_written(ups_and_downs: Made) -> None:
    found = replayed(ups_and_downs, over="12w", against="below 25% with at least 5 deals")
    assert found.tried is not None
    assert counted(found.tried.total) == (15, 1, (1,), 0)
    apart = [(d.as_of, dict(d.segment)["segment"], d.written.status, d.tried.status) for d in found.differences]
    assert [day for day, *_ in apart] == [week(9), week(3), week(1), week(1), week(0)]
    assert [segment for _, segment, *_ in apart if segment != "SMB"] == ["Enterprise"]
    assert {status for _, _, status, _ in apart} == {Status.BREACH}


def test_another_rule_is_judged_as_if_it_were_written(ups_and_downs: Made) -> None:
    rule = "falls 20% vs trailing 3 weeks with at least 5 deals"
    tried = replayed(ups_and_downs, over="12w", against=rule).tried
    ups_and_downs.contract("win_rate", {"red": rule, "by": "segment"})
    written = replayed(ups_and_downs, over="12w").written
    assert tried == written
    assert tried is not None
    assert tried.turns == written.turns


def test_one_query_answers_for_all_days_and_both_rules(ups_and_downs: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    project = ups_and_downs.project()
    asked: list[str] = []
    run = type(project.engine).run

    def counting(self: Any, query: Any, **more: Any) -> Any:
        asked.append(query.sql)
        return run(self, query, **more)

    monkeypatch.setattr(type(project.engine), "run", counting)
    backtest(project, "win_rate", end=AS_OF, against="falls 10% vs trailing 8 weeks with at least 30 deals")
    assert len(asked) == 1


def test_json_of_the_command_says_the_same(ups_and_downs: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ups_and_downs.on_disk())
    said = CliRunner().invoke(main, ["backtest", "win_rate", "--to", AS_OF, "--over", "12w", "--format", "json"])
    assert said.exit_code == 0, said.stderr
    found = document(said.stdout)
    total = found["written"]["total"]
    assert (total["windows"], total["judged"], total["fires"], total["median_run"]) == (15, 13, 3, 2)
    assert [fire["as_of"] for fire in found["written"]["fires"]] == [
        week(9).isoformat(),
        week(3).isoformat(),
        week(1).isoformat(),
    ]
    assert (found["tried"], found["differences"]) == (None, None)


def test_a_metric_that_is_not_split_is_replayed_from_its_first_row_on(tmp_path: Path) -> None:
    project = made(tmp_path)
    weekly(project, "SMB", "3/4 1/8 3/4 4/8")
    project.contract("deals_closed", "below 5")
    found = replayed(project, "deals_closed", over="30 weeks")
    agrees(found, project.project())
    assert (found.written.total.windows, found.written.total.judged, found.written.total.runs) == (
        4,
        4,
        (2,),
    )  # one breach, red twice
