"""Conversions: each one counts once, for the latest base event of its entity on or before its day."""

from sqlglot import exp

from metricops.manifest import Offset
from metricops.plan.frames import Match
from metricops.sql import trees
from metricops.sql.aggregates import over
from metricops.sql.rows import Ctes, Rows
from metricops.sql.scans import joins, source
from metricops.sql.spines import minus
from metricops.sql.values import Row

EVENT, ENTITY, TIME, NTH = "__event", "__entity", "__event_time", "__nth"


def matched(rows: Rows, match: Match) -> Ctes:
    """Base events and conversions side by side, each conversion with its base events in order, then the first."""
    name = rows.part.name
    base, converted, pairs = f"{name}__events", f"{name}__conversions", f"{name}__pairs"
    columns = [trees.named(over(a, trees.column(a.column)), a.column) for a in rows.part.aggregates]
    keys = [trees.column(k.name) for k in rows.part.keys]
    first = exp.EQ(this=trees.column(NTH), expression=trees.number(1))
    final = trees.select([*keys, *columns], trees.table(pairs), first, len(keys))
    return [
        (base, _base(rows, match)),
        (converted, _converted(rows, match)),
        (pairs, _pairs(rows, match, base, converted)),
        (name, final),
    ]


def _base(rows: Rows, match: Match) -> exp.Select:
    row = rows.row()
    own = [trees.named(row.value(match.entities[0]), ENTITY), trees.named(row.value(match.times[0]), TIME)]
    own += [trees.named(row.value(b), _property(i)) for i, (b, _) in enumerate(match.properties)]
    return rows.scanned([*own, *rows.keys(row)], (), 0)


def _converted(rows: Rows, match: Match) -> exp.Select:
    row = Row(rows.calendar, bool(match.scan.joins))
    time = row.value(match.times[1])
    number = exp.Window(this=exp.RowNumber(), order=exp.Order(expressions=[exp.Ordered(this=time.copy())]))
    own = [trees.named(number, EVENT), trees.named(row.value(match.entities[1]), ENTITY), trees.named(time, TIME)]
    own += [trees.named(row.value(c), _property(i)) for i, (_, c) in enumerate(match.properties)]
    own += [trees.named(rows.input(row, a), a.column) for a in rows.part.aggregates]
    made = trees.select(own, source(match.scan, rows.schema), row.all(match.where))
    return joins(made, match.scan, rows.schema, row)


def _pairs(rows: Rows, match: Match, base: str, converted: str) -> exp.Select:
    keys = [trees.column(k.name, base) for k in rows.part.keys]
    order = [exp.Ordered(this=trees.column(TIME, base), desc=True, nulls_first=False)]
    order += [exp.Ordered(this=k.copy(), nulls_first=False) for k in keys]
    nth = exp.Window(
        this=exp.RowNumber(),
        partition_by=[trees.column(EVENT, converted)],
        order=exp.Order(expressions=order),
    )
    values = [trees.column(a.column, converted) for a in rows.part.aggregates]
    made = trees.select([*keys, *values, trees.named(nth, NTH)], trees.table(converted))
    return trees.joined(made, trees.table(base), _belongs(match, base, converted), side="")


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


def _property(i: int) -> str:
    return f"__property_{i}"
