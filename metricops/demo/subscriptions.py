"""Subscriptions of customers, and every term of theirs that came up for renewal."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from metricops.demo.accounts import Account
from metricops.demo.dates import DEMO_AS_OF, stream
from metricops.demo.deals import PRODUCTS, Deal, known, rounded
from metricops.demo.opportunities import list_amount
from metricops.demo.segments import SEGMENTS
from metricops.demo.situations import (
    AT_RISK_FAR_OUT,
    AT_RISK_JUST_OUTSIDE,
    AT_RISK_WITHIN_60_DAYS,
    LATE_RENEWAL_ARR,
    LATE_RENEWAL_DAYS,
    MID_MARKET,
)
from metricops.demo.table import Table, table

COLUMNS = """
subscription_id VARCHAR
account_id VARCHAR
opportunity_id VARCHAR
product VARCHAR
started_on DATE
ends_on DATE
renewal_date DATE
status VARCHAR
arr DECIMAL(18,2)
list_arr DECIMAL(18,2)
gross_margin_pct DECIMAL(5,2)
"""
_FIRST_DUE = date(2025, 7, 1)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A contract of yearly terms. `days_ahead` is set when its renewal is planted so many days after the as-of date."""

    subscription_id: str
    account: Account
    opportunity_id: str | None
    product: str
    started: date
    arr: int
    discount: int
    days_ahead: int | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A term that comes up for renewal on `due`; it is open as of the demo's date when `closed` is later."""

    subscription: Subscription
    due: date
    arr_due: int
    closed: date
    renewed: bool
    arr_renewed: int
    opportunity_created: date

    @property
    def is_open(self) -> bool:
        return self.closed > DEMO_AS_OF


def make_subscriptions(accounts: tuple[Account, ...], deals: tuple[Deal, ...]) -> tuple[Subscription, ...]:
    """One for each old customer, one for each new deal won; the planted renewals take the first old customers."""
    rng = stream("subscriptions")
    every = enumerate((*_old(rng, accounts), *_new(deals)), 10_001)
    return tuple(replace(subscription, subscription_id=f"SUB-{number}") for number, subscription in every)


def make_terms(subscriptions: tuple[Subscription, ...]) -> tuple[Term, ...]:
    """The terms of all subscriptions from the middle of 2025 on; the last term of each one may be open."""
    rng = stream("terms")
    return tuple(term for subscription in subscriptions for term in _terms(rng, subscription) if term.due >= _FIRST_DUE)


def subscriptions_table(terms: tuple[Term, ...]) -> Table:
    last = {term.subscription.subscription_id: term for term in terms}
    return table(COLUMNS, (_row(term) for term in last.values()))


def anniversary(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes the 28th."""
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _old(rng: random.Random, accounts: tuple[Account, ...]) -> Iterator[Subscription]:
    planted = {segment.name: _planted(segment.name) for segment in SEGMENTS}
    sizes = {segment.name: segment for segment in SEGMENTS}
    for account in accounts:
        if account.customer_since is None:
            continue
        product = rng.choice(PRODUCTS)
        low, high, mode = sizes[account.segment].amount
        arr = rounded(rng.triangular(low, high, mode) * 0.8, 100)
        started, days_ahead = account.customer_since, None
        if planted[account.segment]:
            arr, days_ahead = planted[account.segment].pop(0)
            started = anniversary(DEMO_AS_OF + timedelta(days=days_ahead), -1)
        yield Subscription("", account, None, product, started, arr, rng.choice((0, 0, 5, 10)), days_ahead)


def _planted(segment: str) -> list[tuple[int, int]]:
    """(dollars, days ahead) of the renewals planted in a segment."""
    risks = (*AT_RISK_WITHIN_60_DAYS, *AT_RISK_JUST_OUTSIDE, *AT_RISK_FAR_OUT)
    late = [(LATE_RENEWAL_ARR, LATE_RENEWAL_DAYS[0])] if segment == MID_MARKET else []
    return [(risk.arr, risk.days_ahead) for risk in risks if risk.segment == segment] + late


def _new(deals: Iterable[Deal]) -> Iterator[Subscription]:
    for deal in deals:
        recurring = known(deal.amounts, deal.closed) * (100 - deal.services) // 100
        if deal.won and deal.closed < DEMO_AS_OF and deal.deal_type == "New" and not deal.is_pilot and recurring:
            started = deal.closed + timedelta(days=1)
            yield Subscription("", deal.account, deal.opportunity_id, deal.product, started, recurring, deal.discount)


def _terms(rng: random.Random, subscription: Subscription) -> Iterator[Term]:
    arr = subscription.arr
    for year in range(1, 10):
        term = _term(rng, subscription, anniversary(subscription.started, year), arr)
        yield term
        if term.is_open or not term.renewed:
            return
        arr = term.arr_renewed


def _term(rng: random.Random, subscription: Subscription, due: date, arr: int) -> Term:
    """Nine of ten renew, most of them some days early, a few late. The planted ones are still open."""
    renewed = rng.random() < 0.9 or subscription.days_ahead is not None or due < _FIRST_DUE
    early, late = rng.randint(0, 25), rng.randint(1, 9)
    closed = due + timedelta(days=late if rng.random() < 0.06 or subscription.days_ahead is not None else -early)
    grown = arr * rng.choice((100, 100, 103, 105)) // 100
    ahead = rng.randint(92, 115)
    if subscription.days_ahead == LATE_RENEWAL_DAYS[0]:
        ahead = LATE_RENEWAL_DAYS[1]
    return Term(subscription, due, arr, closed, renewed, grown if renewed else 0, due - timedelta(days=ahead))


def _row(term: Term) -> tuple[object, ...]:
    subscription = term.subscription
    active = term.is_open or term.renewed
    return (
        subscription.subscription_id, subscription.account.account_id, subscription.opportunity_id,
        subscription.product, subscription.started, term.due, term.due if active else None,
        "active" if active else "churned", term.arr_due, list_amount(term.arr_due, subscription.discount), 78,
    )  # fmt: skip
