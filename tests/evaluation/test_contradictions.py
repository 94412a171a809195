"""A red outcome whose inputs are all green, and a metric that improves as its pair worsens."""

from pathlib import Path
from typing import Any

import pytest

import metricops as mo
from metricops.evaluate.values import Evaluation, Finding
from metricops.exception_list import triage
from metricops.ledger import Ledger
from metricops.packet import assemble
from tests.evaluation.made_project import Made, made

THIS_WEEK, LAST_WEEK = "2026-11-11", "2026-11-04"


def further(run: Evaluation) -> list[Finding]:
    return [f for f in run.findings if f.about]


def outcome(tmp_path: Path, revenue: str = "below 500", deals: str = "below 1", **contract: Any) -> Made:
    """Two deals of 100 this week: revenue is red below 500, and the deals behind it are judged as given."""
    project = made(tmp_path)
    project.deals({"on": LAST_WEEK, "n": 2}, {"on": THIS_WEEK, "n": 2})
    project.contract("revenue", {"red": revenue, "tier": 2}, drivers=["deals_closed"], **contract)
    project.contract("deals_closed", {"red": deals, "tier": 2})
    return project


def test_a_red_outcome_with_green_inputs_is_a_finding_of_its_own(tmp_path: Path) -> None:
    run = outcome(tmp_path).evaluate()
    (found,) = further(run)
    assert (found.metric, found.threshold, found.status, found.about) == (
        "revenue",
        "inputs",
        "watch",
        ("deals_closed",),
    )
    assert found.sentence == "Revenue is red while everything it is driven by is green: Deals closed."
    assert "semantic/revenue.yml" in found.span.place
    assert found.owner == "Head of Sales"
    assert run.exit == 2  # of the breach itself


@pytest.mark.parametrize(
    ("revenue", "deals"), [("below 100", "below 1"), ("below 500", "below 3"), ("below 500", "below 2")]
)
def test_none_without_a_breach_or_with_an_input_that_is_not_green(tmp_path: Path, revenue: str, deals: str) -> None:
    assert further(outcome(tmp_path, revenue, deals).evaluate()) == []


def test_grey_inputs_are_not_green(tmp_path: Path) -> None:
    project = outcome(tmp_path, deals="below 1 with at least 50 deals")
    assert further(project.evaluate()) == []


def test_an_input_that_nobody_judges_is_not_known_to_be_green(tmp_path: Path) -> None:
    project = outcome(tmp_path)
    project.contract("revenue", {"red": "below 500", "tier": 2}, drivers=["deals_closed", "buyers"])
    assert further(project.evaluate()) == []


def test_without_drivers_the_inputs_of_the_formula_count(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK, "n": 4}, {"on": THIS_WEEK, "n": 6, "won": False})
    project.contract("win_rate", "below 50%", unit="%")
    project.contract("deals_won", "below 1")
    project.contract("deals_closed", "below 1")
    (found,) = further(project.evaluate())
    assert found.about == ("deals_won", "deals_closed")


def test_inputs_are_those_of_the_segment_else_of_the_whole(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK, "n": 2, "segment": "A"}, {"on": THIS_WEEK, "n": 9, "segment": "B"})
    project.contract("revenue", {"red": "below 950", "by": "segment"}, drivers=["deals_closed", "buyers"])
    project.contract("deals_closed", {"red": "below 5", "by": "segment"})
    project.contract("buyers", "below 1")
    (found,) = further(project.evaluate())
    assert found.segment == (("segment", "B"),)


def pair(tmp_path: Path, *, price: str = "below 90", **contract: Any) -> Made:
    """Revenue goes from 100 to 160 while the price goes from 100 to 80."""
    project = made(tmp_path)
    project.deals({"on": LAST_WEEK}, {"on": THIS_WEEK, "n": 2, "amount": "80.00"})
    project.contract("revenue", "below 10", unit="usd", paired_with="price", **contract)
    project.contract("price", price, unit="usd")
    return project


def test_a_metric_that_improves_while_its_pair_worsens(tmp_path: Path) -> None:
    run = pair(tmp_path).evaluate()
    (found,) = further(run)
    assert (found.metric, found.threshold, found.status, found.about) == ("revenue", "pair", "watch", ("price",))
    assert found.sentence == "Revenue is up from $100 to $160 while its pair worsens: Price is down from $100 to $80."


def test_a_pair_that_is_not_in_trouble_may_move(tmp_path: Path) -> None:
    assert further(pair(tmp_path, price="below 10").evaluate()) == []


def test_a_metric_that_did_not_improve_is_no_contradiction(tmp_path: Path) -> None:
    assert further(pair(tmp_path, good="down").evaluate()) == []


def test_a_pair_that_is_red_but_better_than_before(tmp_path: Path) -> None:
    project = pair(tmp_path, price="above 70")
    project.contract("price", "above 70", unit="usd", good="down")
    assert further(project.evaluate()) == []


def test_nothing_is_said_without_a_window_before(tmp_path: Path) -> None:
    project = pair(tmp_path)
    project.database.execute(f"delete from deals where closed_on = '{LAST_WEEK}'")
    assert further(project.evaluate()) == []


def test_pairs_go_by_segment(tmp_path: Path) -> None:
    project = made(tmp_path)
    for segment, now in (("A", "80.00"), ("B", "100.00")):
        project.deals(
            {"on": LAST_WEEK, "segment": segment}, {"on": THIS_WEEK, "n": 2, "segment": segment, "amount": now}
        )
    project.contract("revenue", {"red": "below 10", "by": "segment"}, paired_with="price")
    project.contract("price", {"red": "below 90", "by": "segment"})
    (found,) = further(project.evaluate())
    assert found.segment == (("segment", "A"),)


def test_it_can_be_silenced_and_a_silenced_breach_contradicts_nothing(tmp_path: Path) -> None:
    project = outcome(tmp_path)
    silence = {"reason": "Known.", "owner": "RevOps", "until": "2026-12-31"}
    project.write("silences/a.yml", f"silences: [{{match: {{metric: revenue, threshold: inputs}}, {_pairs(silence)}}}]")
    (found,) = further(project.evaluate())
    assert found.silence is not None
    project.write("silences/a.yml", f"silences: [{{match: {{metric: revenue}}, {_pairs(silence)}}}]")
    run = project.evaluate()
    assert (further(run), run.exit) == ([], 0)


def _pairs(told: dict[str, str]) -> str:
    return ", ".join(f"{key}: {value}" for key, value in told.items())


def test_it_stands_on_the_list_and_in_the_packet_but_not_in_the_summary_of_kpis(tmp_path: Path) -> None:
    project = pair(tmp_path)
    run = project.evaluate()
    listed = triage(run)
    assert any(entry.finding.about for entry in listed.entries)
    packet = assemble(run, listed, project.project().manifest)
    assert [kpi.status for kpi in packet.kpis if kpi.metric == "revenue"] == ["● green"]
    assert any("its pair worsens" in topic.changed for topic in packet.remaining)


def test_it_observes_nothing_of_its_own(tmp_path: Path) -> None:
    project = pair(tmp_path)
    with mo.open(project.on_disk()) as opened:
        opened.record(opened.evaluate("2026-11-15"))
    ledger = Ledger(tmp_path / ".metricops" / "ledger.db")
    assert [o.value for o in ledger.observed("revenue")] == [160]
    assert any("its pair worsens" in told.subject for told in ledger.told())
