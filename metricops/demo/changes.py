"""The change logs of opportunities: amounts and close dates that were edited, and the stays in each stage."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from metricops.demo.dates import DEMO_AS_OF, at, stream
from metricops.demo.deals import Deal
from metricops.demo.hygiene import Pipeline
from metricops.demo.stages import STAGES
from metricops.demo.table import Table, table

HISTORY_COLUMNS = """
history_id VARCHAR
opportunity_id VARCHAR
field VARCHAR
old_value VARCHAR
new_value VARCHAR
changed_at TIMESTAMP
changed_by VARCHAR
note VARCHAR
"""
STAY_COLUMNS = """
stage_stay_id VARCHAR
opportunity_id VARCHAR
stage VARCHAR
stage_order INTEGER
entered_at TIMESTAMP
exited_at TIMESTAMP
exit_checklist_complete BOOLEAN
changed_by VARCHAR
"""
LARGE_CHANGE = 25_000
_NOTES = ("Scope agreed with the buyer", "Seats added after the pilot", "Phase two moved out", "New price list")


@dataclass(frozen=True, slots=True)
class Change:
    opportunity_id: str
    field: str
    old_value: object
    new_value: object
    changed_at: datetime
    changed_by: str
    note: str | None


def history_table(pipeline: Pipeline) -> Table:
    rng = stream("changes")
    changes = sorted(
        (change for deal in pipeline.deals for change in _changes(rng, deal, pipeline.without_note)),
        key=lambda change: (change.changed_at, change.opportunity_id),
    )
    return table(HISTORY_COLUMNS, (_history_row(number, change) for number, change in enumerate(changes, 1)))


def stays_table(pipeline: Pipeline) -> Table:
    stays = (row for deal in pipeline.deals for row in _stays(deal, deal.opportunity_id in pipeline.without_checklist))
    return table(STAY_COLUMNS, ((f"STAY-{number:06d}", *row) for number, row in enumerate(stays, 1)))


def _changes(rng: random.Random, deal: Deal, without_note: frozenset[str]) -> Iterator[Change]:
    """Amount changes above the limit always have a note, unless it was taken away on purpose."""
    for (_, old), (day, new) in pairwise(deal.amounts):
        note = rng.choice(_NOTES) if abs(new - old) > LARGE_CHANGE or rng.random() < 0.4 else None
        yield from _change(rng, deal, "amount", old, new, day, None if deal.opportunity_id in without_note else note)
    for (_, was), (day, expected) in pairwise(deal.close_dates):
        if was != expected:
            yield from _change(rng, deal, "close_date", was, expected, day, None)


def _change(
    rng: random.Random, deal: Deal, field: str, old: object, new: object, day: date, note: str | None
) -> Iterator[Change]:
    moment = at(day, rng.randrange(8, 18), rng.randrange(60))
    if day <= DEMO_AS_OF:
        yield Change(deal.opportunity_id, field, old, new, moment, deal.account.owner_id, note)


def _history_row(number: int, change: Change) -> tuple[object, ...]:
    old, new = (None if value is None else str(value) for value in (change.old_value, change.new_value))
    return (
        f"CHG-{number:06d}", change.opportunity_id, change.field, old, new, change.changed_at, change.changed_by,
        change.note,
    )  # fmt: skip


def _stays(deal: Deal, unchecked: bool) -> Iterator[tuple[object, ...]]:
    """The stays that have begun. `unchecked` leaves the checklist of the first finished one undone."""
    begun = [(stage, entered) for stage, entered in deal.stays if entered.date() <= DEMO_AS_OF]
    exits = [entered for _, entered in begun[1:]]
    for place, (stage, entered) in enumerate(begun):
        exited = exits[place] if place < len(exits) else None
        complete = None if exited is None else not (unchecked and place == 0)
        yield (deal.opportunity_id, STAGES[stage], stage, entered, exited, complete, deal.account.owner_id)
