"""Restatements: closed windows whose values change after they were seen, and from what that comes."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import metricops as mo
from metricops.evaluate.values import Evaluation, Finding
from metricops.ledger import Ledger, Observed
from metricops.periods import Period
from tests.evaluation.made_project import Made, made

FIRST, SECOND = "2026-11-08", "2026-11-15"  # two Sundays
WEEK = Period(date(2026, 11, 2), date(2026, 11, 8))


@pytest.fixture
def project(tmp_path: Path) -> Made:
    """A hundred in each of three weeks; red is below 50."""
    project = made(tmp_path)
    project.deals(*({"on": day} for day in ("2026-10-28", "2026-11-04", "2026-11-11")))
    project.contract("revenue", {"red": "below 50", "name": "low"})
    return project


def run(project: Made, as_of: str = SECOND, settings: str = "") -> Evaluation:
    """One run with its ledger, as the command makes it."""
    (project.folder / "w.duckdb").unlink(missing_ok=True)
    with mo.open(project.on_disk(settings)) as opened:
        evaluation = opened.evaluate(as_of=as_of)
        opened.record(evaluation)
    return evaluation


def restated(evaluation: Evaluation) -> list[Finding]:
    return [f for f in evaluation.findings if f.state == "restated"]


def test_nothing_is_restated_when_nothing_changes(project: Made) -> None:
    run(project, FIRST)
    second = run(project)
    assert (second.restatements, restated(second), second.exit) == ((), [], 0)


def test_data_that_leaves_makes_a_closed_window_a_breach(project: Made) -> None:
    run(project, FIRST)
    project.database.execute("update deals set amount = 40 where closed_on = '2026-11-04'")
    second = run(project)
    (found,) = restated(second)
    assert (found.status, found.period, found.value, found.baseline) == ("breach", WEEK, 40, 100)
    assert found.reason == "data"
    assert found.sentence == (
        "Revenue in 2026-11-02 to 2026-11-08 was 100 as of 2026-11-08 and is 40: a breach now; the data changed."
    )
    assert second.exit == 2
    (one,) = second.restatements
    assert (one.before, one.now, one.as_of, one.cause, one.crossed) == (100, 40, date(2026, 11, 8), "data", True)


def test_a_breach_that_was_none_is_told_as_well(project: Made) -> None:
    project.database.execute("update deals set amount = 40 where closed_on = '2026-11-04'")
    assert run(project, FIRST).exit == 2
    project.deals({"on": "2026-11-05"})  # came late
    second = run(project)
    (found,) = restated(second)
    assert (found.status, found.value, second.exit) == ("watch", 140, 0)
    assert "no breach any more; the data changed" in found.sentence


def test_a_change_within_the_limits_is_kept_and_is_no_finding(project: Made) -> None:
    run(project, FIRST)
    project.deals({"on": "2026-11-05"})
    second = run(project)
    assert restated(second) == []
    assert [(r.period, r.before, r.now, r.crossed) for r in second.restatements] == [(WEEK, 100, 200, False)]


def test_rows_that_come_where_there_were_none(project: Made) -> None:
    project.database.execute("delete from deals where closed_on = '2026-11-04'")
    run(project, FIRST)
    project.deals({"on": "2026-11-05", "amount": "7.00"})
    (found,) = restated(run(project))
    assert "was without a value as of 2026-11-08 and is 7" in found.sentence


def test_a_new_definition_is_the_cause(project: Made) -> None:
    run(project, FIRST)
    text = (project.folder / "models/marts.yml").read_text()
    project.write("models/marts.yml", text.replace("agg: sum, expr: amount}", "agg: sum, expr: amount * 0.4}", 1))
    (found,) = restated(run(project))
    assert (found.reason, found.value) == ("definition", 40)
    assert found.sentence.endswith("a breach now; the definition changed.")


def test_another_limit_label_or_layout_is_no_new_definition(project: Made) -> None:
    first = run(project, FIRST)
    text = (project.folder / "models/marts.yml").read_text()
    project.write("models/marts.yml", "\n\n" + text.replace("expr: amount}", "expr: amount, label: Sales}", 1))
    project.contract("revenue", {"red": "below 51", "name": "low"})
    second = run(project)
    assert second.origins["revenue", "low"].definition == first.origins["revenue", "low"].definition
    assert second.origins["revenue", "low"].calendar == first.origins["revenue", "low"].calendar
    assert second.origins["revenue", "low"].sql != first.origins["revenue", "low"].sql  # other days, another label


def test_a_filter_of_an_input_is_part_of_the_definition(project: Made) -> None:
    project.contract("win_rate", "below 0", unit="%")
    first = run(project, FIRST)
    project.write(
        "models/more.yml",
        "metrics: [{name: won_rate, type: ratio, denominator: deals_closed,"
        " numerator: {name: deals_won, filter: \"{{ Dimension('deal__region') }} = 'EMEA'\"}}]",
    )
    project.contract("won_rate", "below 0", unit="%")
    both = run(project).origins
    assert both["win_rate", "level"].definition == first.origins["win_rate", "level"].definition
    assert both["won_rate", "level"].definition != both["win_rate", "level"].definition


def test_a_calendar_that_changed_is_the_cause(project: Made) -> None:
    project.contract("revenue", {"red": "below 150", "name": "low", "window": "1 week"})
    run(project, FIRST)
    project.deals({"on": "2026-11-05"})
    (found,) = restated(run(project, SECOND, "calendar: {fiscal_year_starts: 4}\n"))
    assert found.reason == "calendar"


def test_the_same_run_says_the_same_again_and_the_next_one_no_more(project: Made) -> None:
    run(project, FIRST)
    project.database.execute("update deals set amount = 40 where closed_on = '2026-11-04'")
    once, twice = run(project), run(project)
    assert (once.run, once.findings, once.restatements) == (twice.run, twice.findings, twice.restatements)
    project.deals({"on": "2026-11-18"})
    assert restated(run(project, "2026-11-22")) == []


def test_a_run_for_a_past_date_knows_nothing_of_later_ones(project: Made) -> None:
    run(project, SECOND)
    project.database.execute("update deals set amount = 40 where closed_on = '2026-11-11'")
    assert run(project, FIRST).restatements == ()


def test_the_judged_window_itself_may_be_restated_by_a_later_run_of_the_same_date(project: Made) -> None:
    run(project)
    project.database.execute("update deals set amount = 40 where closed_on = '2026-11-11'")
    second = run(project)
    assert sorted((f.status, f.state) for f in second.findings) == [("breach", "new"), ("breach", "restated")]


def test_a_window_that_was_open_when_it_was_seen_is_not_restated(project: Made) -> None:
    project.contract("revenue", {"red": "below 150", "name": "low", "window": "next 10 days"})
    run(project, FIRST)
    project.deals({"on": "2026-11-12"})
    assert run(project, "2026-11-08").restatements == ()


def test_a_provisional_value_is_said_to_have_been_one(project: Made) -> None:
    project.contract("revenue", {"red": "below 50", "name": "low"}, final_after="5 days")
    run(project, FIRST)
    project.database.execute("update deals set amount = 40 where closed_on = '2026-11-04'")
    (found,) = restated(run(project))
    assert "was 100 as of 2026-11-08, provisional then, and is 40" in found.sentence


def test_segments_are_restated_one_by_one(project: Made) -> None:
    project.deals({"on": "2026-11-04", "segment": "Enterprise"}, {"on": "2026-11-11", "segment": "Enterprise"})
    project.contract("revenue", {"red": "below 50", "name": "low", "by": "segment"})
    run(project, FIRST)
    project.database.execute("update deals set amount = 1 where closed_on = '2026-11-04' and segment = 'Enterprise'")
    (found,) = restated(run(project))
    assert found.segment == (("segment", "Enterprise"),)


def test_of_a_streak_only_what_makes_a_breach_crosses(project: Made) -> None:
    project.contract("revenue", {"red": "below 50 for two windows", "name": "low"})
    run(project, FIRST)
    project.database.execute("update deals set amount = 40 where closed_on = '2026-11-04'")
    once = run(project)
    assert (restated(once), [r.crossed for r in once.restatements]) == ([], [False])
    project.database.execute("update deals set amount = 40 where closed_on = '2026-10-28'")
    project.database.execute("update deals set amount = 41 where closed_on = '2026-11-04'")
    assert [f.period for f in restated(run(project))] == [WEEK]


def test_what_a_failed_query_did_not_see_is_not_restated(project: Made) -> None:
    project.database.execute("alter table deals rename to hidden")
    assert run(project, FIRST).exit == 1
    project.database.execute("alter table hidden rename to deals")
    assert run(project).restatements == ()


def test_a_ledger_from_before_definitions_were_remembered_is_read(project: Made) -> None:
    ledger = Ledger(project.folder / ".metricops" / "ledger.db")
    at = datetime(2026, 11, 9, 6, tzinfo=UTC)
    seen = {"run": "old", "at": at, "as_of": date(2026, 11, 8), "metric": "revenue", "segment": (), "period": WEEK}
    ledger.append([Observed(**seen, value=20, n=1)])
    (found,) = restated(run(project))
    assert found.reason == "not known"
    assert found.sentence.endswith("no breach any more; what changed is not known.")


def test_a_rule_is_still_blind_beside_a_restated_window(project: Made) -> None:
    run(project, FIRST)
    project.database.execute("update deals set amount = 40 where closed_on = '2026-11-04'")
    project.database.execute("delete from deals where closed_on = '2026-11-11'")
    second = run(project)
    assert ({(f.status, f.state) for f in second.findings}, second.exit) == (
        {("no_data", ""), ("breach", "restated")},
        1,
    )
