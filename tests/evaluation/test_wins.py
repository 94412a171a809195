"""Breaches on the good side: told as wins, never as something that needs someone."""

from pathlib import Path

import pytest

import metricops as mo
from metricops.evaluate.values import Evaluation, Status
from metricops.exception_list import triage
from metricops.packet import html, markdown
from tests.evaluation.made_project import Made, made

RISE = ({"on": "2026-11-04", "n": 10}, {"on": "2026-11-11", "n": 20})
FALL = ({"on": "2026-11-04", "n": 20}, {"on": "2026-11-11", "n": 10})


def run(project: Made, red: str, good: str) -> Evaluation:
    project.contract("deals_closed", red, good=good)
    return project.evaluate()


@pytest.mark.parametrize(
    ("deals", "red", "good", "win"),
    [
        (RISE, "moves 20% vs previous 1 week", "up", True),
        (RISE, "moves 20% vs previous 1 week", "down", False),
        (FALL, "moves 20% vs previous 1 week", "up", False),
        (FALL, "moves 20% vs previous 1 week", "down", True),
        (RISE, "rises 20% vs previous 1 week", "up", False),  # a rule with one side says itself what is bad
        (RISE, "above 15", "up", False),
        (RISE, "outside 5 and 15", "up", False),
    ],
)
def test_a_rule_that_looks_both_ways_has_a_good_side(
    tmp_path: Path, deals: tuple[dict[str, object], ...], red: str, good: str, win: bool
) -> None:
    project = made(tmp_path)
    project.deals(*deals)
    evaluation = run(project, red, good)
    (found,) = evaluation.findings
    assert (found.status, found.favourable) == (Status.BREACH, win)
    listed = triage(evaluation)
    assert (len(listed.wins), len(listed.entries)) == ((1, 0) if win else (0, 1))


def test_natural_limits_have_a_good_side(tmp_path: Path) -> None:
    project = made(tmp_path)
    weeks = ["2026-08-19", "2026-08-26", "2026-09-02", "2026-09-09", "2026-09-16", "2026-09-23"]
    weeks += ["2026-09-30", "2026-10-07", "2026-10-14", "2026-10-21", "2026-10-28", "2026-11-04"]
    project.deals(*({"on": day, "n": 10 + at % 2} for at, day in enumerate(weeks)), {"on": "2026-11-11", "n": 60})
    (found,) = run(project, "outside limits", "up").findings
    assert (found.status, found.favourable) == (Status.BREACH, True)
    (found,) = run(project, "outside limits", "down").findings
    assert (found.status, found.favourable) == (Status.BREACH, False)


def test_the_page_has_a_box_for_wins(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals(*RISE)
    project.contract("deals_closed", "moves 20% vs previous 1 week", good="up")
    with mo.open(project.on_disk()) as opened:
        packet = opened.packet("2026-11-15")
    assert packet.headline == "No KPI is red."
    assert len(packet.wins) == 1
    assert "## Wins" in markdown(packet)
    assert "<h2>Wins</h2>" in html(packet)
