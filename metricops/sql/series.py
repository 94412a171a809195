"""Rows that count for the times of a spine: offsets, moving windows, periods to date."""

from sqlglot import exp

from metricops.manifest import Offset
from metricops.periods import Grain, Window
from metricops.plan.frames import Series
from metricops.plan.rows import TimeRange
from metricops.sql import trees
from metricops.sql.aggregates import HOLISTIC, Partials
from metricops.sql.fills import with_times
from metricops.sql.rows import Ctes, Rows, over_column
from metricops.sql.scans import spine_joins
from metricops.sql.spines import SEEN_TIME, at_base, interval, minus, times
from metricops.sql.values import SPINE, SPINE_TIME, Row, truncated
from metricops.sql.windows import LATEST, STOCK_TIME

ROW_TIME, PICKED = "__row_time", "__picked"


def of_series(rows: Rows, frame: Series) -> Ctes:
    """Partials by row time (or the rows), met by every spine time that looks at them."""
    if rows.part.stock is not None:
        return _stock(rows, frame)
    part, row = rows.part, rows.row()
    time = [trees.named(truncated(row.value(frame.time), frame.base, rows.calendar), ROW_TIME)]
    days = None
    if any(a.agg in HOLISTIC for a in part.aggregates):
        below = f"{part.name}__rows"
        ctes, finals = rows.prepared(below, time), [over_column(a) for a in part.aggregates]
        if frame.reach is not None and not rows.rows_first:
            days = f"{part.name}__days"
            ctes.append((days, _days_of(rows, time)))
    else:
        below = f"{part.name}__by_{frame.base}"
        steps = [Partials(a) for a in part.aggregates]
        ctes = rows.partials(below, time)
        finals = [p.second_step(tuple(trees.column(c, below) for c in p.columns)) for p in steps]
    if frame.pick is None or at_base(part, frame):
        return [*ctes, (part.name, _met(rows, frame, below, finals, days, timed=False))]
    name = f"{part.name}__at_{frame.base}"
    timed: Ctes = [*ctes, (name, _met(rows, frame, below, finals, days, timed=True))]
    if part.fill is not None:
        timed = with_times(rows, part.fill, timed, frame.base)
    return [*timed, *picked(rows, frame, name)]


def _stock(rows: Rows, frame: Series) -> Ctes:
    """Every spine time sees the rows of the last snapshot that it looks at: of a window the source's own, before any
    filter; of an earlier time the last that passes, as it does at its own time."""
    part, stock, row = rows.part, rows.part.stock, Row(rows.calendar, True)
    assert stock is not None, "asked for stocks only"
    table, last = f"{part.scan.table}__times", f"{part.name}__last"
    inside = Row(rows.calendar, False) if frame.reach is not None else rows.row()
    per = [trees.named(inside.value(v), f"__per_{i}") for i, v in enumerate(stock.per)]
    time = inside.value(stock.time)
    shown = [trees.named(time, STOCK_TIME), trees.named(truncated(time.copy(), frame.base, rows.calendar), ROW_TIME)]
    own = trees.relation(part.scan.source.relation, rows.schema)
    read = trees.select([*shown, *per], own) if frame.reach is not None else rows.scanned([*shown, *per], (), 0)
    read.set("distinct", exp.Distinct())
    distinct = trees.subquery(read, table)
    extreme = (exp.Max if stock.last else exp.Min)(this=trees.column(STOCK_TIME, table))
    keys = [trees.column(SPINE_TIME, SPINE), *(trees.column(v.alias_or_name, table) for v in per)]
    found = trees.select(
        [*keys, trees.named(extreme, LATEST)],
        times(frame, rows),
        row.all(frame.where),
        len(keys),
    )
    trees.joined(found, distinct, _looks_at(frame, table, rows), side="")
    return [(last, found), *_at_latest(rows, frame, last)]


def _at_latest(rows: Rows, frame: Series, last: str) -> Ctes:
    part, stock, row = rows.part, rows.part.stock, rows.row(alone=False)
    assert stock is not None, "asked for stocks only"
    on: list[exp.Expr] = [exp.EQ(this=row.value(stock.time), expression=trees.column(LATEST, last))]
    on += [trees.same(row.value(v), trees.column(f"__per_{i}", last)) for i, v in enumerate(stock.per)]
    at, name = trees.column(SPINE_TIME, last), f"{part.name}__at_{frame.base}"
    own = [trees.named(row.value(k.value), k.name) for k in rows.own_keys]
    columns = [rows.column(row, a) for a in part.aggregates]
    values = rows.scanned([at, *own], columns, 1 + len(own), (last, trees.all_of(on)))
    timed = Row(rows.calendar, True)
    shown = [trees.named(timed.value(k.value), k.name) if k.timed else trees.column(k.name, SPINE) for k in part.keys]
    rest = [trees.column(a.column, SPINE) for a in part.aggregates]
    source = trees.aliased(trees.table(f"{name}__values"), SPINE)
    made = trees.select([trees.column(SPINE_TIME, SPINE), *shown, *rest], source)
    spine_joins(made, frame.joins, rows.schema, timed)
    if frame.pick is None or at_base(part, frame):
        made.set("expressions", made.expressions[1:])
        return [(f"{name}__values", values), (part.name, made)]
    return [(f"{name}__values", values), (name, made), *picked(rows, frame, name)]


def _days_of(rows: Rows, time: list[exp.Expr]) -> exp.Select:
    """The times of all rows, each once."""
    made = rows.scanned([one.copy() for one in time], (), 0)
    made.set("distinct", exp.Distinct())
    return made


