"""The opportunity table: every opportunity as the CRM shows it on the demo's date."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from metricops.demo.dates import DEMO_AS_OF
from metricops.demo.deals import SOURCED_BY, Deal, known
from metricops.demo.forecasts import category_of, stage_order
from metricops.demo.stages import PROBABILITY_PERCENT, STAGES
from metricops.demo.table import Table, table
from metricops.demo.users import User, seats

COLUMNS = """
opportunity_id VARCHAR
account_id VARCHAR
owner_id VARCHAR
sdr_id VARCHAR
name VARCHAR
deal_type VARCHAR
is_pilot BOOLEAN
created_at TIMESTAMP
qualified_at TIMESTAMP
close_date DATE
closed_at TIMESTAMP
stage VARCHAR
is_closed BOOLEAN
is_won BOOLEAN
amount DECIMAL(18,2)
amount_recurring DECIMAL(18,2)
amount_services DECIMAL(18,2)
list_amount DECIMAL(18,2)
currency VARCHAR
probability DECIMAL(4,2)
forecast_category VARCHAR
next_step VARCHAR
channel VARCHAR
primary_campaign_id VARCHAR
sourced_by VARCHAR
route_to_market VARCHAR
product VARCHAR
use_case VARCHAR
competitor VARCHAR
closed_lost_reason VARCHAR
segment VARCHAR
region VARCHAR
"""


def opportunities_table(deals: tuple[Deal, ...], users: tuple[User, ...]) -> Table:
    developers = {place: people[0] for place, people in seats(users, "SDR").items()}
    return table(COLUMNS, (_row(deal, developers) for deal in deals))


def entered(deal: Deal, place: int) -> datetime | None:
    """When the deal entered its `place`-th stage, unless that is still to come."""
    if place >= len(deal.stays):
        return None
    moment = deal.stays[place][1]
    return moment if moment.date() <= DEMO_AS_OF else None


def _row(deal: Deal, developers: dict[tuple[str, str], str]) -> tuple[object, ...]:
    account = deal.account
    stage = stage_order(deal, DEMO_AS_OF)
    expected = known(deal.close_dates, DEMO_AS_OF)
    amount = known(deal.amounts, DEMO_AS_OF)
    services = amount * deal.services // 100
    sourced_by = "CSM" if deal.deal_type == "Renewal" else SOURCED_BY[deal.channel]
    return (
        deal.opportunity_id,
        account.account_id,
        account.owner_id,
        developers.get((account.segment, account.region)) if sourced_by == "SDR" else None,
        f"{account.name}: {deal.product}",
        deal.deal_type,
        deal.is_pilot,
        deal.stays[0][1],
        entered(deal, 1) if deal.qualified else None,
        expected,
        None if deal.is_open else entered(deal, len(deal.stays) - 1),
        STAGES[stage],
        not deal.is_open,
        deal.won and not deal.is_open,
        amount,
        amount - services,
        services,
        list_amount(amount, deal.discount),
        "USD",
        Decimal(PROBABILITY_PERCENT[stage]) / 100,
        category_of(deal, stage, expected, DEMO_AS_OF),
        deal.next_step if deal.is_open else None,
        deal.channel,
        deal.campaign_id,
        sourced_by,
        _route(deal),
        deal.product,
        deal.use_case,
        deal.competitor,
        None if deal.is_open else deal.lost_reason,
        account.segment,
        account.region,
    )


def list_amount(amount: int, discount: int) -> Decimal:
    """The price before a discount of so many per cent, to the cent."""
    return (Decimal(amount) * 100 / (100 - discount)).quantize(Decimal("0.01"))


def _route(deal: Deal) -> str:
    return {"Partner": "Partner", "Product": "Self-serve"}.get(deal.channel, "Direct")
