"""Sizes the open deals of the next quarter, so that coverage as of the demo's date is exactly what is planted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from metricops.demo.dates import DEMO_AS_OF, quarter
from metricops.demo.deals import SERVICES, Deal, known, rounded
from metricops.demo.situations import NEXT_QUARTER_PIPELINE

_STEP = 100


def size_next_quarter(deals: tuple[Deal, ...]) -> tuple[Deal, ...]:
    """The same deals; those that count for the next quarter's coverage have amounts that add up to the plan."""
    sized: dict[str, Deal] = {}
    for segment, goal in NEXT_QUARTER_PIPELINE.items():
        counted = [deal for deal in deals if deal.account.segment == segment and in_next_quarter(deal)]
        sized.update((deal.opportunity_id, deal) for deal in _sized(counted, goal))
    return tuple(sized.get(deal.opportunity_id, deal) for deal in deals)


def in_next_quarter(deal: Deal) -> bool:
    """Whether the deal is qualified pipeline closing next quarter, as of the demo's date."""
    expected = known(deal.close_dates, DEMO_AS_OF)
    return (
        deal.is_open
        and not (deal.is_pilot or deal.is_omitted or deal.product == SERVICES)
        and deal.qualified is not None
        and deal.qualified <= DEMO_AS_OF
        and expected is not None
        and quarter(expected) == quarter(DEMO_AS_OF) + 1
    )


def _sized(deals: list[Deal], goal: int) -> list[Deal]:
    factor = goal / _total(deals)
    scaled = sorted((_times(deal, factor) for deal in deals), key=lambda deal: known(deal.amounts, DEMO_AS_OF))
    return [*scaled[:-1], _plus(scaled[-1], goal - _total(scaled))]


def _total(deals: Iterable[Deal]) -> int:
    return sum(known(deal.amounts, DEMO_AS_OF) for deal in deals)


def _times(deal: Deal, factor: float) -> Deal:
    return replace(deal, amounts=tuple((day, rounded(amount * factor, _STEP)) for day, amount in deal.amounts))


def _plus(deal: Deal, dollars: int) -> Deal:
    return replace(deal, amounts=tuple((day, amount + dollars) for day, amount in deal.amounts))
