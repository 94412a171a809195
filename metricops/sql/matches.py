"""Conversions: each one counts once, for the latest base event of its entity on or before its day."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from metricops.manifest import Offset
from metricops.periods import Period
from metricops.plan.frames import Match
from metricops.sql import trees
from metricops.sql.aggregates import over
from metricops.sql.rows import Beside, Ctes, Rows, met, needs_met
from metricops.sql.scans import joins, source
from metricops.sql.spines import minus
from metricops.sql.values import Row

EVENT, ENTITY, TIME, NTH = "__event", "__entity", "__event_time", "__nth"


@dataclass(frozen=True, slots=True)
class Matched(Rows):
    """Rows that are conversions, each with the time and the keys of the base event that it belongs to."""

    match: Match

    @property
    def rows_first(self) -> bool:
        """Conversions are matched before anything is added up."""
        return True

    def aggregated(self) -> exp.Select:
        """Keys and aggregates over the pairs, which stand in `paired()`."""
        columns = [trees.named(over(a, trees.column(a.column)), a.column) for a in self.part.aggregates]
        keys = [trees.column(k.name) for k in self.part.keys]
        return trees.select([*keys, *columns], trees.table(self._pairs), self._counted(), len(keys))

    def prepared(self, name: str, extra: Sequence[exp.Expr] = (), beside: Beside | None = None) -> Ctes:
        """Each conversion once; `extra` is said of its base event."""
        columns: list[exp.Expr] = [trees.column(e.alias_or_name) for e in extra]
        columns += [trees.column(k.name) for k in self.own_keys]
        columns += [trees.column(a.column) for a in self.part.aggregates]
        columns += [trees.named(trees.number(1), met(a)) for a in self.part.aggregates if needs_met(a)]
        return [*self.paired(extra), (name, trees.select(columns, trees.table(self._pairs), self._counted()))]

    def paired(self, extra: Sequence[exp.Expr] = ()) -> Ctes:
        """Base events and conversions side by side, and every conversion with its base events in order."""
        base, converted = f"{self.part.name}__events", f"{self.part.name}__conversions"
        shown = [e.alias_or_name for e in extra]
        return [
            (base, self._base(extra)),
            (converted, self._converted()),
            (self._pairs, self._side_by_side(base, converted, shown)),
        ]

    @property
    def _pairs(self) -> str:
        return f"{self.part.name}__pairs"

    def _counted(self) -> exp.Expr:
        """The pair of a conversion with its own base event, where that lies in the days asked for."""
        first = exp.EQ(this=trees.column(NTH), expression=trees.number(1))
        return trees.all_of([first, *(_inside(period) for period in self.match.within)]) or first

    def _base(self, extra: Sequence[exp.Expr]) -> exp.Select:
        row, match = self.row(), self.match
        own = [trees.named(row.value(match.entities[0]), ENTITY), trees.named(row.value(match.times[0]), TIME)]
        own += [trees.named(row.value(b), _property(i)) for i, (b, _) in enumerate(match.properties)]
        return self.scanned([*own, *extra, *self.keys(row)], (), 0)

    def _converted(self) -> exp.Select:
        match = self.match
        row = Row(self.calendar, bool(match.scan.joins))
        time = row.value(match.times[1])
        number = exp.Window(this=exp.RowNumber(), order=exp.Order(expressions=[exp.Ordered(this=time.copy())]))
        own = [trees.named(number, EVENT), trees.named(row.value(match.entities[1]), ENTITY), trees.named(time, TIME)]
        own += [trees.named(row.value(c), _property(i)) for i, (_, c) in enumerate(match.properties)]
        own += [trees.named(self.input(row, a), a.column) for a in self.part.aggregates if a.role != "first"]
        made = trees.select(own, source(match.scan, self.schema), row.all(match.where))
        return joins(made, match.scan, self.schema, row)

    def _side_by_side(self, base: str, converted: str, extra: Sequence[str]) -> exp.Select:
        keys = [trees.column(name, base) for name in (*extra, *(k.name for k in self.own_keys))]
        time = trees.column(TIME, base)
        order = [exp.Ordered(this=time, desc=True, nulls_first=False)]
        order += [exp.Ordered(this=k.copy(), nulls_first=False) for k in keys[len(extra) :]]
        nth = exp.Window(
            this=exp.RowNumber(),
            partition_by=[trees.column(EVENT, converted)],
            order=exp.Order(expressions=order),
        )
        values = [
            trees.named(trees.as_day(time.copy()), a.column) if a.role == "first" else trees.column(a.column, converted)
            for a in self.part.aggregates
        ]
        at = [time.copy()] if self.match.within else []
        made = trees.select([*at, *keys, *values, trees.named(nth, NTH)], trees.table(converted))
        return trees.joined(made, trees.table(base), _belongs(self.match, base, converted), side="")


def _belongs(match: Match, base: str, converted: str) -> exp.Expr:
    """Same entity and properties, and the base event's day within the window that ends with the conversion's."""
    equal = [ENTITY, *(_property(i) for i in range(len(match.properties)))]
    terms: list[exp.Expr] = [exp.EQ(this=trees.column(c, base), expression=trees.column(c, converted)) for c in equal]
    before, after = (trees.as_day(trees.column(TIME, table)) for table in (base, converted))
    terms.append(exp.LTE(this=before, expression=after))
    if isinstance(match.window, Offset):
        terms.append(exp.GT(this=before.copy(), expression=minus(after.copy(), match.window)))
    found = trees.all_of(terms)
    assert found is not None, "an entity is always compared"
    return found


def _inside(period: Period) -> exp.Expr:
    low, high = (trees.moment(day) for day in (period.start, period.end))
    return trees.between(trees.as_day(trees.column(TIME)), low, high)


def _property(i: int) -> str:
    return f"__property_{i}"
