"""Deals: the opportunity behind each closing, from the day it was created."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from metricops.demo import names
from metricops.demo.accounts import Account
from metricops.demo.close_dates import close_dates
from metricops.demo.closings import Closing
from metricops.demo.dates import DEMO_AS_OF, stream
from metricops.demo.segments import SEGMENTS, Segment
from metricops.demo.stages import stays

Value = TypeVar("Value")

CHANNELS = ("Inbound", "Outbound", "Partner", "Paid", "Event", "Product")
SOURCED_BY = {
    "Inbound": "Marketing",
    "Outbound": "SDR",
    "Partner": "Partner",
    "Paid": "Marketing",
    "Event": "Marketing",
    "Product": "AE",
}
PRODUCTS = ("Platform", "Analytics", "Automation", "Integrations")
SERVICES = "Professional Services"
USE_CASES = ("Forecasting", "Reporting", "Onboarding", "Compliance", "Field operations")
COMPETITORS = ("none", "none", "Brightline", "Kestrel", "Ordway", "in-house build")
LOST_REASONS = ("Price", "Competitor", "No decision", "Timing", "Missing feature")


@dataclass(frozen=True, slots=True)
class Deal:
    """An opportunity and all that happens to it, also what happens after the as-of date.

    `stays` is (stage order, entered at); `amounts` and `close_dates` are (changed on, value); all oldest first.
    """

    opportunity_id: str
    account: Account
    deal_type: str
    is_pilot: bool
    created: date
    qualified: date | None
    closed: date
    won: bool
    lost_reason: str | None
    stays: tuple[tuple[int, datetime], ...]
    amounts: tuple[tuple[date, int], ...]
    close_dates: tuple[tuple[date, date | None], ...]
    channel: str
    campaign_id: str | None
    product: str
    use_case: str | None
    competitor: str | None
    is_omitted: bool
    discount: int
    services: int
    next_step: str | None

    @property
    def is_open(self) -> bool:
        """Open as of the demo's date."""
        return self.closed > DEMO_AS_OF


def known(path: Sequence[tuple[date, Value]], day: date) -> Value:
    """The value a path had at the end of a day; its first value before that."""
    value = path[0][1]
    for changed, later in path:
        if changed > day:
            break
        value = later
    return value


def make_deals(accounts: tuple[Account, ...], closings: Iterable[Closing]) -> tuple[Deal, ...]:
    """The deals created by the as-of date, numbered in the order of their creation. Renewals are made elsewhere."""
    rng = stream("deals")
    buyers = _Buyers(rng, accounts)
    begun = sorted((closing for closing in closings if closing.created <= DEMO_AS_OF), key=lambda one: one.created)
    return tuple(_deal(rng, buyers, number, closing) for number, closing in enumerate(begun, 100_000))


class _Buyers:
    """Who buys: old customers expand; a prospect buys once, and may have said no before."""

    def __init__(self, rng: random.Random, accounts: tuple[Account, ...]) -> None:
        self._rng = rng
        self._customers = {s.name: [a for a in accounts if a.segment == s.name and a.customer_since] for s in SEGMENTS}
        self._prospects = {
            s.name: [a for a in accounts if a.segment == s.name and not a.customer_since] for s in SEGMENTS
        }
        for prospects in self._prospects.values():
            rng.shuffle(prospects)

    def pick(self, segment: str, deal_type: str, won: bool) -> Account:
        if deal_type == "Expansion":
            return self._rng.choice(self._customers[segment])
        prospects = self._prospects[segment]
        return prospects.pop() if won else self._rng.choice(prospects)


def _deal(rng: random.Random, buyers: _Buyers, number: int, closing: Closing) -> Deal:
    segment = next(segment for segment in SEGMENTS if segment.name == closing.segment)
    is_pilot = closing.kind == "pilot"
    deal_type = "Expansion" if closing.kind == "sale" and rng.random() < 0.45 else "New"
    channel = rng.choices(CHANNELS, (26, 30, 14, 12, 10, 8))[0]
    product = SERVICES if closing.kind == "sale" and rng.random() < 0.03 else rng.choice(PRODUCTS)
    return Deal(
        opportunity_id=f"OPP-{number}",
        account=buyers.pick(segment.name, deal_type, closing.won and not is_pilot),
        deal_type=deal_type,
        is_pilot=is_pilot,
        created=closing.created,
        qualified=closing.qualified,
        closed=closing.closed,
        won=closing.won,
        lost_reason=_lost_reason(rng, closing),
        stays=stays(rng, closing.created, closing.qualified, closing.closed, closing.won),
        amounts=_amounts(rng, segment, closing),
        close_dates=close_dates(rng, segment.name, closing.created, closing.closed),
        channel=channel,
        campaign_id=_campaign(rng, channel, closing.created),
        product=product,
        use_case=rng.choice(USE_CASES) if rng.random() > 0.04 else None,
        competitor=rng.choice(COMPETITORS) if rng.random() > 0.06 else None,
        is_omitted=rng.random() < 0.04,
        discount=rng.choice((0, 0, 0, 5, 8, 10, 12, 15, 18, 20, 25, 30, 35)),
        services=100 if product == SERVICES else rng.choice((0, 0, 0, 10, 15, 20)),
        next_step=rng.choice(names.NEXT_STEPS),
    )


def _lost_reason(rng: random.Random, closing: Closing) -> str | None:
    if closing.won:
        return None
    reasons = {"unqualified": "Not a fit", "duplicate": "Duplicate"}
    return reasons.get(closing.kind) or rng.choice(LOST_REASONS)


def _amounts(rng: random.Random, segment: Segment, closing: Closing) -> tuple[tuple[date, int], ...]:
    """The first amount, and for a third of the deals one change on the way. Pilots and won deals are smaller."""
    low, high, mode = segment.amount
    scale = 0.2 if closing.kind == "pilot" else segment.won_size if closing.won else 1.0
    amount = rounded(rng.triangular(low, high, mode) * scale, segment.rounding)
    created, days = closing.created, (closing.closed - closing.created).days
    if days < 3 or rng.random() > 0.35:
        return ((created, amount),)
    first = rounded(amount * rng.uniform(0.75, 1.45), segment.rounding)
    return ((created, first), (created + timedelta(days=rng.randint(1, days - 1)), amount))


def rounded(amount: float, step: int) -> int:
    return max(round(amount / step), 1) * step


def _campaign(rng: random.Random, channel: str, created: date) -> str | None:
    if SOURCED_BY[channel] != "Marketing" and rng.random() > 0.15:
        return None
    return f"CMP-{created.year}-{channel.upper()}-{rng.randint(1, 4)}"
