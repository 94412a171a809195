"""Makes one model's partials beside its warehouse: adds the rows up, all or those that changed, and proves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from metricops.build import choosing
from metricops.build.choosing import NotKeptError, chosen, enough, typed
from metricops.build.execution import run
from metricops.build.marks import Batch, Marks
from metricops.build.names import quote
from metricops.build.outcomes import asked_for, joined, kept_layout, kept_of, outcome, time_of
from metricops.build.partial_plan import BATCH, COUNT, Layout, layout, statement
from metricops.build.reading import Reading, Table, lowered
from metricops.build.refreshing import Target, refreshed, refreshed_from
from metricops.build.storage import dated, stretches
from metricops.build.stretch import Stretch
from metricops.engines.duckdb_faults import refusal
from metricops.expressions.settled import settled
from metricops.manifest import Relation
from metricops.partials import Kept, Outcome
from metricops.partials.values import ATTACHED
from metricops.partials.wanted import Wanted
from metricops.plan.rows import Attribute, Value, Zoned

if TYPE_CHECKING:
    import duckdb

VIEWS = """
SELECT 1 FROM duckdb_views()
WHERE database_name = current_database() AND lower(schema_name || '.' || view_name) = lower($1)
"""


@dataclass(frozen=True, slots=True)
class Before:
    """Partials of one model that were made before, and how its rows were stored then."""

    kept: Kept | None
    marks: Marks


@dataclass(frozen=True, slots=True)
class Keeping:
    """A connection that reads the warehouse and may write the partials; `rounded` and `late` as in `keep`.

    `read` is what was read from the warehouse's file, `defined` how its tables are defined.
    """

    connection: duckdb.DuckDBPyConnection
    schema: str
    rounded: bool
    read: Reading
    defined: Mapping[Table, str]
    late: date | None = None

    def made(self, wanted: Wanted, name: str, before: Before | None) -> tuple[Outcome, Marks]:
        """The partials of one model in a table of this name, or why there are none; those from before are refreshed
        as far as it is proven that the other rows are as they were."""
        import duckdb  # noqa: PLC0415  a driver

        try:
            self.refuse(wanted)
            found = self.refreshed(wanted, before.kept, before.marks) if before and before.kept else None
            return found or self.anew(wanted, name, before)
        except NotKeptError as fault:
            return self.refused(wanted, str(fault))
        except duckdb.Error as fault:
            said_so = refusal(str(fault))
            why = f'column "{said_so.column}" does not exist' if said_so.column else said_so.message
            return self.refused(wanted, why)

    def refused(self, wanted: Wanted, why: str) -> tuple[Outcome, Marks]:
        """Nothing is kept of a model."""
        marks = Marks(asked_for(wanted, self.schema, self.rounded), "", None, (), None, refused=why)
        return outcome(wanted, done=why), marks

    def anew(self, wanted: Wanted, name: str, before: Before | None) -> tuple[Outcome, Marks]:
        """The partials of all rows."""
        marks = self.marks(wanted)
        of = typed(self.connection, self.schema, layout(wanted), self.rounded)
        of = chosen(self.connection, self.schema, of)
        target = f"{ATTACHED}.main.{name}"
        run(self.connection, f"CREATE TABLE {target} AS SELECT *, 0 AS {BATCH} FROM ({statement(of, self.schema)})")
        kept = self.proven(of, name)
        return outcome(wanted, kept, "all rows read again" if before else "all rows read"), marks

    def refreshed(self, wanted: Wanted, before: Kept, old: Marks) -> tuple[Outcome, Marks] | None:
        """The partials from before with what changed since; None when all rows must be read."""
        if (old.asked, old.defined) != (asked_for(wanted, self.schema, self.rounded), self.definition(wanted)):
            return None
        of, new = kept_layout(wanted, before), self.marks_again(wanted, old)
        target = Target(self.connection, self.schema, of, f"{ATTACHED}.main.{before.table}")
        found = refreshed(target, old, new, lambda some: self.dated(wanted, old, some))
        if found is None and self.late is not None:
            found = refreshed_from(target, old, new, self.late)
        if found is None:
            return None
        done, marks = found
        try:
            return outcome(wanted, self.proven(of, before.table), done), marks
        except NotKeptError:
            return None  # rows that were taken for unchanged are not

    def marks(self, wanted: Wanted) -> Marks:
        """How the rows are stored now, as far as it can be told."""
        found = self.stored(wanted.model.relation, time_of(wanted))
        beside = [self.stored(relation) for relation in joined(wanted)]
        batches = (Batch(0, 0, found[-1].end),) if found else ()
        asked = asked_for(wanted, self.schema, self.rounded)
        return Marks(asked, self.definition(wanted), found, batches, _digests(beside))

    def marks_again(self, wanted: Wanted, old: Marks) -> Marks:
        """The same, told in the way of the old marks so that both can be compared. Where somebody told the days that
        may have changed, DuckDB is not asked for what can be taken from them."""
        found, read = None, bool(old.stretches and old.stretches[0].pages)
        if old.stretches and (read or self.late is None):
            found = self.stored_again(wanted.model.relation, read, time_of(wanted))
        ways = [digest.startswith(READ) for digest in old.joined or ()]
        beside = [self.stored_again(*one) for one in zip(joined(wanted), ways, strict=False)]
        return Marks(old.asked, old.defined, found, (), _digests(beside))

    def definition(self, wanted: Wanted) -> str:
        """A digest of how the tables are defined that partials are made from."""
        tables = (lowered(self.table(relation)) for relation in (wanted.model.relation, *joined(wanted)))
        return _digest("\n".join(self.defined[table] for table in tables))

    def dated(self, wanted: Wanted, old: Marks, some: Sequence[Stretch]) -> tuple[Stretch, ...]:
        """Stretches with their days, where the time is a column of days or times, as the old marks show."""
        told = any(one.days for one in old.stretches or ()) and not any(one.days for one in some)
        named, time = self.named(wanted.model.relation), time_of(wanted)
        return dated(self.connection, named, time, some) if told else tuple(some)

    def stored(self, relation: Relation, time: str = "") -> tuple[Stretch, ...] | None:
        """How a table is stored, as its file says if DuckDB says the same, otherwise as DuckDB says."""
        return self.read.stretches(self.table(relation), self.told(relation, time))

    def stored_again(self, relation: Relation, read: bool, time: str = "") -> tuple[Stretch, ...] | None:
        """How a table is stored, as its file says or as DuckDB says."""
        return self.read.tables.get(self.table(relation)) if read else self.told(relation, time)

    def told(self, relation: Relation, time: str) -> tuple[Stretch, ...] | None:
        """How a table is stored, as DuckDB says."""
        return stretches(self.connection, self.named(relation), self.read.checksums, time)

    def refuse(self, wanted: Wanted) -> None:
        """Raises NotKeptError for rows whose changes the file does not show."""
        for relation in (wanted.model.relation, *joined(wanted)):
            if lowered(self.table(relation)) not in self.defined:
                if run(self.connection, VIEWS, [self.named(relation)]):
                    raise NotKeptError(f'"{relation}" is a view: what it reads may change unseen; it must be a table')
                raise NotKeptError(f'table "{relation}" does not exist; `metricops build` makes the tables of models')
        if not wanted.measures:
            raise NotKeptError("nothing that its metrics ask for is added up")
        inner: Value = wanted.time.of if isinstance(wanted.time, Zoned) else wanted.time
        if not isinstance(inner, Attribute) or not settled(inner.sql):
            raise NotKeptError("its time is an expression that may answer otherwise tomorrow")

    def proven(self, of: Layout, name: str) -> Kept:
        """What is kept; raises NotKeptError, and drops the table, when it may not be."""
        table = f"{ATTACHED}.main.{name}"
        source = ".".join(quote(part) for part in self.table(of.wanted.model.relation))
        counts = f"SELECT (SELECT count(*) FROM {source}), count(*), coalesce(sum({COUNT}), 0) FROM {table}"
        ((rows, groups, counted),) = run(self.connection, counts)
        why = ""
        if counted != rows:
            why = "a joined table has a key twice, so that rows would count more than once"
        elif not enough(rows, groups):
            need = f"{choosing.SHRINK} are needed"
            why = f"{rows:,} rows make {groups:,} partials, {rows / groups:.1f} in one; {need}"
        if why:
            run(self.connection, f"DROP TABLE {table}")
            raise NotKeptError(why)
        return kept_of(of, name, int(rows), int(groups))

    def table(self, relation: Relation) -> Table:
        """The schema and the name of a table."""
        return relation.schema or self.schema, relation.name

    def named(self, relation: Relation) -> str:
        """A table as DuckDB's own functions take it."""
        return ".".join(self.table(relation))


READ = "file "
"""What digests of stretches begin with that were read from the file."""


def _digests(tables: Sequence[Sequence[Stretch] | None]) -> tuple[str, ...] | None:
    """A digest of each table's stretches; None when those of one cannot be told."""
    found = []
    for some in tables:
        if some is None:
            return None
        text = "\n".join(f"{one.first} {one.rows} {one.said}" for one in some)
        found.append((READ if some and some[0].pages else "") + _digest(text))
    return tuple(found)


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
