"""Times without rows: a part with a row for every time of a spine."""

from sqlglot import exp

from metricops.periods import Grain
from metricops.plan.frames import Series, SpineFill
from metricops.plan.plan import Aggregate
from metricops.sql import trees
from metricops.sql.rows import Ctes, Rows
from metricops.sql.scans import spine_joins
from metricops.sql.spines import at_base, spine
from metricops.sql.values import SPINE, SPINE_TIME, Row


def filled(rows: Rows, fill: SpineFill, made: Ctes) -> Ctes:
    """The part with a row for every time of the spine; one that picks from its times was filled before."""
    frame = rows.part.frame
    if isinstance(frame, Series) and frame.pick is not None and not at_base(rows.part, frame):
        return made
    return with_times(rows, fill, made, None)


def again(rows: Rows, fill: SpineFill, made: Ctes) -> Ctes:
    """The part without the rows that a filter of its keys refuses: those that the spine brought."""
    kept = Row(rows.calendar, False).all(fill.again)
    if kept is None:
        return made
    *before, (name, last) = made
    every = f"{name}__every_time"
    columns = [trees.column(c) for c in (*(k.name for k in rows.part.keys), *(a.column for a in rows.part.aggregates))]
    return [*before, (every, last), (name, trees.select(columns, trees.table(every), kept))]


def with_times(rows: Rows, fill: SpineFill, made: Ctes, base: Grain | None) -> Ctes:
    """The last table with a row for every key of the spine, or for every time of it at the grain `base`."""
    *before, (name, last) = made
    below, times, row = f"{name}__found", "times", Row(rows.calendar, True)
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
