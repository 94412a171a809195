"""The accounts of the CRM: prospects and customers of each segment, with their owners."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from metricops.demo import names
from metricops.demo.dates import FIRST_MONDAY, at, stream
from metricops.demo.segments import SEGMENTS, Segment
from metricops.demo.table import Table, table
from metricops.demo.users import REGIONS, User, seats

COUNTRIES = {
    "North America": ("United States", "United States", "United States", "Canada", "Mexico"),
    "EMEA": ("United Kingdom", "Germany", "France", "Netherlands", "Spain", "South Africa"),
    "APAC": ("Australia", "Japan", "Singapore", "India"),
}
COLUMNS = """
account_id VARCHAR
name VARCHAR
segment VARCHAR
industry VARCHAR
region VARCHAR
country VARCHAR
employees INTEGER
parent_account_id VARCHAR
owner_id VARCHAR
csm_id VARCHAR
customer_since DATE
is_acquired_entity BOOLEAN
created_at TIMESTAMP
"""


@dataclass(frozen=True, slots=True)
class Staff:
    """Who may own an account, and who may look after it, by segment and region."""

    executives: dict[tuple[str, str], list[str]]
    success: dict[tuple[str, str], list[str]]


@dataclass(frozen=True, slots=True)
class Account:
    """A company. `customer_since` is set for those who were customers before the history begins."""

    account_id: str
    name: str
    segment: str
    industry: str
    region: str
    country: str
    employees: int
    parent_account_id: str | None
    owner_id: str
    csm_id: str
    customer_since: date | None
    is_acquired_entity: bool
    created_at: datetime


def make_accounts(users: tuple[User, ...]) -> tuple[Account, ...]:
    """Every account of every segment; the first ones of a segment are its old customers."""
    rng = stream("accounts")
    companies = iter(names.companies(rng, sum(segment.accounts for segment in SEGMENTS)))
    staff = Staff(seats(users, "AE"), seats(users, "CSM"))
    accounts: list[Account] = []
    for segment in SEGMENTS:
        for place in range(segment.accounts):
            parent = accounts[-1].account_id if place and rng.random() < 0.03 else None
            accounts.append(_account(rng, len(accounts), next(companies), segment, place, parent, staff))
    return tuple(accounts)


def accounts_table(accounts: tuple[Account, ...], became_customer: dict[str, date]) -> Table:
    """`became_customer` gives the day of the first won deal of those who were not customers before."""
    return table(COLUMNS, (_row(account, became_customer.get(account.account_id)) for account in accounts))


def _account(
    rng: random.Random,
    number: int,
    company: tuple[str, str],
    segment: Segment,
    place: int,
    parent: str | None,
    staff: Staff,
) -> Account:
    region = rng.choices(REGIONS, (6, 4, 2))[0]
    since = FIRST_MONDAY - timedelta(days=rng.randrange(20, 1_300)) if place < segment.customers else None
    created = (since or FIRST_MONDAY) - timedelta(days=rng.randrange(200, 600))
    return Account(
        account_id=f"ACC-{number + 1:05d}",
        name=company[0],
        segment=segment.name,
        industry=company[1],
        region=region,
        country=rng.choice(COUNTRIES[region]),
        employees=rng.randint(*segment.employees),
        parent_account_id=parent,
        owner_id=rng.choice(staff.executives[segment.name, region]),
        csm_id=rng.choice(staff.success[segment.name, region]),
        customer_since=since,
        is_acquired_entity=rng.random() < 0.02,
        created_at=at(created, rng.randrange(8, 18), rng.randrange(60)),
    )


def _row(account: Account, became_customer: date | None) -> tuple[object, ...]:
    since = account.customer_since or became_customer
    csm = account.csm_id if since else None
    return (
        account.account_id, account.name, account.segment, account.industry, account.region, account.country,
        account.employees, account.parent_account_id, account.owner_id, csm, since, account.is_acquired_entity,
        account.created_at,
    )  # fmt: skip
