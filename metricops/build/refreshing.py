"""Brings partials up to date: rows whose storage changed are added up again, all others stay as they were made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from metricops.build.execution import run
from metricops.build.marks import Batch, Changed, Marks, changed
from metricops.build.partial_plan import BATCH, Layout, days_between, days_from, rows_between, statement, without_day
from metricops.build.stretch import Days
from metricops.partials.values import DAY
from metricops.plan.rows import Predicate

if TYPE_CHECKING:
    import duckdb

ONE_DAY = timedelta(days=1)
MOST = 2
"""Days are read again when they are at most one in so many of all."""

Refreshed = tuple[str, Marks]


def refreshed(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    of: Layout,
    table: str,
    old: Marks,
    new: Marks,
    late: date | None,
) -> Refreshed | None:
    """What was done, and how rows are stored now; None when it cannot be told which rows are as they were.

    `late` is the first day whose rows may have changed, where somebody said so: nothing is proven then, and nothing
    can be told from how rows are stored until all of them are read again.
    """
    writer = _Writer(connection, schema, of, table)
    if old.joined is None or old.joined != new.joined:
        return None
    if late is not None:
        writer.again_from(late)
        assumed = f"days before {late} are taken for unchanged, without proof"
        return f"days from {late} on read again; {assumed}", replace(new, batches=(), assumed=assumed)
    if old.stretches is None or new.stretches is None:
        return None
    found = changed(old, new.stretches)
    if found is None or (found.days and not writer.few(found.days)):
        return None
    if found.nothing:
        return "unchanged", Marks(new.asked, new.stretches, old.batches, new.joined)
    batches = writer.again(found, old)
    return _told(found), Marks(new.asked, new.stretches, batches, new.joined)


class _Writer:
    """Writes partials anew for some of the rows."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, schema: str, of: Layout, table: str) -> None:
        self.connection, self.schema, self.of, self.table = connection, schema, of, table

    def few(self, days: Days) -> bool:
        """Whether these days are few enough to be read apart from the others."""
        ((first, last),) = run(self.connection, f"SELECT min({DAY})::DATE, max({DAY})::DATE FROM {self.table}")
        return first is not None and (days[1] - days[0]).days * MOST <= (last - first).days

    def again(self, found: Changed, old: Marks) -> tuple[Batch, ...]:
        """All rows from one on, and before it those of some days."""
        kept = tuple(batch for batch in old.batches if batch.first < found.first)
        self.delete(f"{BATCH} > {max(batch.number for batch in kept)}")
        if found.days:
            days = found.days[0] - ONE_DAY, found.days[1] + ONE_DAY  # a time zone may move a day
            self.delete(f"{DAY} >= DATE '{days[0]}' AND {DAY} < DATE '{days[1] + ONE_DAY}'")
            for batch in kept:
                self.insert(batch.number, rows_between(self.of, batch.first, batch.end), days_between(self.of, *days))
        if found.end == found.first:
            return kept
        number = max(batch.number for batch in kept) + 1
        self.insert(number, rows_between(self.of, found.first, found.end))
        return (*kept, Batch(number, found.first, found.end))

    def again_from(self, late: date) -> None:
        """All rows of the days from one on, and those without a day."""
        self.delete(f"{DAY} >= DATE '{late}' OR {DAY} IS NULL")
        self.insert(0, days_from(self.of, late))
        self.insert(0, without_day(self.of))

    def delete(self, where: str) -> None:
        run(self.connection, f"DELETE FROM {self.table} WHERE {where}")

    def insert(self, batch: int, *where: Predicate) -> None:
        rows = statement(self.of, self.schema, where)
        run(self.connection, f"INSERT INTO {self.table} BY NAME SELECT *, {batch} AS {BATCH} FROM ({rows})")


def _told(found: Changed) -> str:
    told = [f"{found.end - found.first:,} rows read that are new or were changed"] if found.end > found.first else []
    if found.days:
        told.append(f"days {found.days[0]} to {found.days[1]} read again")
    return ", ".join(told) or "rows that are gone taken out"
