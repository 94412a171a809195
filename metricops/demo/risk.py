"""Which renewals are at risk and since when: risk flags raised by hand, and weekly health scores."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from metricops.demo.dates import DEMO_AS_OF, FIRST_NIGHT, at, stream
from metricops.demo.renewals import Renewal
from metricops.demo.situations import (
    AT_RISK_CEILING,
    AT_RISK_FAR_OUT,
    AT_RISK_JUST_OUTSIDE,
    AT_RISK_WITHIN_60_DAYS,
)
from metricops.demo.table import Table, table

FLAG_COLUMNS = """
flag_id VARCHAR
renewal_id VARCHAR
account_id VARCHAR
level VARCHAR
reason VARCHAR
raised_at TIMESTAMP
cleared_at TIMESTAMP
save_plan VARCHAR
"""
HEALTH_COLUMNS = """
account_id VARCHAR
week_ending DATE
score INTEGER
band VARCHAR
usage_score INTEGER
support_score INTEGER
sponsor_score INTEGER
"""
HEALTH_WEEKS = 31
WINDOW_DAYS = 60
_REASONS = ("Sponsor left", "Usage down by half", "Price objection", "Open severity 1 cases", "Merger announced")
_PLANS = ("Executive sponsor call", "Success review with new goals", "Move to a smaller plan")


@dataclass(frozen=True, slots=True)
class Flag:
    """A period in which a renewal was watched or at risk, and what shows it: a `flag` or the `health` score."""

    renewal: Renewal
    level: str
    raised: date
    cleared: date | None
    evidence: str


def make_flags(renewals: tuple[Renewal, ...]) -> tuple[Flag, ...]:
    """The planted risks, earlier ones that came and went under the ceiling, and some that are only watched."""
    rng = stream("risk")
    planted = tuple(_planted(renewals))
    return (*planted, *_earlier(rng, renewals, planted), *_watched(rng, renewals))


def flags_table(flags: tuple[Flag, ...]) -> Table:
    rng = stream("flags")
    shown = sorted((flag for flag in flags if flag.evidence == "flag"), key=lambda flag: flag.raised)
    return table(FLAG_COLUMNS, (_flag_row(rng, number, flag) for number, flag in enumerate(shown, 1)))


def health_table(renewals: tuple[Renewal, ...], flags: tuple[Flag, ...]) -> Table:
    """A score for each customer and each of the last weeks, the week of the first term's start included."""
    rng = stream("health")
    reds = {flag.renewal.term.subscription.account.account_id: flag for flag in flags if flag.evidence == "health"}
    started: dict[str, date] = {}
    for renewal in renewals:
        subscription = renewal.term.subscription
        account_id = subscription.account.account_id
        started[account_id] = min(subscription.started, started.get(account_id, DEMO_AS_OF))
    rows = (row for account, since in started.items() for row in _weeks(rng, account, since, reds.get(account)))
    return table(HEALTH_COLUMNS, rows)


def _planted(renewals: tuple[Renewal, ...]) -> Iterator[Flag]:
    by_size = {
        (renewal.term.subscription.days_ahead, renewal.term.arr_due): renewal
        for renewal in renewals
        if renewal.term.subscription.days_ahead is not None
    }
    for risk in (*AT_RISK_WITHIN_60_DAYS, *AT_RISK_JUST_OUTSIDE, *AT_RISK_FAR_OUT):
        raised = DEMO_AS_OF - timedelta(days=risk.days_known)
        yield Flag(by_size[risk.days_ahead, risk.arr], "at_risk", raised, None, risk.evidence)


def _earlier(rng: random.Random, renewals: tuple[Renewal, ...], planted: tuple[Flag, ...]) -> Iterator[Flag]:
    """Risks of renewals that are closed by now, taken one by one while no day passes the ceiling."""
    at_risk: Counter[date] = Counter()
    for flag in planted:
        at_risk.update(dict.fromkeys(_days_counted(flag), flag.renewal.term.arr_due))
    for renewal in renewals:
        term = renewal.term
        raised = term.due - timedelta(days=rng.randint(28, 56))
        wanted = rng.random() < 0.1
        if not wanted or term.is_open or term.closed <= max(FIRST_NIGHT, raised):
            continue
        flag = Flag(renewal, "at_risk", raised, term.closed, "flag")
        if all(at_risk[day] + term.arr_due <= AT_RISK_CEILING for day in _days_counted(flag)):
            at_risk.update(dict.fromkeys(_days_counted(flag), term.arr_due))
            yield flag


def _days_counted(flag: Flag) -> list[date]:
    """The days on which the flag's dollars stand in the 60-day window."""
    due = flag.renewal.term.due
    first = max(flag.raised, due - timedelta(days=WINDOW_DAYS))
    last = min(due, DEMO_AS_OF, (flag.cleared or date.max - timedelta(days=1)) - timedelta(days=1))
    return [first + timedelta(days=day) for day in range((last - first).days + 1)]


def _watched(rng: random.Random, renewals: tuple[Renewal, ...]) -> Iterator[Flag]:
    for renewal in renewals:
        ahead = (renewal.term.due - DEMO_AS_OF).days
        if renewal.term.is_open and renewal.term.subscription.days_ahead is None and rng.random() < 0.1 and ahead < 100:
            yield Flag(renewal, "watch", DEMO_AS_OF - timedelta(days=rng.randint(2, 40)), None, "flag")


def _flag_row(rng: random.Random, number: int, flag: Flag) -> tuple[object, ...]:
    plan = rng.choice(_PLANS) if flag.level == "at_risk" else None
    return (
        f"FLG-{number:04d}", flag.renewal.renewal_id, flag.renewal.term.subscription.account.account_id, flag.level,
        rng.choice(_REASONS), at(flag.raised, rng.randrange(9, 17)), flag.cleared and at(flag.cleared, 18), plan,
    )  # fmt: skip


def _weeks(rng: random.Random, account: str, since: date, red: Flag | None) -> Iterator[tuple[object, ...]]:
    usual = rng.randint(53, 92)
    for week in range(HEALTH_WEEKS - 1, -1, -1):
        sunday = DEMO_AS_OF - timedelta(weeks=week)
        parts = [usual + int(rng.random() * 15) - 7 for _ in range(3)]
        if red and sunday >= red.raised:
            parts = [part // 2 - 6 for part in parts]
        score = sum(parts) // 3
        if sunday >= since:
            yield account, sunday, score, band(score), *parts


def band(score: int) -> str:
    return "green" if score >= 70 else "yellow" if score >= 45 else "red"
