"""Gates, confidence, exit codes, the order of findings and the exception list."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from metricops.evaluate.confidence import lowered, meets, short_of, worst
from metricops.evaluate.gates import Health, apply_gates
from metricops.evaluate.values import CheckResult, Finding, State, Status
from metricops.evaluate.verdict import evaluation, exit_code, worst_first
from metricops.exception_list import triage
from metricops.manifest import Confidence, ConfidenceLevel, Required
from metricops.periods import Period
from tests.scenarios.made_series import NOWHERE

WEEK = Period(date(2026, 11, 9), date(2026, 11, 15))
LOW, MEDIUM, HIGH = ConfidenceLevel


def found(status: Status, metric: str = "kpi", segment: str = "A", **more: object) -> Finding:
    plain = Finding(
        fingerprint=f"{metric}{segment}",
        metric=metric,
        threshold="level",
        segment=(("segment", segment),),
        period=WEEK,
        status=status,
        span=NOWHERE,
        tier=1,
        n=5,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def check(status: Status, tier: int = 1) -> CheckResult:
    return CheckResult("filled", tier, "crm.deals", status, 10, 1, "RevOps", "Fill it.", NOWHERE)


OK, BREACH, WATCH = found(Status.OK), found(Status.BREACH), found(Status.WATCH)
NO_DATA, NOT_JUDGED = found(Status.NO_DATA, n=0), found(Status.NOT_JUDGED)


@pytest.mark.parametrize(
    ("findings", "checks", "code"),
    [
        ([], [], 0),
        ([OK, WATCH], [], 0),
        ([found(Status.TOO_FEW), found(Status.UNDEFINED)], [], 0),
        ([OK, BREACH], [], 2),
        ([replace(BREACH, tier=2)], [], 2),
        ([OK], [check(Status.BREACH)], 2),
        ([OK], [check(Status.BREACH, tier=2)], 0),
        ([OK], [check(Status.NOT_JUDGED)], 1),
        ([OK], [check(Status.NOT_JUDGED, tier=2)], 0),
        ([BREACH, NOT_JUDGED], [], 1),
        ([BREACH, replace(NOT_JUDGED, tier=2)], [], 2),
        ([OK, replace(NOT_JUDGED, tier=2, failed=True)], [], 1),
        ([NO_DATA], [], 1),
        ([NO_DATA, OK], [], 0),
        ([NO_DATA, BREACH], [], 2),
        ([NO_DATA, replace(OK, metric="other")], [], 1),
        ([replace(NO_DATA, tier=2)], [], 0),
        ([replace(NO_DATA, ignored=True)], [], 0),
        ([found(Status.TOO_FEW, n=0)], [], 0),
        ([found(Status.TOO_FEW, n=29)], [], 0),
    ],
)
def test_exit_codes(findings: list[Finding], checks: list[CheckResult], code: int) -> None:
    assert exit_code(findings, checks) == code


def test_a_stale_source_closes_the_gate_and_says_which() -> None:
    health = {("kpi", "level"): Health(confidence=HIGH, stale=("crm.deals",))}
    breach = found(Status.BREACH, state=State.NEW, value=Decimal(3), due=WEEK.end)
    gated, other = apply_gates([breach, replace(breach, metric="other")], health)
    assert (gated.status, gated.state, gated.due, gated.reason) == ("not_judged", "", None, "crm.deals is stale")
    assert gated.sentence == "A kpi was not judged: crm.deals is stale."
    assert (gated.value, gated.confidence, gated.failed) == (Decimal(3), HIGH, False)
    assert other.status == "breach"


@pytest.mark.parametrize(
    ("share", "status", "confidence"),
    [
        (0, "ok", MEDIUM),
        (Decimal("0.05"), "ok", MEDIUM),
        (Decimal("0.0501"), "not_judged", MEDIUM),
        (0.2, "not_judged", MEDIUM),
    ],
)
def test_violations_beyond_the_tolerance_close_it_and_any_lower_confidence(
    share: Decimal, status: str, confidence: ConfidenceLevel
) -> None:
    health = Health(confidence=HIGH, violation_share=share, violated=("filled",))
    (gated,) = apply_gates([OK], {("kpi", "level"): health})
    assert (gated.status, gated.confidence) == (status, confidence)


def test_the_reason_names_the_share_and_the_checks() -> None:
    health = Health(violation_share=Decimal("0.125"), violated=("filled", "known"))
    (gated,) = apply_gates([OK], {("kpi", "level"): health})
    assert gated.reason == '12.5% of the rows it reads break "filled", "known", more than the tolerance of 5%'


def test_a_failed_query_and_broken_keys_close_it() -> None:
    (failed,) = apply_gates([OK], {("kpi", "level"): Health(failed="no such table: deals")})
    assert (failed.failed, failed.reason) == (True, "the query failed: no such table: deals")
    (keys,) = apply_gates([OK], {("kpi", "level"): Health(unusable=('"dim_region" has duplicate keys',))})
    assert (keys.status, keys.failed) == ("not_judged", False)


def test_healthy_data_changes_nothing_but_the_confidence() -> None:
    assert apply_gates([OK], {("kpi", "level"): Health(confidence=LOW)}) == (replace(OK, confidence=LOW),)


def test_confidence() -> None:
    medium, high = Confidence(MEDIUM, "set by hand"), Confidence(HIGH)
    assert worst([high, None, medium, Confidence(MEDIUM, "other")]) == medium
    assert worst([None]) is None
    assert [lowered(level) for level in (HIGH, MEDIUM, LOW)] == [MEDIUM, LOW, LOW]
    assert lowered(HIGH, 2) is LOW
    assert meets(LOW, Required.DIRECTIONAL)
    assert meets(HIGH, Required.DECISION_GRADE)
    assert not meets(MEDIUM, Required.BOARD_GRADE)
    assert meets(None, None)
    assert not meets(None, Required.DIRECTIONAL)


def test_the_worst_comes_first() -> None:
    ranked = [
        found(Status.BREACH, segment="stake 9", at_stake=9, excess=0.1),
        found(Status.BREACH, segment="stake 2", at_stake=Decimal(2), excess=0.9),
        found(Status.BREACH, segment="far", excess=0.5),
        found(Status.BREACH, segment="near", excess=0.2),
        found(Status.NOT_JUDGED),
        found(Status.WATCH),
        found(Status.NO_DATA),
        found(Status.UNDEFINED),
        found(Status.TOO_FEW),
        found(Status.OK, metric="a"),
        found(Status.OK, metric="b"),
    ]
    assert worst_first(reversed(ranked)) == tuple(ranked)


def test_an_evaluation_counts_every_status() -> None:
    run = evaluation(WEEK.end, "r1", [OK, BREACH, replace(OK, metric="b")], [check(Status.OK)])
    assert run.summary == {**dict.fromkeys(Status, 0), Status.OK: 2, Status.BREACH: 1}
    assert (run.exit, run.findings[0]) == (2, BREACH)


def test_the_exception_list_holds_what_someone_must_look_at() -> None:
    checks = [check(Status.OK), check(Status.BREACH), check(Status.BREACH, tier=2), check(Status.NOT_JUDGED)]
    listed = triage(evaluation(WEEK.end, "r1", [OK, NO_DATA, NOT_JUDGED, WATCH, BREACH], checks))
    assert [(e.rank, e.finding.status.value) for e in listed.entries] == [
        (1, "breach"),
        (2, "watch"),
        (3, "not_judged"),
    ]
    assert listed.grey == (NO_DATA,)
    assert listed.checks == (checks[1], checks[3])
    assert listed.ok == 1


@pytest.mark.parametrize(
    ("level", "required", "told"),
    [
        (ConfidenceLevel.MEDIUM, Required.DECISION_GRADE, ""),
        (ConfidenceLevel.LOW, None, ""),
        (None, None, ""),
        (
            ConfidenceLevel.MEDIUM,
            Required.BOARD_GRADE,
            "confidence is medium, and a decision that uses it asks for board-grade (high)",
        ),
        (
            None,
            Required.DIRECTIONAL,
            "confidence is not declared, and a decision that uses it asks for directional (low)",
        ),
    ],
)
def test_a_use_that_asks_for_more_than_a_number_can_give_is_told(
    level: ConfidenceLevel | None, required: Required | None, told: str
) -> None:
    assert short_of(level, required) == told
