"""Targets: shared out over windows, version by version, by segment, as thresholds meet them."""

from decimal import Decimal
from pathlib import Path

import pytest

from metricops.api.backtesting import backtest
from tests.evaluation.made_project import Made, made

HEAD = "metric,segment,period_start,period,amount,set_on,set_by,reason\n"


@pytest.fixture
def project(tmp_path: Path) -> Made:
    """Deals of 700 in the week of 9 November: 500 of Enterprise, 200 of SMB."""
    found = made(tmp_path)
    found.deals(
        {"on": "2026-11-09", "segment": "Enterprise", "amount": "500.00"},
        {"on": "2026-11-12", "segment": "SMB", "amount": "200.00"},
        {"on": "2026-10-05", "segment": "SMB", "amount": "1.00"},
        {"on": "2026-10-05", "segment": "Enterprise", "amount": "1.00"},
    )
    return found


def targets(project: Made, *rows: str, head: str = HEAD) -> None:
    project.write("targets/plan.csv", head + "".join(f"{row}\n" for row in rows))


def test_a_window_has_its_share_of_the_days(project: Made) -> None:
    targets(project, "revenue,,2026-10-01,quarter,9200,2026-09-01,CFO,plan")  # 100 a day, 92 days
    project.contract("revenue", "below 100% of target", unit="usd")
    found = project.finding()
    assert (found.status, found.value, found.limit) == ("watch", 700, 700)  # not below it
    project.contract("revenue", "below 101% of target", unit="usd")
    assert (project.finding().status, project.finding().limit) == ("breach", 707)


def test_to_date_against_the_elapsed_days(project: Made) -> None:
    targets(project, "revenue,,2026-10-01,quarter,9200,2026-09-01,CFO,plan")
    project.contract("revenue", {"red": "below 90% of target", "window": "qtd"}, unit="usd")
    found = project.finding()
    assert found.limit == pytest.approx(0.9 * 100 * 46)  # 1 October to 15 November


def test_seasonality_shares_a_quarter_out_by_its_months(project: Made) -> None:
    head = HEAD.replace("reason", "reason,seasonality")
    targets(project, "revenue,,2026-10-01,quarter,10000,2026-09-01,CFO,plan,20/30/50", head=head)
    project.contract("revenue", {"red": "below 90% of target", "window": "mtd"}, unit="usd")
    assert project.finding().limit == pytest.approx(0.9 * 10_000 * 0.3 * 15 / 30)


def test_segments_have_their_own_and_the_whole_has_their_sum(project: Made) -> None:
    rows = ("Enterprise,2026-10-01,quarter,9200", "SMB,2026-10-01,quarter,920")
    targets(project, *(f"revenue,{row},2026-09-01,CFO,plan" for row in rows))
    project.contract("revenue", {"red": "below 90% of target", "by": "segment"}, unit="usd")
    found = project.by_segment()
    assert {name: (f.status, f.limit) for name, f in found.items()} == {
        "Enterprise": ("breach", 630),
        "SMB": ("watch", 63),  # recovers: there was next to nothing in October
    }
    project.contract("revenue", "below 90% of target", unit="usd")
    assert (project.finding().status, project.finding().limit) == ("watch", 693)


def test_a_segment_without_a_target_is_not_judged_and_says_so(project: Made) -> None:
    targets(project, "revenue,Enterprise,2026-10-01,quarter,9200,2026-09-01,CFO,plan")
    project.contract("revenue", {"red": "below 90% of target", "by": "segment"}, unit="usd")
    run = project.evaluate()
    smb = next(f for f in run.findings if f.segment[0][1] == "SMB")
    assert (smb.status, smb.reason, run.exit) == ("not_judged", "no target is set for this segment", 1)


def test_the_latest_version_known_by_the_end_of_the_window_counts(project: Made) -> None:
    targets(
        project,
        "revenue,,2026-10-01,quarter,9200,2026-09-01,CFO,plan",
        "revenue,,2026-10-01,quarter,4600,2026-11-10,CFO,recalibrated: two reps left",
        "revenue,,2026-10-01,quarter,1,2026-11-16,CFO,not known on the 15th",
    )
    project.contract("revenue", "below 90% of target", unit="usd")
    assert project.finding().limit == 315  # half of 630
    project.deals({"on": "2026-11-04", "amount": "100.00"})
    assert project.finding("2026-11-08").limit == 630  # the week before ended before anybody set another


def test_a_recalibrated_month_takes_the_place_of_its_days_of_a_quarter(project: Made) -> None:
    targets(
        project,
        "revenue,,2026-10-01,quarter,9200,2026-09-01,CFO,plan",
        "revenue,,2026-11-01,month,300,2026-10-20,CFO,recalibrated",  # 10 a day
    )
    project.contract("revenue", {"red": "below 100% of target", "window": "qtd"}, unit="usd")
    assert project.finding().limit == 31 * 100 + 15 * 10


def test_rates_have_the_same_target_whatever_the_window(project: Made) -> None:
    targets(project, "win_rate,,2026-01-01,year,40%,2025-12-01,CFO,plan")
    project.deals({"on": "2026-11-10", "won": False, "n": 6})
    project.contract("win_rate", "below 90% of target", unit="%")
    found = project.finding()
    assert (found.status, found.value, found.limit) == ("breach", 0.25, Decimal("0.36"))


