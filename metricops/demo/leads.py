"""Leads: those that became opportunities, and the many that did not."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from metricops.demo.accounts import Account
from metricops.demo.dates import FIRST_MONDAY, at, stream
from metricops.demo.deals import CHANNELS, SOURCED_BY, Deal
from metricops.demo.situations import STALE_LOADED_AT
from metricops.demo.table import Table, table
from metricops.demo.users import User, seats

COLUMNS = """
lead_id VARCHAR
account_id VARCHAR
created_at TIMESTAMP
channel VARCHAR
lead_source VARCHAR
lead_source_detail VARCHAR
segment VARCHAR
region VARCHAR
score INTEGER
grade VARCHAR
became_mql_at TIMESTAMP
mql_reason VARCHAR
first_sales_touch_at TIMESTAMP
sales_decision VARCHAR
sales_decided_at TIMESTAMP
rejected_reason VARCHAR
became_sql_at TIMESTAMP
converted_at TIMESTAMP
opportunity_id VARCHAR
owner_id VARCHAR
"""
SOURCES = {
    "Inbound": ("Website", "Pricing page", "Contact form", "Guide download"),
    "Outbound": ("Sequence", "Security sequence", "New role sequence"),
    "Partner": ("Referral", "Reseller portal", "Co-sell"),
    "Paid": ("Search", "Brand keywords", "Category keywords"),
    "Event": ("Conference", "Booth scan", "Workshop"),
    "Product": ("Free plan", "Invited a team mate", "Hit the limit"),
}
UNCONVERTED_PER_WEEK = 90
_REJECTIONS = ("No budget", "Not a decision maker", "Student", "Wrong region")


@dataclass(frozen=True, slots=True)
class Lead:
    account: Account
    channel: str
    created: datetime
    opportunity: Deal | None


def leads_table(accounts: tuple[Account, ...], deals: tuple[Deal, ...], users: tuple[User, ...]) -> Table:
    """Leads in the order of their creation, as the last load saw them: nothing after it is known."""
    rng = stream("leads")
    leads = sorted((*_converted(rng, deals), *_unconverted(rng, accounts)), key=lambda lead: lead.created)
    known = (lead for lead in leads if lead.created < STALE_LOADED_AT)
    owners = seats(users, "SDR")
    return table(COLUMNS, (_row(rng, number, lead, owners) for number, lead in enumerate(known, 1)))


def _converted(rng: random.Random, deals: tuple[Deal, ...]) -> Iterator[Lead]:
    for deal in deals:
        if SOURCED_BY[deal.channel] in ("Marketing", "SDR") and deal.deal_type == "New":
            yield Lead(deal.account, deal.channel, deal.stays[0][1] - timedelta(hours=rng.randint(30, 600)), deal)


def _unconverted(rng: random.Random, accounts: tuple[Account, ...]) -> Iterator[Lead]:
    last = (STALE_LOADED_AT.date() - FIRST_MONDAY).days
    for _ in range(UNCONVERTED_PER_WEEK * last // 7):
        created = at(FIRST_MONDAY + timedelta(days=rng.randint(0, last)), rng.randrange(24), rng.randrange(60))
        yield Lead(rng.choice(accounts), rng.choice(CHANNELS), created, None)


def _row(rng: random.Random, number: int, lead: Lead, owners: dict[tuple[str, str], list[str]]) -> tuple[object, ...]:
    source, *details = SOURCES[lead.channel]
    score = rng.randint(55, 99) if lead.opportunity else rng.randint(5, 90)
    mql, touched, decision, decided, sql = _progress(rng, lead, score)
    converted = _until_loaded(lead.opportunity.stays[0][1]) if lead.opportunity else None
    return (
        f"LEAD-{number:05d}",
        lead.account.account_id,
        lead.created,
        lead.channel,
        source,
        rng.choice(details) if rng.random() > 0.05 else None,
        lead.account.segment,
        lead.account.region,
        score,
        "A" if score >= 80 else "B" if score >= 60 else "C" if score >= 35 else "D",
        mql,
        rng.choice(("Score passed 50", "Asked for a demo")) if mql else None,
        touched,
        decision,
        decided,
        rng.choice(_REJECTIONS) if decision == "rejected" else None,
        sql,
        converted,
        lead.opportunity.opportunity_id if lead.opportunity and converted else None,
        rng.choice(owners[lead.account.segment, lead.account.region]),
    )


def _progress(
    rng: random.Random, lead: Lead, score: int
) -> tuple[datetime | None, datetime | None, str | None, datetime | None, datetime | None]:
    """When the lead became marketing qualified, was first called, what sales decided and when, and sales qualified."""
    if score < 50:
        return None, None, None, None, None
    hours = sorted(rng.randint(1, 28) for _ in range(4))
    moments = [_until_loaded(lead.created + timedelta(hours=hour)) for hour in hours]
    mql, touched, decided, sql = moments
    decision = "accepted" if lead.opportunity else rng.choice(("rejected", "rejected", "recycled", "accepted"))
    is_sql = decision == "accepted" and (lead.opportunity is not None or rng.random() < 0.4)
    return mql, touched, decision if decided else None, decided, sql if is_sql else None


def _until_loaded(moment: datetime) -> datetime | None:
    return moment if moment <= STALE_LOADED_AT else None
