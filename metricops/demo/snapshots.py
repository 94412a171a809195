"""The nightly copies of the opportunities: a row for each night an opportunity was open, and the night it closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from metricops.demo.dates import DEMO_AS_OF, FIRST_NIGHT, nights, quarter, quarter_start
from metricops.demo.deals import Deal, known
from metricops.demo.forecasts import category_of, stage_order
from metricops.demo.stages import PROBABILITY_PERCENT, STAGES
from metricops.demo.table import Table, table

COLUMNS = """
snapshot_date DATE
opportunity_id VARCHAR
stage VARCHAR
stage_order INTEGER
amount DECIMAL(18,2)
close_date DATE
forecast_category VARCHAR
probability DECIMAL(4,2)
owner_id VARCHAR
is_closed BOOLEAN
"""
_QUARTER_STARTS = tuple(quarter_start(number) for number in range(quarter(FIRST_NIGHT), quarter(DEMO_AS_OF) + 1))


def snapshots_table(deals: tuple[Deal, ...]) -> Table:
    every_night = nights()
    return table(COLUMNS, (row for deal in deals for row in _rows(deal, every_night)))


def _rows(deal: Deal, every_night: list[date]) -> Iterator[tuple[object, ...]]:
    """The state is worked out once for each run of nights in which nothing changed."""
    for first, after in pairwise(_changes(deal)):
        state = _state(deal, first)
        for night in every_night[(first - FIRST_NIGHT).days : (after - FIRST_NIGHT).days]:
            yield (night, *state)


def _changes(deal: Deal) -> list[date]:
    """The nights on which the copy may differ from the night before, from the first copy to the day after the last."""
    first = max(deal.created, FIRST_NIGHT)
    last = min(deal.closed, DEMO_AS_OF)
    days = {moment.date() for _, moment in deal.stays}
    days.update(day for day, _ in deal.amounts)
    days.update(day for day, _ in deal.close_dates)
    days.update(_QUARTER_STARTS)
    if last < first:
        return []
    return [first, *sorted(day for day in days if first < day <= last), last + timedelta(days=1)]


def _state(deal: Deal, night: date) -> tuple[object, ...]:
    stage = stage_order(deal, night)
    expected = known(deal.close_dates, night)
    return (
        deal.opportunity_id,
        STAGES[stage],
        stage,
        known(deal.amounts, night),
        expected,
        category_of(deal, stage, expected, night),
        Decimal(PROBABILITY_PERCENT[stage]) / 100,
        deal.account.owner_id,
        deal.closed <= night,
    )