def _met(rows: Rows, frame: Series, below: str, finals: list[exp.Expr], days: str | None, timed: bool) -> exp.Select:
    """Spine times and groups with their aggregates; `timed` keeps the time itself as the first column.

    Through the table `days` every time first meets the days that it looks at, and rows then meet their own day.
    """
    row = Row(rows.calendar, True)
    keys = [trees.named(row.value(k.value), k.name) if k.timed else trees.column(k.name, below) for k in rows.part.keys]
    first = [trees.column(SPINE_TIME, SPINE)] if timed else []
    columns = [trees.named(tree, a.column) for tree, a in zip(finals, rows.part.aggregates, strict=True)]
    source = _firsts(rows, frame) if timed and _to_grain(frame) else times(frame, rows)
    made = trees.select([*first, *keys, *columns], source, row.all(frame.where), len(first) + len(keys))
    spine_joins(made, frame.joins, rows.schema, row)
    if days is None:
        return trees.joined(made, trees.table(below), _looks_at(frame, below, rows), side="")
    trees.joined(made, trees.table(days), _looks_at(frame, days, rows), side="")
    own = exp.EQ(this=trees.column(ROW_TIME, below), expression=trees.column(ROW_TIME, days))
    return trees.joined(made, trees.table(below), own, side="")


def _to_grain(frame: Series) -> bool:
    """Whether a period looks at the start of a longer one: as its first time does, with or without rows there."""
    return frame.pick == "first" and frame.reach is None and any(isinstance(o, Grain) for o in frame.earlier)


def _firsts(rows: Rows, frame: Series) -> exp.Expr:
    """The first time of the spine in each queried period."""
    row, time = Row(rows.calendar, True), trees.column(SPINE_TIME, SPINE)
    alike = [row.value(k.value) for k in rows.part.keys if k.timed]
    mark = trees.named(exp.Window(this=exp.Min(this=time.copy()), partition_by=alike), PICKED)
    marked = spine_joins(trees.select([time, mark], times(frame, rows)), frame.joins, rows.schema, row)
    at = exp.EQ(this=trees.column(SPINE_TIME), expression=trees.column(PICKED))
    return trees.subquery(trees.select([trees.column(SPINE_TIME)], trees.subquery(marked, "marked"), at), SPINE)


def _looks_at(frame: Series, below: str, rows: Rows) -> exp.Expr:
    """The condition under which a spine time looks at a row's time."""
    at = looked_at(frame, rows)
    inside = [] if frame.seen is None else bounds(at, frame.seen)
    seen = trees.column(ROW_TIME, below)
    until = exp.LTE(this=seen, expression=at)
    match frame.reach:
        case None:
            return exp.EQ(this=seen, expression=at)
        case Grain() as grain:
            start = exp.GTE(this=seen.copy(), expression=truncated(at.copy(), grain, rows.calendar))
            return exp.and_(start, until, *inside, copy=False)
        case Window(n, unit):
            edge = truncated(exp.Add(this=at, expression=interval(1, "day")), unit, rows.calendar)
            from_start = exp.GTE(this=seen, expression=minus(edge, Offset(n, unit.value)))
            return exp.and_(from_start, exp.LT(this=seen.copy(), expression=edge.copy()), *inside, copy=False)
        case Offset() as window:
            after = exp.GT(this=seen.copy(), expression=minus(at.copy(), window))
            return exp.and_(after, until, *inside, copy=False)
    return exp.and_(until, *inside, copy=False)


def looked_at(frame: Series, rows: Rows) -> exp.Expr:
    """The time that a spine time looks back from: itself, or an earlier one."""
    at: exp.Expr = trees.column(SEEN_TIME if frame.custom else SPINE_TIME, SPINE)
    for back in frame.earlier:
        at = truncated(at, back, rows.calendar) if isinstance(back, Grain) else minus(at, back)
    return at


def bounds(at: exp.Expr, seen: TimeRange) -> list[exp.Expr]:
    """The time looked back at lies in the range."""
    low = [] if seen.start is None else [exp.GTE(this=at.copy(), expression=trees.moment(seen.start))]
    high = [] if seen.end is None else [exp.LT(this=at.copy(), expression=trees.moment(seen.end))]
    return [*low, *high]


def picked(rows: Rows, frame: Series, name: str) -> Ctes:
    """One of the values of each coarser period: its first, its last, or their average."""
    keys = [trees.column(k.name) for k in rows.part.keys]
    names = [a.column for a in rows.part.aggregates]
    if frame.pick == "average":
        columns = [trees.named(exp.Avg(this=trees.column(c)), c) for c in names]
        return [(rows.part.name, trees.select([*keys, *columns], trees.table(name), keys=len(keys)))]
    time = trees.column(SPINE_TIME)
    extreme = exp.Min(this=time) if frame.pick == "first" else exp.Max(this=time)
    alike = [trees.column(k.name) for k in rows.part.keys if k.timed or rows.part.stock is None]
    mark = trees.named(exp.Window(this=extreme, partition_by=alike), PICKED)
    marked = trees.select([time.copy(), mark, *keys, *(trees.column(c) for c in names)], trees.table(name))
    at = exp.EQ(this=trees.column(SPINE_TIME), expression=trees.column(PICKED))
    shown = [*(k.copy() for k in keys), *(trees.column(c) for c in names)]
    return [(f"{name}__marked", marked), (rows.part.name, trees.select(shown, trees.table(f"{name}__marked"), at))]
