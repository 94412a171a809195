"""An evaluation made by hand, with one finding of every kind that a format must show."""

from datetime import date
from decimal import Decimal

from metricops.evaluate.values import CheckResult, Evaluation, Finding, State, Status
from metricops.manifest import Action, ConfidenceLevel
from metricops.periods import Period
from metricops.source import Span

WEEK = Period(date(2026, 11, 9), date(2026, 11, 15))


def place(line: int, file: str = "semantic/sales.yml") -> Span:
    return Span(file, 0, 1, line, 5)


BREACH = Finding(
    fingerprint="a1",
    metric="pipeline_coverage",
    threshold="level",
    segment=(("segment", "Enterprise"),),
    period=WEEK,
    status=Status.BREACH,
    state=State.NEW,
    value=Decimal("2.41"),
    n=120,
    numerator=Decimal("2410000.00"),
    denominator=Decimal("1000000.00"),
    limit=Decimal("3.0"),
    sentence="Enterprise pipeline coverage is 2.41x, below 3.0x.",
    owner="Head of Sales",
    action=(Action("investigate", "Which source stopped?"), Action("reallocate", "Move SDRs.", to="CRO")),
    due=date(2026, 11, 22),
    at_stake=Decimal("590000"),
    confidence=ConfidenceLevel.MEDIUM,
    span=place(14),
    tier=1,
)
TOO_FEW = Finding(
    fingerprint="b2",
    metric="win_rate",
    threshold="falls",
    segment=(("segment", None),),
    period=WEEK,
    status=Status.TOO_FEW,
    value=0.30000000000000004,
    n=29,
    baseline=0.5,
    sentence="Win rate without a segment has 29 of 30 deals.",
    owner="Head of Sales",
    span=place(30),
    reason="29 of 30 deals",
)
FINE = Finding(
    fingerprint="c3",
    metric="sales_cycle_days",
    threshold="rises",
    segment=(),
    period=WEEK,
    status=Status.OK,
    value=38,
    n=41,
    sentence="Sales cycle is 38 days.",
    owner="Head of Sales",
    span=place(44),
)
CHECKS = (
    CheckResult(
        check="commit_needs_a_date",
        tier=1,
        table="crm.crm_opportunities",
        status=Status.BREACH,
        eligible=120,
        violations=3,
        owner="RevOps",
        fix="Set the close date.",
        span=place(8, "checks/crm.yml"),
    ),
    CheckResult(
        check="lost_deals_say_why",
        tier=2,
        table="crm.crm_opportunities",
        status=Status.NOT_JUDGED,
        eligible=0,
        violations=0,
        owner="RevOps",
        fix="",
        span=place(20, "checks/crm.yml"),
        reason='there is no table "crm.crm_opportunities"',
    ),
)
EVALUATION = Evaluation(
    as_of=date(2026, 11, 15),
    run="3f2c",
    findings=(BREACH, TOO_FEW, FINE),
    checks=CHECKS,
    summary={Status.BREACH: 1, Status.TOO_FEW: 1, Status.OK: 1},
    exit=1,
)