def test_rates_of_parts_do_not_add_up(project: Made) -> None:
    targets(
        project,
        "win_rate,SMB,2026-01-01,year,0.4,2025-12-01,CFO,plan",
        "win_rate,Enterprise,2026-01-01,year,0.3,2025-12-01,CFO,plan",
    )
    project.contract("win_rate", "below 90% of target", unit="%")
    assert project.finding().reason == "targets are set for parts only, and those do not add up"


def test_days_without_a_target_are_named(project: Made) -> None:
    targets(project, "revenue,,2026-10-01,month,3100,2026-09-01,CFO,plan")
    project.contract("revenue", "below 90% of target", unit="usd")
    assert project.finding().reason == "no target is set for 2026-11-09"


def test_a_metric_without_any(project: Made) -> None:
    project.contract("revenue", "below 90% of target", unit="usd")
    run = project.evaluate()
    assert (run.findings[0].status, run.findings[0].reason, run.exit) == ("not_judged", "no target is set", 1)


def test_a_change_against_the_target(project: Made) -> None:
    targets(project, "revenue,,2026-10-01,quarter,18400,2026-09-01,CFO,plan")
    project.contract("revenue", "falls 40% vs target", unit="usd")
    found = project.finding()
    assert (found.status, found.baseline) == ("breach", 1400)


def test_the_same_in_yaml(project: Made) -> None:
    row = "{metric: revenue, period_start: 2026-10-01, period: quarter, amount: 9200, set_on: 2026-09-01"
    project.write("semantic/plan.yml", f"targets:\n  - {row}, segment: {{segment: SMB}}}}\n")
    project.contract("revenue", {"red": "below 90% of target", "by": "segment"}, unit="usd")
    assert project.by_segment()["SMB"].limit == 630


def test_targets_of_parts_stand_for_the_whole_only_when_every_part_with_rows_has_one(project: Made) -> None:
    targets(project, "revenue,Enterprise,2026-10-01,quarter,9200,2026-09-01,CFO,plan")
    project.contract("revenue", "below 90% of target", unit="usd")
    found = project.finding()
    assert (found.status, found.reason) == ("not_judged", "no target is set for segment = SMB")
    project.deals(*({"on": "2026-11-10", "segment": f"S{n}"} for n in range(4)))
    assert project.finding().reason == "no target is set for segment = S0, segment = S1, segment = S2 and 2 more"


def test_rows_without_a_segment_are_a_part_as_any_other(project: Made) -> None:
    rows = ("Enterprise,2026-10-01,quarter,9200", "SMB,2026-10-01,quarter,920")
    targets(project, *(f"revenue,{row},2026-09-01,CFO,plan" for row in rows))
    project.contract("revenue", "below 90% of target", unit="usd")
    project.deals({"on": "2026-11-10", "segment": None})
    assert project.finding().reason == "no target is set for segment = (none)"


def test_a_part_that_begins_later_is_neither_missed_nor_counted(project: Made) -> None:
    targets(
        project,
        "revenue,Enterprise,2026-10-01,quarter,9200,2026-09-01,CFO,plan",
        "revenue,SMB,2026-10-01,quarter,920,2026-09-01,CFO,plan",
        "revenue,Strategic,2027-01-01,quarter,900000,2026-09-01,CFO,plan",
    )
    project.contract("revenue", "below 90% of target", unit="usd")
    assert project.finding().limit == 693
    project.deals({"on": "2026-11-10", "segment": "Strategic"})  # a first deal before its plan begins
    assert project.finding().reason == "no target is set for 2026-11-09, for segment = Strategic"


def test_a_part_with_a_target_and_no_rows_lowers_the_whole(project: Made) -> None:
    rows = ("Enterprise", "SMB", "Strategic")
    targets(project, *(f"revenue,{name},2026-10-01,quarter,9200,2026-09-01,CFO,plan" for name in rows))
    project.contract("revenue", "below 90% of target", unit="usd")
    assert (project.finding().status, project.finding().limit) == ("breach", 1890)  # 700 a week each


def test_a_part_that_is_split_further_has_the_sum_of_those(project: Made) -> None:
    head = HEAD.replace("segment,", "segment,region,")
    rows = ("SMB,EMEA,2026-10-01,quarter,920", "SMB,APAC,2026-10-01,quarter,1840")
    targets(project, *(f"revenue,{row},2026-09-01,CFO,plan" for row in rows), head=head)
    project.contract("revenue", {"red": "below 90% of target", "by": "segment"}, unit="usd")
    found = project.by_segment()
    assert found["SMB"].limit == 189
    assert found["Enterprise"].reason == "no target is set for this segment"
    project.deals({"on": "2026-11-10", "segment": "SMB", "region": "AMER"})
    assert project.by_segment()["SMB"].reason == "no target is set for region = AMER"


