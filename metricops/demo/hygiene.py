"""Plants one fault or a few for each CRM hygiene rule among deals that are otherwise clean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from metricops.demo.coverage import in_next_quarter
from metricops.demo.dates import DEMO_AS_OF
from metricops.demo.deals import Deal, known
from metricops.demo.forecasts import category
from metricops.demo.situations import (
    ENTERPRISE,
    LOST_WITHOUT_REASON,
    SMB,
    UNCHECKED_STAGE_CHANGES,
    UNEXPLAINED_AMOUNT_CHANGE,
)
from metricops.demo.stages import QUALIFIED

_LATELY = DEMO_AS_OF - timedelta(days=12)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The deals, and which of them have an amount change without a note or an unfinished checklist."""

    deals: tuple[Deal, ...]
    without_note: frozenset[str] = frozenset()
    without_checklist: frozenset[str] = frozenset()


def plant_faults(deals: tuple[Deal, ...]) -> Pipeline:
    """Every fault is on a deal of its own, and none on the deals that make the next quarter's coverage."""
    changed: dict[str, Deal] = {}

    def pick(count: int, wanted: Callable[[Deal], bool]) -> list[Deal]:
        free = (deal for deal in reversed(deals) if deal.opportunity_id not in changed and not in_next_quarter(deal))
        picked = [deal for deal in free if wanted(deal)][:count]
        changed.update((deal.opportunity_id, deal) for deal in picked)
        return picked

    (undated,) = pick(1, _small_and_open)
    (stepless,) = pick(1, lambda deal: deal.is_open and category(deal, DEMO_AS_OF) == "commit")
    (unexplained,) = pick(1, lambda deal: deal.is_open and deal.account.segment == ENTERPRISE and _is_old(deal))
    silent = pick(LOST_WITHOUT_REASON, lambda deal: not deal.is_open and not deal.won and deal.qualified is not None)
    unchecked = pick(UNCHECKED_STAGE_CHANGES, lambda deal: deal.is_open and _is_old(deal))
    faulty = [
        replace(undated, close_dates=(*_until_lately(undated), (_LATELY, None))),
        replace(stepless, next_step=None),
        _grown(unexplained),
        *(replace(deal, lost_reason=None) for deal in silent),
    ]
    changed.update((deal.opportunity_id, deal) for deal in faulty)
    return Pipeline(
        tuple(changed.get(deal.opportunity_id, deal) for deal in deals),
        frozenset({unexplained.opportunity_id}),
        frozenset(deal.opportunity_id for deal in unchecked),
    )


def _small_and_open(deal: Deal) -> bool:
    return (
        deal.is_open
        and deal.account.segment == SMB
        and known(deal.amounts, DEMO_AS_OF) < 6_000
        and _is_old(deal)
        and category(deal, DEMO_AS_OF) == "pipeline"
    )


def _is_old(deal: Deal) -> bool:
    """Whether the deal was already past its first stage some weeks ago."""
    return deal.qualified is not None and deal.qualified < _LATELY and deal.stays[QUALIFIED - 1][0] == QUALIFIED


def _until_lately(deal: Deal) -> tuple[tuple[date, date | None], ...]:
    return tuple((changed, expected) for changed, expected in deal.close_dates if changed < _LATELY)


def _grown(deal: Deal) -> Deal:
    amount = known(deal.amounts, DEMO_AS_OF)
    return replace(deal, amounts=((deal.created, amount), (_LATELY, amount + UNEXPLAINED_AMOUNT_CHANGE)))
