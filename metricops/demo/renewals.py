"""Renewals as customer success tracks them, and the renewal opportunities behind them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta

from metricops.demo import names
from metricops.demo.dates import DEMO_AS_OF, stream
from metricops.demo.deals import USE_CASES, Deal
from metricops.demo.stages import stays
from metricops.demo.subscriptions import Term
from metricops.demo.table import Table, table

COLUMNS = """
renewal_id VARCHAR
subscription_id VARCHAR
account_id VARCHAR
renewal_opportunity_id VARCHAR
renewal_date DATE
arr_due DECIMAL(18,2)
status VARCHAR
closed_on DATE
arr_renewed DECIMAL(18,2)
csm_id VARCHAR
"""


@dataclass(frozen=True, slots=True)
class Renewal:
    """A term under its renewal number, with its opportunity once that has been created."""

    renewal_id: str
    term: Term
    opportunity: Deal | None


def make_renewals(terms: tuple[Term, ...]) -> tuple[Renewal, ...]:
    """Renewals in the order in which they come due."""
    rng = stream("renewals")
    in_order = enumerate(sorted(terms, key=lambda term: (term.due, term.subscription.subscription_id)), 1)
    return tuple(Renewal(f"REN-{number:05d}", term, _opportunity(rng, number, term)) for number, term in in_order)


def renewals_table(renewals: tuple[Renewal, ...]) -> Table:
    return table(COLUMNS, (_row(renewal) for renewal in renewals))


def _opportunity(rng: random.Random, number: int, term: Term) -> Deal | None:
    if term.opportunity_created > DEMO_AS_OF:
        return None
    created = term.opportunity_created
    qualified = created + timedelta(days=rng.randint(2, 10))
    return Deal(
        opportunity_id=f"OPP-{500_000 + number}",
        account=term.subscription.account,
        deal_type="Renewal",
        is_pilot=False,
        created=created,
        qualified=qualified,
        closed=term.closed,
        won=term.renewed,
        lost_reason=None if term.renewed else rng.choice(("Price", "Budget cut", "Low usage", "Acquired")),
        stays=stays(rng, created, qualified, term.closed, term.renewed),
        amounts=((created, term.arr_due),),
        close_dates=((created, term.due), (term.closed, term.closed)),
        channel="Product",
        campaign_id=None,
        product=term.subscription.product,
        use_case=rng.choice(USE_CASES),
        competitor="none",
        is_omitted=False,
        discount=term.subscription.discount,
        services=0,
        next_step=rng.choice(names.NEXT_STEPS),
    )


def _row(renewal: Renewal) -> tuple[object, ...]:
    term = renewal.term
    status = "open" if term.is_open else "renewed" if term.renewed else "churned"
    return (
        renewal.renewal_id,
        term.subscription.subscription_id,
        term.subscription.account.account_id,
        renewal.opportunity.opportunity_id if renewal.opportunity else None,
        term.due,
        term.arr_due,
        status,
        None if term.is_open else term.closed,
        None if term.is_open else term.arr_renewed,
        term.subscription.account.csm_id,
    )