def test_a_rate_of_one_part_is_no_target_of_the_whole(project: Made) -> None:
    targets(project, "win_rate,SMB,2026-01-01,year,0.4,2025-12-01,CFO,plan")
    project.contract("win_rate", "below 90% of target", unit="%")
    assert project.finding().reason == "targets are set for parts only, and those do not add up"


def test_a_segment_that_only_a_target_names_is_told(project: Made) -> None:
    rows = ("Enterprise", "SMB", "Entreprise")
    targets(project, *(f"revenue,{name},2026-10-01,quarter,9200,2026-09-01,CFO,plan" for name in rows))
    project.contract("revenue", {"red": "below 90% of target", "by": "segment"}, unit="usd")
    run = project.evaluate()
    found = next(f for f in run.findings if f.segment[0][1] == "Entreprise")
    assert (found.status, found.state, found.reason, run.exit) == ("no_data", "", "no rows", 2)
    assert found.sentence == ("Entreprise revenue: no rows in 2026-11-09 to 2026-11-15, and a target is set for it.")
    project.contract("revenue", {"red": "below 1", "by": "segment"}, unit="usd")
    assert set(project.by_segment()) == {"Enterprise", "SMB"}  # no target is asked for


def test_a_backtest_sees_the_parts_too(project: Made) -> None:
    targets(
        project,
        "revenue,,2026-10-01,quarter,9200,2026-09-01,CFO,plan",
        "revenue,Enterprise,2027-01-01,quarter,9200,2026-11-10,CFO,next year",
    )
    project.contract("revenue", "below 90% of target", unit="usd")
    told = backtest(project.project(), "revenue", start="2026-11-08", end="2026-11-15").written.turns
    assert [turn.status for turn in told] == [project.finding("2026-11-08").status, project.finding().status]
    targets(
        project,
        "revenue,Enterprise,2026-10-01,quarter,9200,2026-11-10,CFO,plan",
        "revenue,SMB,2027-01-01,quarter,9200,2026-11-10,CFO,plan",
    )
    told = backtest(project.project(), "revenue", start="2026-11-08", end="2026-11-15").written.turns
    assert [turn.reason for turn in told] == ["no rows", "no target is set for 2026-11-09, for segment = SMB"]


def test_a_target_of_a_segment_that_the_roster_does_not_list_is_told(project: Made) -> None:
    project.database.execute("create or replace table accounts as select 1 as account_id, 'SMB' as tier")
    rows = ("SMB", "Strategic")
    targets(project, *(f"revenue,{name},2026-10-01,quarter,9200,2026-09-01,CFO,plan" for name in rows))
    rule = {"red": "below 90% of target", "by": "segment", "for_each": "accounts.tier"}
    project.contract("revenue", rule, unit="usd")
    found = {name: f.reason for name, f in project.by_segment().items()}
    unlisted = "the roster accounts.tier does not list it"
    assert found == {"SMB": "", "Enterprise": unlisted, "Strategic": unlisted}


def test_a_window_that_ended_before_a_target_was_set_has_none(project: Made) -> None:
    """A late target is no reason to judge October, nor to say that a week before it was red."""
    targets(project, "revenue,,2026-10-01,quarter,9200,2026-11-15,CFO,late")  # 700 a week, 3100 in October
    month = {"name": "month", "red": "below 100% of target", "window": "1 month"}
    week = {"name": "week", "red": "below 101% of target", "window": "1w"}
    project.deals(*({"on": f"2026-{day}", "amount": "500.00"} for day in ("10-12", "10-19", "10-26", "11-02")))
    project.contract("revenue", month, week, unit="usd")
    before = {f.threshold: (f.status, f.reason) for f in project.evaluate("2026-11-14").findings}
    assert before == dict.fromkeys(("month", "week"), ("not_judged", "no target is set"))
    found = {f.threshold: f for f in project.evaluate("2026-11-15").findings}
    assert (found["month"].status, found["month"].reason) == ("not_judged", "no target was set by 2026-10-31")
    assert (found["week"].status, found["week"].state, found["week"].limit) == ("breach", "new", 707)
    written = backtest(project.project(), "revenue", "week", start="2026-10-04", end="2026-11-15").written
    assert [turn.as_of.isoformat() for turn in written.total.fires] == ["2026-11-15"]
    assert [turn.reason for turn in written.turns][-2:] == ["no target is set", ""]


def test_a_target_of_the_whole_that_comes_later_leaves_the_sum_of_the_parts_before_it(project: Made) -> None:
    targets(
        project,
        "revenue,Enterprise,2026-10-01,quarter,9200,2026-09-01,CFO,plan",
        "revenue,SMB,2026-10-01,quarter,920,2026-09-01,CFO,plan",
        "revenue,,2026-10-01,quarter,4600,2026-11-15,CFO,one number for all",
    )
    project.contract("revenue", {"red": "below 100% of target", "window": "1 month"}, unit="usd")
    assert (project.finding().status, project.finding().limit) == ("breach", 3410)  # October: 31 days of 100 and 10
    project.deals({"on": "2026-10-06", "segment": "Strategic"})
    assert project.finding().reason == "no target is set for segment = Strategic"
    project.contract("revenue", "below 100% of target", unit="usd")
    assert project.finding().limit == 350
