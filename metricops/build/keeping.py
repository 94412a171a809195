"""Makes one model's partials beside its warehouse: chooses what they are kept by, adds the rows up, and proves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from metricops.build import refreshing
from metricops.build.execution import run
from metricops.build.marks import Batch, Marks
from metricops.build.partial_plan import BATCH, COUNT, Layout, layout, statement
from metricops.build.storage import Checksums, Stretch, stretches
from metricops.engines.duckdb_faults import refusal
from metricops.expressions.settled import settled
from metricops.manifest import Aggregation, Relation, SemanticModel
from metricops.partials import Kept, Outcome
from metricops.partials.said import measured, said
from metricops.partials.values import ATTACHED, DAY
from metricops.partials.wanted import Wanted
from metricops.plan.rows import Attribute, Scan, Value, Zoned

if TYPE_CHECKING:
    import duckdb

SHRINK = 20
"""Partials are kept where there are at least so many rows for each of them."""

TABLES = """
SELECT 'table' FROM duckdb_tables()
WHERE database_name = current_database() AND lower(schema_name || '.' || table_name) = lower($1)
UNION ALL
SELECT 'view' FROM duckdb_views()
WHERE database_name = current_database() AND lower(schema_name || '.' || view_name) = lower($1)
"""
DOUBLE = "sums of DOUBLE are rounded: cast it to DECIMAL, or use --rounded"
ROUNDED, WHOLE = ("DOUBLE", "FLOAT"), ("HUGEINT",)
SUMS, MEAN = (Aggregation.SUM, Aggregation.SUM_BOOLEAN), f"{Aggregation.AVERAGE.value} of "


class NotKeptError(Exception):
    """Why no partials are kept of a model."""


@dataclass(frozen=True, slots=True)
class Before:
    """Partials of one model that were made before, and how its rows were stored then."""

    kept: Kept | None
    marks: Marks


@dataclass(frozen=True, slots=True)
class Keeping:
    """A connection that reads the warehouse and may write the partials; `rounded` and `late` as in `keep`.

    `checksums` are those of the warehouse's blocks, None where they cannot be told.
    """

    connection: duckdb.DuckDBPyConnection
    schema: str
    rounded: bool
    checksums: Checksums | None
    late: date | None = None

    def made(self, wanted: Wanted, name: str, before: Before | None) -> tuple[Outcome, Marks]:
        """The partials of one model in a table of this name, or why there are none; those from before are refreshed
        as far as it is proven that the other rows are as they were."""
        import duckdb  # noqa: PLC0415  a driver

        try:
            self.refuse(wanted)
            marks = self.marks(wanted, told=self.late is None or before is None)
            found = self.refreshed(wanted, before.kept, before.marks, marks) if before and before.kept else None
            return found or self.anew(wanted, name, marks, before)
        except NotKeptError as fault:
            return self.refused(wanted, str(fault))
        except duckdb.Error as fault:
            said_so = refusal(str(fault))
            why = f'column "{said_so.column}" does not exist' if said_so.column else said_so.message
            return self.refused(wanted, why)

    def refused(self, wanted: Wanted, why: str) -> tuple[Outcome, Marks]:
        """Nothing is kept of a model."""
        marks = Marks(asked_for(wanted, self.schema, self.rounded), None, (), None, refused=why)
        return outcome(wanted, done=why), marks

    def anew(self, wanted: Wanted, name: str, marks: Marks, before: Before | None) -> tuple[Outcome, Marks]:
        """The partials of all rows."""
        chosen = self.chosen(self.typed(layout(wanted)))
        target = f"{ATTACHED}.main.{name}"
        run(self.connection, f"CREATE TABLE {target} AS SELECT *, 0 AS {BATCH} FROM ({statement(chosen, self.schema)})")
        kept = self.proven(chosen, name)
        return outcome(wanted, kept, "all rows read again" if before else "all rows read"), marks

    def refreshed(self, wanted: Wanted, before: Kept, old: Marks, new: Marks) -> tuple[Outcome, Marks] | None:
        """The partials from before with what changed since; None when all rows must be read."""
        if old.asked != new.asked:
            return None
        of, table = kept_layout(wanted, before), f"{ATTACHED}.main.{before.table}"
        found = refreshing.refreshed(self.connection, self.schema, of, table, old, new, self.late)
        if found is None:
            return None
        done, marks = found
        try:
            return outcome(wanted, self.proven(of, before.table), done), marks
        except NotKeptError:
            return None  # rows that were taken for unchanged are not

    def marks(self, wanted: Wanted, told: bool) -> Marks:
        """How the rows are stored now, as far as it can be told; only joined tables unless it is to be `told`."""
        asked = asked_for(wanted, self.schema, self.rounded)
        found = self.stored(wanted.model.relation, time_of(wanted)) if told else None
        beside = [self.stored(relation) for relation in dict.fromkeys(_joined(wanted))]
        digests = None if None in beside else tuple(_digest(one or ()) for one in beside)
        batches = (Batch(0, 0, found[-1].end),) if found else ()
        return Marks(asked, found, batches, digests)

    def stored(self, relation: Relation, time: str = "") -> tuple[Stretch, ...] | None:
        """How a table is stored."""
        return stretches(self.connection, f"{relation.schema or self.schema}.{relation.name}", self.checksums, time)

    def refuse(self, wanted: Wanted) -> None:
        """Raises NotKeptError for rows whose changes the file does not show."""
        for relation in (wanted.model.relation, *_joined(wanted)):
            found = run(self.connection, TABLES, [f"{relation.schema or self.schema}.{relation.name}"])
            if not found:
                raise NotKeptError(f'table "{relation}" does not exist; `metricops build` makes the tables of models')
            if found != [("table",)]:
                raise NotKeptError(f'"{relation}" is a view: what it reads may change unseen; it must be a table')
        if not wanted.measures:
            raise NotKeptError("nothing that its metrics ask for is added up")
        inner: Value = wanted.time.of if isinstance(wanted.time, Zoned) else wanted.time
        if not isinstance(inner, Attribute) or not settled(inner.sql):
            raise NotKeptError("its time is an expression that may answer otherwise tomorrow")

    def typed(self, of: Layout) -> Layout:
        """The layout without sums whose last digits hang on the order of the rows, and with averages where a sum and
        a count give the very same number as the rows."""
        types = {name: kind for name, kind, *_ in run(self.connection, f"DESCRIBE {statement(of, self.schema)}")}
        gone = [m for m in of.measures if m.agg in SUMS and types[m.name] in ROUNDED and not self.rounded]
        exact = tuple(m.name for m in of.measures if m.agg is Aggregation.SUM and types[m.name] in (*ROUNDED, *WHOLE))
        return Layout(of.wanted, of.keys, of.measures, exact).without(m.name for m in gone)

    def chosen(self, of: Layout) -> Layout:
        """The layout with as many keys as leave few enough partials.

        Keys with many values and few uses go first; one that turns out to split nothing comes back.
        """
        gone: list[str] = []
        while True:
            rows, groups, *values = self.estimated(of.without(gone))
            if not rows:
                raise NotKeptError(f'table "{of.wanted.model.relation}" is empty')
            left = [key for key in of.keys if key.name not in gone]
            if groups * SHRINK <= rows or not left:
                break
            weights = {key.name: n / max(of.wanted.uses[key.says], 1) for n, key in zip(values, left, strict=True)}
            gone.append(max(weights, key=lambda name: weights[name]))
        for name in gone[::-1]:
            without = [other for other in gone if other != name]
            rows, groups, *_ = self.estimated(of.without(without))
            gone = without if groups * SHRINK <= rows else gone
        return of.without(gone)

    def estimated(self, of: Layout) -> tuple[int, ...]:
        """About how many rows, partials and values of each key there are, read once."""
        names = ", ".join(f'"{name}"' for name in (DAY, *(k.name for k in of.keys)))
        values = "".join(f', approx_count_distinct("{k.name}")' for k in of.keys)
        rows = statement(of, self.schema, grouped=False)
        asked = f"SELECT count(*), approx_count_distinct(hash({names})){values} FROM ({rows})"
        ((found),) = run(self.connection, asked)
        return tuple(int(n) for n in found)

    def proven(self, of: Layout, name: str) -> Kept:
        """What is kept; raises NotKeptError, and drops the table, when it may not be."""
        model, table = of.wanted.model, f"{ATTACHED}.main.{name}"
        source = ".".join(f'"{part}"' for part in (model.relation.schema or self.schema, model.relation.name))
        ((rows,),) = run(self.connection, f"SELECT count(*) FROM {source}")
        ((groups, counted),) = run(self.connection, f"SELECT count(*), coalesce(sum({COUNT}), 0) FROM {table}")
        why = ""
        if counted != rows:
            why = "a joined table has a key twice, so that rows would count more than once"
        elif groups * SHRINK > rows:
            why = f"{rows:,} rows make {groups:,} partials, {rows / groups:.1f} in one; {SHRINK} are needed"
        if why:
            run(self.connection, f"DROP TABLE {table}")
            raise NotKeptError(why)
        return _kept(of, name, int(rows), int(groups))


def outcome(wanted: Wanted, kept: Kept | None = None, done: str = "") -> Outcome:
    """What became of a model, and what is not kept of it."""
    for says, (name, _) in wanted.keys.items():
        if kept and says not in kept.keys:
            wanted.leave_out(name, "too many values")
    for says, (agg, value) in wanted.measures.items():
        if kept and says not in kept.measures:
            wanted.leave_out(f"{agg.value} of {value.sql.fragment.text.strip()}", DOUBLE)
    by = tuple(kept.keys.values()) if kept else ()
    without = tuple((reason, tuple(names)) for reason, names in wanted.without.items())
    return Outcome(wanted.model.name, time_of(wanted), by, kept, done, without)


def time_of(wanted: Wanted) -> str:
    """The time of a model's rows as it is written, mostly a column."""
    time = wanted.time.of if isinstance(wanted.time, Zoned) else wanted.time
    return time.sql.fragment.text.strip() if isinstance(time, Attribute) else ""


