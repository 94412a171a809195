"""Aggregates over windows that need the rows themselves: distinct counts and percentiles, each in its own way."""

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from metricops.manifest import Aggregation
from metricops.plan.frames import InPeriods
from metricops.plan.plan import Aggregate
from metricops.sql import trees
from metricops.sql.distinct import distinct
from metricops.sql.periods import PERIODS, REACH, WINDOW, in_pieces, looked_at, pieces_table, range_of, window
from metricops.sql.pieces import PIECE, pieces
from metricops.sql.rows import Ctes, Rows, over_column

FEW = 8
"""Up to so many windows are read one by one, each only its own rows."""


def holistic(rows: Rows, frame: InPeriods) -> Ctes:
    """The part with each kind of its aggregates computed alone, and where there are several kinds, put together."""
    name, kinds = rows.part.name, _kinds(rows.part.aggregates)
    if rows.rows_first:
        return _of_pieces(rows, frame)
    if len(kinds) == 1:
        return _of_kind(rows, frame)
    ctes: Ctes = []
    names = [f"{name}__{n}" for n in range(1, len(kinds) + 1)]
    for one, aggregates in zip(names, kinds, strict=True):
        ctes += _of_kind(replace(rows, part=replace(rows.part, name=one, aggregates=aggregates)), frame)
    return [*ctes, (name, _together(rows, list(zip(names, kinds, strict=True))))]


def _kinds(aggregates: Sequence[Aggregate]) -> list[tuple[Aggregate, ...]]:
    """Distinct counts of each value, and all others."""
    kinds: dict[object, list[Aggregate]] = {}
    for agg in aggregates:
        kinds.setdefault(agg.value if agg.agg is Aggregation.COUNT_DISTINCT else None, []).append(agg)
    return [tuple(its) for its in kinds.values()]


def _of_kind(rows: Rows, frame: InPeriods) -> Ctes:
    if rows.part.aggregates[0].agg is Aggregation.COUNT_DISTINCT:
        return distinct(rows, frame)
    return _one_by_one(rows, frame) if len(frame.periods) <= FEW else _of_pieces(rows, frame)


def _together(rows: Rows, kinds: list[tuple[str, tuple[Aggregate, ...]]]) -> exp.Select:
    """One row a window and group with the columns of all kinds."""
    keys = (*WINDOW, *(k.name for k in rows.own_keys))
    stack = []
    for name, aggregates in kinds:
        own = {a.column for a in aggregates}
        columns = [
            trees.column(a.column) if a.column in own else trees.named(exp.null(), a.column)
            for a in rows.part.aggregates
        ]
        stack.append(trees.select([*map(trees.column, keys), *columns], trees.table(name)))
    columns = [trees.named(exp.Max(this=trees.column(a.column)), a.column) for a in rows.part.aggregates]
    source = trees.subquery(trees.union(stack), "kinds")
    return trees.select([*map(trees.column, keys), *columns], source, keys=len(keys))


def _one_by_one(rows: Rows, frame: InPeriods) -> Ctes:
    """Each window read alone."""
    return [(rows.part.name, trees.stacked([_read(rows, frame, n) for n in range(len(frame.periods))], "windows"))]


def _read(rows: Rows, frame: InPeriods, n: int) -> exp.Select:
    look = (frame.looks or frame.periods)[n]
    one = replace(rows, part=replace(rows.part, where=(*rows.part.where, range_of(frame, look))))
    made = one.aggregated()
    made.set("expressions", [*window(frame.periods[n]), *made.expressions])
    if not rows.own_keys:
        made.set("having", exp.Having(this=exp.GT(this=exp.Count(this=exp.Star()), expression=trees.number(0))))
    else:
        made.set("group", exp.Group(expressions=[trees.number(i + 3) for i in range(len(rows.own_keys))]))
    return made


def _of_pieces(rows: Rows, frame: InPeriods) -> Ctes:
    """Rows met by all windows that hold their piece of time, through a map from pieces to windows."""
    rows, cut = looked_at(rows, frame), pieces(frame)
    part = rows.part
    piece = trees.named(cut.number(trees.as_day(rows.row().value(frame.time))), PIECE)
    below, held = f"{part.name}__rows", f"{part.name}__pieces"
    first, last = (trees.column(end, PERIODS) for end in REACH)
    known = trees.subquery(trees.select([trees.column(PIECE)], trees.table(below), distinct=True), "known")
    columns = [*(trees.column(w, PERIODS) for w in WINDOW), trees.column(PIECE, "known")]
    inside = trees.between(trees.column(PIECE, "known"), first, last)
    held_by = trees.joined(trees.select(columns, pieces_table(part)), known, inside, side="")
    keys = [trees.column(w, held) for w in WINDOW] + [trees.column(k.name, below) for k in rows.own_keys]
    finals = [trees.named(over_column(a), a.column) for a in part.aggregates]
    made = trees.select([*keys, *finals], trees.table(held), keys=len(keys))
    same = exp.EQ(this=trees.column(PIECE, below), expression=trees.column(PIECE, held))
    found = trees.joined(made, trees.table(below), same, side="")
    return [*in_pieces(part, frame, cut), *rows.prepared(below, [piece]), (held, held_by), (part.name, found)]
