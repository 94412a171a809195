"""Rows that count for the times of a spine: offsets, moving windows, periods to date, and times without rows."""

from sqlglot import exp

from metricops.manifest import Offset, TimeSpine
from metricops.periods import Grain
from metricops.plan.plan import Aggregate, Series, SpineFill, TimeRange, Truncated
from metricops.sql import trees
from metricops.sql.aggregates import HOLISTIC, Partials
from metricops.sql.rows import Ctes, Rows, over_column
from metricops.sql.scans import spine_joins
from metricops.sql.values import SPINE, SPINE_TIME, Row, truncated

ROW_TIME, PICKED = "row_time", "picked"
MONTHS = {"quarter": ("month", 3)}


def of_series(rows: Rows, frame: Series) -> Ctes:
    """Partials by row time (or the rows), met by every spine time that looks at them."""
    part, row = rows.part, rows.row()
    time = [trees.named(truncated(row.value(frame.time), frame.base, rows.calendar), ROW_TIME)]
    if any(a.agg in HOLISTIC for a in part.aggregates):
        below = f"{part.name}_rows"
        ctes, finals = rows.prepared(below, time), [over_column(a) for a in part.aggregates]
    else:
        below = f"{part.name}_by_{frame.base}"
        steps = [Partials(a) for a in part.aggregates]
        ctes = rows.partials(below, time)
        finals = [p.second_step(tuple(trees.column(c, below) for c in p.columns)) for p in steps]
    if frame.pick is None or _at_base(rows, frame):
        return [*ctes, (part.name, _met(rows, frame, below, finals, timed=False))]
    name = f"{part.name}_at_{frame.base}"
    timed: Ctes = [*ctes, (name, _met(rows, frame, below, finals, timed=True))]
    if part.fill is not None:
        timed = with_times(rows, part.fill, timed, frame.base)
    return [*timed, *_picked(rows, frame, name)]


def _at_base(rows: Rows, frame: Series) -> bool:
    """Whether a key shows the base grain itself, so that there is nothing to pick from."""
    times = [k.value for k in rows.part.keys if k.timed]
    return any(isinstance(v, Truncated) and v.grain is frame.base for v in times)


def _met(rows: Rows, frame: Series, below: str, finals: list[exp.Expr], timed: bool) -> exp.Select:
    """Spine times and groups with their aggregates; `timed` keeps the time itself as the first column."""
    row = Row(rows.calendar, True)
    keys = [trees.named(row.value(k.value), k.name) if k.timed else trees.column(k.name, below) for k in rows.part.keys]
    first = [trees.column(SPINE_TIME, SPINE)] if timed else []
    columns = [trees.named(tree, a.column) for tree, a in zip(finals, rows.part.aggregates, strict=True)]
    source = spine(frame.spine, frame.base, rows)
    made = trees.select([*first, *keys, *columns], source, row.all(frame.where), len(first) + len(keys))
    spine_joins(made, frame.joins, rows.schema, row)
    return trees.joined(made, trees.table(below), _looks_at(frame, below, rows), side="")


def _looks_at(frame: Series, below: str, rows: Rows) -> exp.Expr:
    """The condition under which a spine time looks at a row's time."""
    at: exp.Expr = trees.column(SPINE_TIME, SPINE)
    for back in frame.earlier:
        at = truncated(at, back, rows.calendar) if isinstance(back, Grain) else minus(at, back)
    inside = [] if frame.seen is None else _bounds(at, frame.seen)
    seen = trees.column(ROW_TIME, below)
    until = exp.LTE(this=seen, expression=at)
    match frame.reach:
        case None:
            return exp.EQ(this=seen, expression=at)
        case Grain() as grain:
            start = exp.GTE(this=seen.copy(), expression=truncated(at.copy(), grain, rows.calendar))
            return exp.and_(start, until, *inside, copy=False)
        case Offset() as window:
            after = exp.GT(this=seen.copy(), expression=minus(at.copy(), window))
            return exp.and_(after, until, *inside, copy=False)
    return exp.and_(until, *inside, copy=False)


def _bounds(at: exp.Expr, seen: TimeRange) -> list[exp.Expr]:
    """The time looked back at lies in the range."""
    low = [] if seen.start is None else [exp.GTE(this=at.copy(), expression=trees.moment(seen.start))]
    high = [] if seen.end is None else [exp.LT(this=at.copy(), expression=trees.moment(seen.end))]
    return [*low, *high]


