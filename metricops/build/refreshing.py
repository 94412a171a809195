"""Brings partials up to date: rows whose storage changed are added up again, all others stay as they were made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from metricops.build.execution import run
from metricops.build.marks import Batch, Changed, Marks, changed
from metricops.build.partial_plan import BATCH, Layout, days_between, days_from, rows_between, statement
from metricops.build.stretch import Days, Stretch
from metricops.partials.values import DAY
from metricops.plan.rows import Predicate

if TYPE_CHECKING:
    import duckdb

ONE_DAY = timedelta(days=1)
MOST = 2
"""Days are read again when they are at most one in so many of all."""

Refreshed = tuple[str, Marks]
Dated = Callable[[Sequence[Stretch]], tuple[Stretch, ...]]


@dataclass(frozen=True, slots=True)
class Target:
    """The table of one model's partials, and the rows that they are made of."""

    connection: duckdb.DuckDBPyConnection
    schema: str
    of: Layout
    table: str

    def again(self, found: Changed, days: Days | None, old: Marks) -> tuple[Batch, ...]:
        """Makes partials anew of all rows from one on, and before it of those of some days; the batches there are."""
        kept = tuple(batch for batch in old.batches if batch.first < found.first)
        if kept != old.batches:
            self.delete(f"{BATCH} > {max(batch.number for batch in kept)}")
        if days:
            days = days[0] - ONE_DAY, days[1] + ONE_DAY  # a time zone may move a day
            self.delete(f"{DAY} >= DATE '{days[0]}' AND {DAY} < DATE '{days[1] + ONE_DAY}'")
            for batch in kept:
                self.insert(batch.number, rows_between(self.of, batch.first, batch.end), days_between(self.of, *days))
        if found.end == found.first:
            return kept
        number = max(batch.number for batch in kept) + 1
        self.insert(number, rows_between(self.of, found.first, found.end))
        return (*kept, Batch(number, found.first, found.end))

    def again_from(self, late: date) -> None:
        """Makes partials anew of all rows of the days from one on, and of those without a day."""
        self.delete(f"{DAY} >= DATE '{late}' OR {DAY} IS NULL")
        self.insert(0, days_from(self.of, late))

    def days_of(self, batch: int) -> Days | None:
        """The first and last day of a batch; None when rows of it have no time."""
        found = f"SELECT min({DAY})::DATE, max({DAY})::DATE, count(*) = count({DAY}) FROM {self.table}"
        ((first, last, whole),) = run(self.connection, f"{found} WHERE {BATCH} = {batch}")
        return (first, last) if first is not None and whole else None

    def few(self, days: Days) -> bool:
        """Whether these days are few enough to be read apart from the others."""
        ((first, last),) = run(self.connection, f"SELECT min({DAY})::DATE, max({DAY})::DATE FROM {self.table}")
        return first is not None and (days[1] - days[0]).days * MOST <= (last - first).days

    def delete(self, where: str) -> None:
        """Takes partials out."""
        run(self.connection, f"DELETE FROM {self.table} WHERE {where}")

    def insert(self, batch: int, *where: Predicate) -> None:
        """Puts in the partials of some rows."""
        rows = statement(self.of, self.schema, where)
        run(self.connection, f"INSERT INTO {self.table} BY NAME SELECT *, {batch} AS {BATCH} FROM ({rows})")


def refreshed(target: Target, old: Marks, new: Marks, dated: Dated) -> Refreshed | None:
    """What was done, and how rows are stored now; None when it cannot be told which rows are as they were.

    `dated` tells the days of stretches, which is asked only of those that changed in the midst of others.
    """
    if old.joined is None or old.joined != new.joined or old.stretches is None or new.stretches is None:
        return None
    found = changed(old, new.stretches)
    if found is None:
        return None
    now, days = dated(found.now) if found.now else (), None
    if found.was or now:
        each = [*(one.days or target.days_of(old.batch(one.first)) for one in found.was), *(one.days for one in now)]
        days = _span(each)
        if days is None or not target.few(days):
            return None
    batches = old.batches if found.nothing else target.again(found, days, old)
    stretches = _dated(new.stretches, (*old.stretches, *now))
    return _told(found, days), replace(new, stretches=stretches, batches=batches)


def refreshed_from(target: Target, old: Marks, new: Marks, late: date) -> Refreshed | None:
    """What was done when `late` is the first day whose rows may have changed, because somebody said so.

    Nothing is proven then, and nothing can be told from how rows are stored until all of them are read again.
    """
    if old.joined is None or old.joined != new.joined:
        return None
    target.again_from(late)
    assumed = f"days before {late} are taken for unchanged, without proof"
    return f"days from {late} on read again; {assumed}", replace(new, stretches=None, assumed=assumed)


def _span(each: Sequence[Days | None]) -> Days | None:
    """From the first to the last of all; None when one is not known."""
    known = [day for days in each if days for day in days]
    return (min(known), max(known)) if len(known) == 2 * len(each) else None


def _dated(new: Sequence[Stretch], known: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """The stretches with the days that are known of them."""
    days = {(one.first, one.rows, one.said): one.days for one in known}
    return tuple(replace(one, days=one.days or days.get((one.first, one.rows, one.said))) for one in new)


def _told(found: Changed, days: Days | None) -> str:
    if found.nothing:
        return "unchanged"
    told = [f"{found.end - found.first:,} rows read that are new or were changed"] if found.end > found.first else []
    if days:
        told.append(f"days {days[0]} to {days[1]} read again")
    return ", ".join(told) or "rows that are gone taken out"
