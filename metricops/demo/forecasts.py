"""The forecast category of a deal on a day."""

from __future__ import annotations

from datetime import date

from metricops.demo.dates import quarter
from metricops.demo.deals import Deal, known
from metricops.demo.stages import NEGOTIATION, WON


def stage_order(deal: Deal, day: date) -> int:
    """The stage the deal was in at the end of a day."""
    return max(stage for stage, entered in deal.stays if entered.date() <= day)


def category(deal: Deal, day: date) -> str:
    """Commit needs negotiation and a close date in the quarter of the day; some deals are left out on purpose."""
    return category_of(deal, stage_order(deal, day), known(deal.close_dates, day), day)


def category_of(deal: Deal, stage: int, expected: date | None, day: date) -> str:
    if stage >= WON:
        return "closed"
    if deal.is_omitted:
        return "omitted"
    if stage < NEGOTIATION - 1:
        return "pipeline"
    is_this_quarter = expected is not None and quarter(expected) == quarter(day)
    return "commit" if stage == NEGOTIATION and is_this_quarter else "best_case"
