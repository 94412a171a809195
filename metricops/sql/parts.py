"""One part as common table expressions: rows, partials and the aggregation over its frame."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlglot import exp

from metricops.manifest import Aggregation
from metricops.periods import Calendar
from metricops.plan.plan import Aggregate, InPeriods, Part
from metricops.sql import trees
from metricops.sql.aggregates import COUNTING, Partials, input_of, over, present
from metricops.sql.scans import ROW_ID, joins, source
from metricops.sql.values import Row

PERIODS = "periods"
WINDOW = ("window_start", "window_end")
DAY = "day"
STOCK_TIME, LATEST = "stock_time", "latest_time"
HOLISTIC = (Aggregation.COUNT_DISTINCT, Aggregation.MEDIAN, Aggregation.PERCENTILE)
Ctes = list[tuple[str, exp.Select]]


@dataclass(frozen=True, slots=True)
class PartSql:
    """The common table expressions of a part; the last one has its name, keys and columns."""

    part: Part
    schema: str | None
    calendar: Calendar

    def ctes(self) -> Ctes:
        """In the order they must stand."""
        match self.part.frame:
            case InPeriods() as frame if self.part.stock:
                return self.stock_in_periods(frame)
            case InPeriods() as frame:
                return self.in_periods(frame)
            case _ if self.part.stock:
                return self.stock()
        return self.direct()

    # ── rows count for their own time ───────────────────────────────────────────────────────────────────────

    def direct(self) -> Ctes:
        """One SELECT; through a bridge, distinct pairs of row and group first."""
        if self.part.scan.bridged:
            rows = f"{self.part.name}_rows"
            return [*self.rows(rows), (self.part.name, self.over_rows(rows))]
        return [(self.part.name, self.aggregated())]

    def stock(self) -> Ctes:
        """Rows marked with the last time of their period, then only the rows at that time."""
        stock = self.part.stock
        assert stock is not None, "asked for stocks only"
        row, rows = self.row(), f"{self.part.name}_rows"
        time = row.value(stock.time)
        extreme = exp.Max(this=time.copy()) if stock.last else exp.Min(this=time.copy())
        groups = [row.value(v) for v in (*stock.periods, *stock.per)]
        marks = [
            exp.Alias(this=time, alias=exp.to_identifier(STOCK_TIME)),
            exp.Alias(this=exp.Window(this=extreme, partition_by=groups), alias=exp.to_identifier(LATEST)),
        ]
        at_last = exp.EQ(this=trees.column(STOCK_TIME), expression=trees.column(LATEST))
        return [*self.rows(rows, marks), (self.part.name, self.over_rows(rows, at_last))]

    # ── rows count for every period that holds their day ────────────────────────────────────────────────────

    def in_periods(self, frame: InPeriods) -> Ctes:
        """Additive aggregates by partials per day; others over the rows of each period."""
        part, row = self.part, self.row()
        day = [exp.Alias(this=trees.as_day(row.value(frame.time)), alias=exp.to_identifier(DAY))]
        if any(a.agg in HOLISTIC for a in part.aggregates):
            rows = f"{part.name}_rows"
            final = self.of_periods(rows, [self.over_column(a) for a in part.aggregates], dense=False)
            return [*self.rows(rows, day), (part.name, final)]
        daily = f"{part.name}_daily"
        partials = [Partials(a) for a in part.aggregates]
        finals = [p.second_step(tuple(self.counted(p.agg, c, frame) for c in p.columns)) for p in partials]
        return [*self.daily(daily, day, partials), (part.name, self.of_periods(daily, finals, frame.dense))]

    def daily(self, name: str, day: Sequence[exp.Expr], partials: list[Partials]) -> Ctes:
        """Partials per day and group, read once from the rows."""
        part = self.part
        if part.scan.bridged:
            rows = f"{part.name}_rows"
            found = [trees.column(DAY), *(trees.column(k.name) for k in part.keys)]
            steps = [self.first_steps(p, trees.column(p.agg.column), trees.column(_met(p.agg))) for p in partials]
            return [*self.rows(rows, day), (name, _grouped(found, steps, trees.table(rows)))]
        row = self.row()
        keys = [*day, *(trees.named(row.value(k.value), k.name) for k in part.keys)]
        steps = []
        for partial in partials:
            condition = row.all(partial.agg.conditions)
            steps.append(self.first_steps(partial, self.input(row, partial.agg), _one_when(condition)))
        return [(name, self.scanned(keys, [c for step in steps for c in step], len(keys)))]

    def first_steps(self, partial: Partials, value: exp.Expr, met: exp.Expr) -> list[exp.Expr]:
        """Named partial columns."""
        made = partial.first_step(value, exp.Count(this=met))
        return [trees.named(tree, name) for tree, name in zip(made, partial.columns, strict=True)]

    def counted(self, agg: Aggregate, name: str, frame: InPeriods) -> exp.Expr:
        """A partial column; where all days meet all periods, only those inside the period count."""
        column = trees.column(name, f"{self.part.name}_daily")
        if not frame.dense or agg.role == "first":
            return column
        return trees.when(self.inside(f"{self.part.name}_daily"), column)

    def of_periods(self, rows: str, finals: list[exp.Expr], dense: bool) -> exp.Select:
        """Periods and groups with their aggregates; a dense one has a row for each pair of them."""
        part = self.part
        keys = [*(trees.column(w, PERIODS) for w in WINDOW), *(trees.column(k.name, rows) for k in part.keys)]
        columns = [trees.named(tree, a.column) for tree, a in zip(finals, part.aggregates, strict=True)]
        made = trees.select([*keys, *columns], trees.table(PERIODS), keys=len(keys))
        return trees.joined(made, trees.table(rows), None if dense else self.inside(rows), side="")

    def inside(self, rows: str) -> exp.Expr:
        """The day lies in the period."""
        low, high = (trees.column(w, PERIODS) for w in WINDOW)
        return trees.between(trees.column(DAY, rows), low, high)

    # ── stocks: the last snapshot of the source in each period, before any filter ───────────────────────────

    def stock_in_periods(self, frame: InPeriods) -> Ctes:
        """The source's last time in every period, then the rows at it."""
        last = f"{self.part.scan.table}_last"
        found = (last, self.last_times(frame))
        if frame.dense:
            return [found, *self.seen(last)]
        stock, row = self.part.stock, self.row(alone=False)
        assert stock is not None, "asked for stocks only"
        on: list[exp.Expr] = [exp.EQ(this=row.value(stock.time), expression=trees.column(LATEST, last))]
        on += [trees.same(row.value(v), trees.column(f"per_{i}", last)) for i, v in enumerate(stock.per)]
        windows = [trees.column(w, last) for w in WINDOW] if frame.shown else []
        keys = [*windows, *(trees.named(row.value(k.value), k.name) for k in self.part.keys)]
        condition = trees.all_of(on)
        if self.part.scan.bridged:
            rows = f"{self.part.name}_rows"
            made = self.rows(rows, windows, (last, condition))
            return [
                found,
                *made,
                (self.part.name, self.over_rows(rows, extra=[trees.column(w) for w in WINDOW] if windows else [])),
            ]
        columns = [self.column(row, a) for a in self.part.aggregates]
        return [found, (self.part.name, self.scanned(keys, columns, len(keys), (last, condition), row))]

    def last_times(self, frame: InPeriods) -> exp.Select:
        """The source's last (or first) time in every period, per entity where the stock says so."""
        stock, row, table = self.part.stock, Row(self.calendar, False), f"{self.part.scan.table}_times"
        assert stock is not None, "asked for stocks only"
        per = [exp.Alias(this=row.value(v), alias=exp.to_identifier(f"per_{i}")) for i, v in enumerate(stock.per)]
        times = [exp.Alias(this=row.value(stock.time), alias=exp.to_identifier(STOCK_TIME)), *per]
        own = trees.relation(self.part.scan.source.relation, self.schema)
        distinct = exp.Subquery(
            this=trees.select(times, own, distinct=True), alias=exp.TableAlias(this=exp.to_identifier(table))
        )
        time = trees.column(STOCK_TIME, table)
        extreme = exp.Max(this=time) if stock.last else exp.Min(this=time)
        keys = [
            *(trees.column(w, PERIODS) for w in WINDOW),
            *(trees.column(f"per_{i}", table) for i in range(len(per))),
        ]
        made = trees.select([*keys, trees.named(extreme, LATEST)], trees.table(PERIODS), keys=len(keys))
        low, high = (trees.column(w, PERIODS) for w in WINDOW)
        return trees.joined(made, distinct, trees.between(trees.as_day(time.copy()), low, high), side="")

    def seen(self, last: str) -> Ctes:
        """Every group that was ever seen, in every period whose snapshot was taken."""
        part, groups = self.part, f"{self.part.name}_groups"
        firsts = [a for a in part.aggregates if a.role == "first"]
        taken = [trees.named(trees.number(1), a.column) for a in part.aggregates if a.role == "taken"]
        row = self.row()
        keys = [trees.named(row.value(k.value), k.name) for k in part.keys]
        found = self.scanned(keys, [self.column(row, a) for a in firsts], len(keys))
        windows = [trees.column(w) for w in WINDOW]
        periods = exp.Subquery(
            this=trees.select(windows, trees.table(last), distinct=True),
            alias=exp.TableAlias(this=exp.to_identifier(PERIODS)),
        )
        shown = [trees.column(c, groups) for c in (*(k.name for k in part.keys), *(a.column for a in firsts))]
        made = trees.select([*(trees.column(w, PERIODS) for w in WINDOW), *shown, *taken], periods)
        return [(groups, found), (part.name, trees.joined(made, trees.table(groups), None))]

    # ── rows and aggregates over them ───────────────────────────────────────────────────────────────────────

    def row(self, alone: bool = True) -> Row:
        """How values are written in this part's scan."""
        return Row(self.calendar, bool(self.part.scan.joins) or self.part.scan.bridged or not alone)

    def aggregated(self) -> exp.Select:
        """Keys and aggregates in one SELECT over the scan."""
        row = self.row()
        keys = [trees.named(row.value(k.value), k.name) for k in self.part.keys]
        return self.scanned(keys, [self.column(row, a) for a in self.part.aggregates], len(keys))

    def column(self, row: Row, agg: Aggregate) -> exp.Expr:
        """An aggregate over the scan's rows."""
        made = over(agg, self.input(row, agg))
        grouped = bool(self.part.keys) or isinstance(self.part.frame, InPeriods)
        if agg.agg in COUNTING and agg.role == "value" and agg.conditions and grouped:
            made = present(made, exp.Count(this=_one_when(row.all(agg.conditions))))
        if isinstance(made, exp.Count) and _counts_all(made):
            made = exp.Count(this=exp.Star())
        return trees.named(made, agg.column)

    def input(self, row: Row, agg: Aggregate) -> exp.Expr:
        """What one row gives to an aggregate."""
        return input_of(agg, row.value(agg.value), row.all(agg.conditions))

    def scanned(
        self,
        keys: Sequence[exp.Expr],
        columns: Iterable[exp.Expr],
        grouped: int,
        beside: tuple[str, exp.Expr | None] | None = None,
        row: Row | None = None,
    ) -> exp.Select:
        """A SELECT over the scan with its joins and filters."""
        row = row or self.row()
        made = trees.select([*keys, *columns], source(self.part.scan, self.schema), row.all(self.part.where), grouped)
        if beside is not None:
            trees.joined(made, trees.table(beside[0]), beside[1], side="")
        return joins(made, self.part.scan, self.schema, row)

    def rows(
        self, name: str, extra: Sequence[exp.Expr] = (), beside: tuple[str, exp.Expr | None] | None = None
    ) -> Ctes:
        """Each row's keys and inputs; through a bridge once for every group it belongs to."""
        row = self.row(alone=beside is None)
        keys = [trees.named(row.value(k.value), k.name) for k in self.part.keys]
        inputs = [(a.column, self.input(row, a)) for a in self.part.aggregates]
        met = [(_met(a), _one_when(row.all(a.conditions))) for a in self.part.aggregates if _needs_met(a)]
        if not self.part.scan.bridged:
            columns = [trees.named(tree, c) for c, tree in (*inputs, *met)]
            return [(name, self.scanned([*extra, *keys], columns, 0, beside, row))]
        once = [trees.column(ROW_ID, self.part.scan.table), *extra, *keys]
        columns = [trees.named(exp.Max(this=tree), c) for c, tree in (*inputs, *met)]
        return [(name, self.scanned(once, columns, len(once), beside, row))]

    def over_rows(self, rows: str, where: exp.Expr | None = None, extra: Sequence[exp.Expr] = ()) -> exp.Select:
        """Keys and aggregates over rows that were prepared before."""
        keys = [*extra, *(trees.column(k.name) for k in self.part.keys)]
        columns = [trees.named(self.over_column(a), a.column) for a in self.part.aggregates]
        return trees.select([*keys, *columns], trees.table(rows), where, len(keys))

    def over_column(self, agg: Aggregate) -> exp.Expr:
        """An aggregate over its prepared input."""
        made = over(agg, trees.column(agg.column))
        return present(made, exp.Count(this=trees.column(_met(agg)))) if _needs_met(agg) else made


def _met(agg: Aggregate) -> str:
    return f"{agg.column}_met"


def _needs_met(agg: Aggregate) -> bool:
    return agg.agg in COUNTING and agg.role == "value"


def _one_when(condition: exp.Expr | None) -> exp.Expr:
    return trees.number(1) if condition is None else trees.when(condition, trees.number(1))


def _counts_all(made: exp.Count) -> bool:
    return isinstance(made.this, exp.Literal)


def _grouped(keys: Sequence[exp.Expr], steps: list[list[exp.Expr]], rows: exp.Table) -> exp.Select:
    return trees.select([*keys, *(c for step in steps for c in step)], rows, keys=len(keys))
