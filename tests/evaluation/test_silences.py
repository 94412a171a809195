"""Silences: findings that are known keep their status, need nobody until a day, and are never hidden."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from metricops.api import Project
from metricops.cli import main
from metricops.errors import DefinitionsError
from metricops.evaluate.values import Evaluation
from metricops.exception_list import triage
from metricops.ledger import Ledger
from metricops.output.exceptions import summary_line
from metricops.packet import assemble
from tests.evaluation.made_project import Made, made

THIS_WEEK = "2026-11-11"
SMB = "{metric: revenue, segment: SMB}"


def red(tmp_path: Path, *silences: str, **threshold: Any) -> Made:
    """SMB is red and Enterprise is fine."""
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK, "segment": "SMB", "amount": "1.00"}, {"on": THIS_WEEK, "segment": "Enterprise"})
    project.contract("revenue", {"red": "below 50", "by": "segment", "name": "low", **threshold})
    for i, silence in enumerate(silences):
        project.write(f"silences/{i}.yml", silence)
    return project


def silence(match: str, until: str = "2026-12-31") -> str:
    return f"match: {match}\nreason: Migration.\nowner: RevOps\nuntil: {until}\n"


def known(run: Evaluation) -> dict[str | None, bool]:
    return {f.segment[0][1]: f.silence is not None for f in run.findings}


def test_a_silenced_breach_stays_a_breach_and_exits_0(tmp_path: Path) -> None:
    run = red(tmp_path, silence(SMB)).evaluate()
    found = {f.segment[0][1]: f for f in run.findings}
    assert (found["SMB"].status, found["SMB"].state, run.exit) == ("breach", "new", 0)
    assert found["SMB"].silence is not None
    assert (found["SMB"].silence.reason, found["SMB"].silence.until) == ("Migration.", date(2026, 12, 31))
    assert run.summary["breach"] == 1


@pytest.mark.parametrize(
    ("match", "matched"),
    [
        ("{metric: revenue}", True),
        ("{segment: SMB}", True),
        ("{metric: REVENUE, SEGMENT: SMB}", True),
        ("{metric: revenue, threshold: low}", True),
        ("{threshold: low, segment: SMB}", True),
        ("{metric: revenue, segment: Enterprise}", False),
        ("{metric: revenue, segment: smb}", False),
    ],
)
def test_everything_that_is_named_must_hold(tmp_path: Path, match: str, matched: bool) -> None:
    run = red(tmp_path, silence(match)).evaluate()
    assert known(run) == {"SMB": matched, "Enterprise": False}
    assert run.exit == (0 if matched else 2)


@pytest.mark.parametrize(("until", "code"), [("2026-11-15", 0), ("2026-11-14", 2)])
def test_a_silence_counts_up_to_and_including_its_day(tmp_path: Path, until: str, code: int) -> None:
    run = red(tmp_path, silence(SMB, until)).evaluate()
    assert run.exit == code
    assert [use.ended for use in run.silences] == [code == 2]


def test_one_that_has_ended_or_matches_nothing_is_told(tmp_path: Path) -> None:
    project = red(
        tmp_path, silence(SMB, "2026-11-01"), silence("{segment: Gone}"), silence("{metric: revenue, segment: SMB}")
    )
    run = project.evaluate()
    assert [use.told for use in run.silences] == [
        "the silence of metric = revenue and segment = SMB ended on 2026-11-01: its findings count again",
        "the silence of segment = Gone matches no finding",
        "",
    ]
    assert [(use.matched, use.silenced) for use in run.silences] == [(1, 0), (0, 0), (1, 1)]


def test_what_is_fine_needs_no_silence_but_is_matched(tmp_path: Path) -> None:
    run = red(tmp_path, silence("{segment: Enterprise}")).evaluate()
    (use,) = run.silences
    assert (use.matched, use.silenced, use.told) == (1, 0, "")


def test_another_breach_still_exits_2(tmp_path: Path) -> None:
    project = red(tmp_path, silence(SMB))
    project.contract("deals_closed", "below 5")
    assert project.evaluate().exit == 2


def test_a_silenced_grey_of_tier_1_keeps_no_run_from_its_job(tmp_path: Path) -> None:
    project = red(tmp_path, silence("{metric: largest}"))
    project.contract("revenue", "below 0")
    project.contract("largest", {"red": "below 0 for region = APAC"})
    run = project.evaluate()
    assert {f.metric: f.status for f in run.findings} == {"revenue": "ok", "largest": "no_data"}
    assert run.exit == 0


def test_a_silence_does_not_make_a_rule_blind_nor_seeing(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": "2026-11-04", "segment": "SMB"}, {"on": "2026-11-04", "segment": "Enterprise"})
    project.contract("revenue", {"red": "below 50", "by": "segment"})
    project.write("silences/a.yml", silence("{segment: SMB}"))
    assert project.evaluate().exit == 1


def test_a_query_that_failed_cannot_be_silenced(tmp_path: Path) -> None:
    project = red(tmp_path, silence("{metric: revenue}"))
    project.database.execute("drop table deals")
    run = project.evaluate()
    assert ([f.silence for f in run.findings], run.exit) == ([None], 1)


def test_a_missing_segment_is_matched_by_none(tmp_path: Path) -> None:
    project = red(tmp_path, silence('{segment: "(none)"}'))
    project.deals({"on": THIS_WEEK, "segment": None, "amount": "2.00"})
    assert known(project.evaluate()) == {"SMB": False, "Enterprise": False, None: True}


def test_the_first_of_two_silences_counts(tmp_path: Path) -> None:
    first, second = silence(SMB).replace("Migration", "First"), silence("{segment: SMB}")
    run = red(tmp_path, first, second).evaluate()
    assert [f.silence.reason for f in run.findings if f.silence] == ["First."]
    assert [use.told for use in run.silences] == ["", ""]


def test_the_list_the_summary_and_the_packet_set_it_apart(tmp_path: Path) -> None:
    project = red(tmp_path, silence(SMB))
    run = project.evaluate()
    listed = triage(run)
    assert (listed.entries, len(listed.silenced), listed.ok) == ((), 1, 1)
    assert summary_line(run, listed) == "As of 2026-11-15: 1 red, 0 yellow, 0 grey, 1 green; 1 of these silenced."
    packet = assemble(run, listed, project.project().manifest)
    assert packet.headline == "No KPI is red."
    assert [issue for issue in packet.issues if "Silenced until 2026-12-31 by RevOps, Migration." in issue]


def ran(project: Made, *options: str) -> tuple[int, str, str]:
    project.on_disk()
    command = ["evaluate", "--project", str(project.folder), "--as-of", "2026-11-15", *options]
    result = CliRunner().invoke(main, command)
    return result.exit_code, result.stdout, result.stderr


def test_the_terminal_shows_it_with_reason_and_day(tmp_path: Path) -> None:
    code, shown, told = ran(red(tmp_path, silence(SMB), silence("{segment: Gone}")))
    assert code == 0
    table = shown.split("Silenced:")[1]
    assert all(word in table for word in ("▼ red new", "2026-12-31", "RevOps", "Migration.", "silences/0.yml:1"))
    assert "warning: the silence of segment = Gone matches no finding" in told


def test_json_says_who_silenced_what_until_when(tmp_path: Path) -> None:
    _, shown, _ = ran(red(tmp_path, silence(SMB)), "--format", "json")
    document = json.loads(shown)
    told = {
        "match": {"metric": "revenue", "segment": "SMB"},
        "reason": "Migration.",
        "owner": "RevOps",
        "until": "2026-12-31",
        "span": "silences/0.yml:1",
    }
    assert document["findings"][0]["silence"] == told
    assert document["findings"][1]["silence"] is None
    assert document["silences"] == [{**told, "matched": 1, "silenced": 1, "ended": False}]


def test_junit_skips_it(tmp_path: Path) -> None:
    _, shown, _ = ran(red(tmp_path, silence(SMB)), "--format", "junit")
    assert 'failures="0"' in shown
    assert "breach, silenced until 2026-12-31: Migration." in shown


def test_csv_has_a_column_for_it(tmp_path: Path) -> None:
    _, shown, _ = ran(red(tmp_path, silence(SMB)), "--format", "csv")
    assert "until 2026-12-31: Migration." in shown


def test_nobody_is_told_and_everything_is_observed(tmp_path: Path) -> None:
    project = red(tmp_path, silence(SMB))
    ran(project)
    ledger = Ledger(tmp_path / ".metricops" / "ledger.db")
    assert (len(ledger.told()), len(ledger.observed("revenue"))) == (0, 2)


def test_lint_tells_one_that_has_ended_as_of_a_day(tmp_path: Path) -> None:
    project: Project = red(tmp_path, silence(SMB, "2026-11-01")).project()
    assert "W028" in {d.code for d in project.lint("2026-11-02")}
    assert "W028" not in {d.code for d in project.lint("2026-11-01")}


def test_a_silence_without_a_reason_is_a_fault(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.contract("revenue", "below 1", unit="usd")
    project.write(
        "silences/s.yml",
        'silences: [{match: {metric: revenue}, reason: " ", owner: Head of Sales, until: 2026-12-31}]',
    )
    with pytest.raises(DefinitionsError, match="reason"):
        project.project()
