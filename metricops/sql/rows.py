"""The rows of a part: values, filters and aggregates over its scan, or over rows that were prepared before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlglot import exp

from metricops.periods import Calendar
from metricops.plan.frames import InPeriods
from metricops.plan.plan import Aggregate, Part
from metricops.plan.rows import Key
from metricops.sql import trees
from metricops.sql.aggregates import COUNTING, Partials, input_of, over, present
from metricops.sql.scans import ROW_ID, joins, source
from metricops.sql.values import Row

Ctes = list[tuple[str, exp.Query]]
Beside = tuple[str, exp.Expr | None]  # a table that stands beside the scan, and where they meet


@dataclass(frozen=True, slots=True)
class Rows:
    """A part with what is needed to write its rows."""

    part: Part
    schema: str | None
    calendar: Calendar

    @property
    def own_keys(self) -> tuple[Key, ...]:
        """The keys that are read from rows; the others are times of a spine."""
        return tuple(k for k in self.part.keys if not k.timed)

    @property
    def rows_first(self) -> bool:
        """Whether rows must be prepared before anything can be added up: through a bridge they would count twice."""
        return self.part.scan.bridged

    def row(self, alone: bool = True) -> Row:
        """How values are written in this part's scan."""
        return Row(self.calendar, bool(self.part.scan.joins) or self.part.scan.bridged or not alone)

    def keys(self, row: Row) -> list[exp.Expr]:
        """The rows' own keys under their names."""
        return [trees.named(row.value(k.value), k.name) for k in self.own_keys]

    def aggregated(self) -> exp.Select:
        """Keys and aggregates in one SELECT over the scan."""
        row = self.row()
        keys = self.keys(row)
        return self.scanned(keys, [self.column(row, a) for a in self.part.aggregates], len(keys))

    def column(self, row: Row, agg: Aggregate) -> exp.Expr:
        """An aggregate over the scan's rows; a count of nothing is NULL where other aggregates keep the group."""
        made = over(agg, self.input(row, agg))
        grouped = bool(self.part.keys) or isinstance(self.part.frame, InPeriods)
        if needs_met(agg) and agg.conditions and grouped:
            made = present(made, exp.Count(this=one_when(row.all(agg.conditions))))
        if isinstance(made, exp.Count) and isinstance(made.this, exp.Literal):
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
        beside: Beside | None = None,
    ) -> exp.Select:
        """A SELECT over the scan with its joins and filters."""
        row = self.row(alone=beside is None)
        made = trees.select([*keys, *columns], source(self.part.scan, self.schema), row.all(self.part.where), grouped)
        if beside is not None:
            trees.joined(made, trees.table(beside[0]), beside[1], side="")
        return joins(made, self.part.scan, self.schema, row)

    def prepared(self, name: str, extra: Sequence[exp.Expr] = (), beside: Beside | None = None) -> Ctes:
        """Each row's keys and inputs; through a bridge once for every group it belongs to."""
        row = self.row(alone=beside is None)
        inputs = [(a.column, self.input(row, a)) for a in self.part.aggregates]
        inputs += [(met(a), one_when(row.all(a.conditions))) for a in self.part.aggregates if needs_met(a)]
        if not self.part.scan.bridged:
            columns = [trees.named(tree, c) for c, tree in inputs]
            return [(name, self.scanned([*extra, *self.keys(row)], columns, 0, beside))]
        once = [trees.column(ROW_ID, self.part.scan.table), *extra, *self.keys(row)]
        columns = [trees.named(exp.Max(this=tree), c) for c, tree in inputs]
        return [(name, self.scanned(once, columns, len(once), beside))]

    def over_prepared(self, rows: str, where: exp.Expr | None = None, extra: Sequence[exp.Expr] = ()) -> exp.Select:
        """Keys and aggregates over rows that were prepared before."""
        keys = [*extra, *(trees.column(k.name) for k in self.own_keys)]
        columns = [trees.named(over_column(a, bool(keys)), a.column) for a in self.part.aggregates]
        return trees.select([*keys, *columns], trees.table(rows), where, len(keys))

    def partials(self, name: str, times: Sequence[exp.Expr]) -> Ctes:
        """Partials by times and keys, read once from the rows."""
        steps = [Partials(a) for a in self.part.aggregates]
        if self.rows_first:
            rows = f"{self.part.name}__rows"
            keys: list[exp.Expr] = [trees.column(t.alias_or_name) for t in times]
            keys += [trees.column(k.name) for k in self.own_keys]
            columns = [c for p in steps for c in first_step(p, trees.column(p.agg.column), _met(p.agg))]
            made = trees.select([*keys, *columns], trees.table(rows), None, len(keys))
            return [*self.prepared(rows, times), (name, made)]
        row = self.row()
        keys = [*times, *self.keys(row)]
        columns = [c for p in steps for c in first_step(p, self.input(row, p.agg), counted(row.all(p.agg.conditions)))]
        return [(name, self.scanned(keys, columns, len(keys)))]


def first_step(partial: Partials, value: exp.Expr, met: exp.Expr | None) -> list[exp.Expr]:
    """Named partial columns."""
    made = partial.first_step(value, met)
    return [trees.named(tree, name) for tree, name in zip(made, partial.columns, strict=True)]


def over_column(agg: Aggregate, grouped: bool = True) -> exp.Expr:
    """An aggregate over its prepared input; without groups there is one row, and a count of nothing is 0."""
    made = over(agg, trees.column(agg.column))
    return present(made, exp.Count(this=trees.column(met(agg)))) if needs_met(agg) and grouped else made


def counted(condition: exp.Expr | None) -> exp.Expr | None:
    """1 in rows that meet the condition; None where every row does."""
    return None if condition is None else one_when(condition)


def _met(agg: Aggregate) -> exp.Expr | None:
    return trees.column(met(agg)) if agg.conditions else None


def met(agg: Aggregate) -> str:
    """The column that is 1 in rows that meet an aggregate's conditions."""
    return f"{agg.column}__met"


def needs_met(agg: Aggregate) -> bool:
    """Whether an aggregate is a count, which would be 0 rather than NULL over no rows."""
    return agg.agg in COUNTING and agg.role == "value"


def one_when(condition: exp.Expr | None) -> exp.Expr:
    """1 in rows that meet the condition."""
    return trees.number(1) if condition is None else trees.when(condition, trees.number(1))