def kept_layout(wanted: Wanted, kept: Kept) -> Layout:
    """The columns that partials have already."""
    of, exact = layout(wanted), tuple(kept.measures[says] for says in kept.measures if says.startswith(MEAN))
    keys = tuple(replace(k, name=kept.keys[k.says]) for k in of.keys if k.says in kept.keys)
    measures = tuple(replace(m, name=kept.measures[m.says]) for m in of.measures if m.says in kept.measures)
    return Layout(wanted, keys, measures, exact)


def _kept(of: Layout, name: str, rows: int, groups: int) -> Kept:
    model, scan = of.wanted.model, Scan(of.wanted.model.name, of.wanted.model)
    keys, measures = ({c.says: c.name for c in columns} for columns in (of.keys, of.measures))
    for measure in of.measures:
        says = measured(Aggregation.AVERAGE, measure.value, scan)
        if measure.name in of.exact and says is not None:
            measures[says] = measure.name
    time = said(of.wanted.time, scan) or ""
    return Kept(name, model.name, model.relation, time, keys, measures, rows, groups)


def _joined(wanted: Wanted) -> tuple[Relation, ...]:
    """The tables that keys are joined from."""
    return tuple(j.right.relation for j in wanted.joins.values() if isinstance(j.right, SemanticModel))


def asked_for(wanted: Wanted, schema: str, rounded: bool) -> str:
    """A digest of what partials have to hold."""
    says = [str(wanted.model.relation), schema, str(rounded), *sorted(wanted.keys), *sorted(wanted.measures)]
    return sha256("\n".join(says).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _digest(some: Sequence[Stretch]) -> str:
    return sha256("\n".join(f"{s.first} {s.rows} {s.said}" for s in some).encode()).hexdigest()[:32]
