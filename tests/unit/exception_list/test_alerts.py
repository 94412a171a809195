"""Alerts: open since when, over when a good look says so, the same for the same day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from made_evaluation import BREACH, CHECKS, EVALUATION, place

from metricops.evaluate.fingerprints import check_fingerprint
from metricops.evaluate.values import Evaluation, Status
from metricops.exception_list import Alert, alerts
from metricops.ledger import Told
from metricops.manifest import Silence

AT = datetime(2026, 11, 16, tzinfo=UTC)
NOW = EVALUATION.as_of
WEEK = timedelta(7)


def told(status: str, weeks_ago: int, fingerprint: str = "a1") -> Told:
    return Told(run="r", at=AT, as_of=NOW - weeks_ago * WEEK, fingerprint=fingerprint, subject="", status=status)


def run(status: Status, tier: int = 1) -> Evaluation:
    return replace(EVALUATION, findings=(replace(BREACH, status=status, tier=tier),), checks=())


def found(status: Status, *events: Told, tier: int = 1) -> list[tuple[str, date, bool]]:
    return [(a.problem.value, a.since, a.resolved) for a in alerts(run(status, tier), events)]


def test_a_first_breach_is_open_since_today() -> None:
    assert found(Status.BREACH) == [("breach", NOW, False)]


def test_a_breach_told_before_is_open_since_then() -> None:
    assert found(Status.BREACH, told("breach", 3), told("breach", 1)) == [("breach", NOW - 3 * WEEK, False)]


def test_what_was_fine_in_between_begins_anew() -> None:
    assert found(Status.BREACH, told("breach", 3), told("ok", 2)) == [("breach", NOW, False)]


def test_a_good_look_resolves_it_and_is_told_once() -> None:
    assert found(Status.OK, told("breach", 2)) == [("breach", NOW - 2 * WEEK, True)]
    assert found(Status.OK, told("breach", 2), told("ok", 1)) == []


@pytest.mark.parametrize("status", [Status.WATCH, Status.NOT_JUDGED])
def test_recovering_and_not_being_judged_resolve_nothing(status: Status) -> None:
    assert ("breach", NOW - 2 * WEEK, False) in found(status, told("breach", 2))
    assert ("breach", NOW - 2 * WEEK, False) in found(Status.BREACH, told("breach", 2), told(status, 1))


@pytest.mark.parametrize("status", [Status.TOO_FEW, Status.NO_DATA, Status.UNDEFINED])
def test_grey_neither_renews_nor_resolves(status: Status) -> None:
    assert found(status, told("breach", 1)) == []


def test_a_yellow_finding_alone_alerts_nobody() -> None:
    assert found(Status.WATCH, told("watch", 1)) == []
    assert found(Status.OK, told("watch", 1)) == []


def test_not_being_able_to_look_is_a_problem_of_its_own_in_tier_1() -> None:
    assert found(Status.NOT_JUDGED) == [("not_judged", NOW, False)]
    assert found(Status.NOT_JUDGED, tier=2) == []
    assert found(Status.BREACH, told("not_judged", 1)) == [("breach", NOW, False), ("not_judged", NOW - WEEK, True)]


def test_only_earlier_days_count_so_that_a_run_made_again_says_the_same() -> None:
    later = [told("ok", -1), told("breach", 0), told("breach", 1)]
    assert found(Status.BREACH, *later) == found(Status.BREACH, told("breach", 1))


def test_checks_of_tier_1_alert_by_name() -> None:
    name = check_fingerprint("commit_needs_a_date")
    evaluation = replace(EVALUATION, findings=())
    (one,) = alerts(evaluation, [told("breach", 1, name)])
    assert (one.fingerprint, one.owner, one.since) == (name, "RevOps", NOW - WEEK)
    fine = replace(evaluation, checks=(replace(CHECKS[0], status=Status.OK),))
    assert [a.resolved for a in alerts(fine, [told("breach", 1, name)])] == [True]


def test_silenced_findings_alert_nobody() -> None:
    silence = Silence(match=(), reason="Known.", owner="CRO", until=date(2026, 12, 31), span=place(1))
    silenced = replace(EVALUATION, findings=(replace(BREACH, silence=silence),), checks=())
    assert alerts(silenced, [told("breach", 1)]) == ()


def test_a_change_is_the_same_news_until_it_is_over() -> None:
    def change(status: Status, *events: Told) -> str:
        (one,) = alerts(run(status), events)
        assert isinstance(one, Alert)
        return one.change

    first = change(Status.BREACH)
    ongoing = change(Status.BREACH, told("breach", 1))
    assert change(Status.BREACH, told("breach", 1), told("breach", 0)) == ongoing
    assert len({first, ongoing, change(Status.OK, told("breach", 1))}) == 3