def minus(at: exp.Expr, back: Offset) -> exp.Expr:
    """A time moved back; quarters are months, which every engine knows."""
    unit, each = MONTHS.get(back.unit, (back.unit, 1))
    interval = exp.Interval(this=exp.Literal.string(str(back.n * each)), unit=exp.var(unit.upper()))
    return exp.Sub(this=at, expression=interval)


def _picked(rows: Rows, frame: Series, name: str) -> Ctes:
    """One of the values of each coarser period: its first, its last, or their average."""
    keys = [trees.column(k.name) for k in rows.part.keys]
    names = [a.column for a in rows.part.aggregates]
    if frame.pick == "average":
        columns = [trees.named(exp.Avg(this=trees.column(c)), c) for c in names]
        return [(rows.part.name, trees.select([*keys, *columns], trees.table(name), keys=len(keys)))]
    time = trees.column(SPINE_TIME)
    extreme = exp.Min(this=time) if frame.pick == "first" else exp.Max(this=time)
    mark = trees.named(exp.Window(this=extreme, partition_by=[k.copy() for k in keys]), PICKED)
    marked = trees.select([time.copy(), mark, *keys, *(trees.column(c) for c in names)], trees.table(name))
    at = exp.EQ(this=trees.column(SPINE_TIME), expression=trees.column(PICKED))
    shown = [*(k.copy() for k in keys), *(trees.column(c) for c in names)]
    return [(f"{name}_marked", marked), (rows.part.name, trees.select(shown, trees.table(f"{name}_marked"), at))]


def filled(rows: Rows, fill: SpineFill, made: Ctes) -> Ctes:
    """The part with a row for every time of the spine; one that picks from its times was filled before."""
    frame = rows.part.frame
    if isinstance(frame, Series) and frame.pick is not None and not _at_base(rows, frame):
        return made
    return with_times(rows, fill, made, None)


def with_times(rows: Rows, fill: SpineFill, made: Ctes, base: Grain | None) -> Ctes:
    """The last table with a row for every key of the spine, or for every time of it at the grain `base`."""
    *before, (name, last) = made
    below, times, row = f"{name}_found", "times", Row(rows.calendar, True)
    shown = [trees.named(row.value(k.value), k.name) for k in fill.keys]
    at = [trees.column(SPINE_TIME, SPINE)] if base else []
    every = trees.select(
        [*at, *shown], spine(fill.spine, base or fill.spine.grain, rows), row.all(fill.where), distinct=True
    )
    spine_joins(every, fill.joins, rows.schema, row)
    on = [SPINE_TIME] if base else sorted(k.name for k in fill.keys)
    timed = {SPINE_TIME, *(k.name for k in fill.keys)}
    named = [*([SPINE_TIME] if base else []), *(k.name for k in rows.part.keys)]
    keys = [trees.column(k, times if k in timed else below) for k in named]
    columns = [_in_times(a, trees.column(a.column, below), fill, base) for a in rows.part.aggregates]
    final = trees.select([*keys, *columns], trees.subquery(every, times))
    met = [exp.EQ(this=trees.column(k, times), expression=trees.column(k, below)) for k in on]
    return [*before, (below, last), (name, trees.joined(final, trees.table(below), trees.all_of(met)))]


def _in_times(agg: Aggregate, column: exp.Column, fill: SpineFill, base: Grain | None) -> exp.Expr:
    """A column beside every time: a time of the spine is a row, and has a value where one stands for NULL."""
    if agg.role == "here":
        return trees.named(trees.number(1), column.name)
    if base is None or fill.value is None:
        return column
    return trees.named(exp.Coalesce(this=column, expressions=[trees.number(fill.value)]), column.name)


def spine(of: TimeSpine, base: Grain, rows: Rows) -> exp.Expr:
    """The spine's times at a grain, under the names that values use."""
    table = trees.relation(of.relation, rows.schema)
    time = trees.column(of.column)
    if base is of.grain:
        return trees.subquery(trees.select([trees.named(time, SPINE_TIME)], table), SPINE)
    shown = trees.named(truncated(time, base, rows.calendar), SPINE_TIME)
    return trees.subquery(trees.select([shown], table, distinct=True), SPINE)
