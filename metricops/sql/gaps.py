"""Distinct counts over moving windows, from the days between the rows of each entity: it joins a window and leaves it.

An entity is counted from the day of a row on until its window has passed. Where the next row comes before that, it
neither leaves nor joins. So a window holds as many entities as have joined up to its day, less those that have left.
"""

from collections.abc import Sequence

from sqlglot import exp

from metricops.plan.plan import Aggregate
from metricops.sql import trees
from metricops.sql.aggregates import HOLISTIC, Partials, present
from metricops.sql.frames import Frame, before_name, distance, measured, over, period_start, until_name
from metricops.sql.rows import Ctes, Rows

PREVIOUS, NEXT, EACH = "__previous_day", "__next_day", "each_entity"


def gap_ctes(rows: Rows, day: exp.Expr, frames: Sequence[Frame], name: str) -> Ctes:
    """Every entity's days, the days before and after each, and how many join and leave by day and group."""
    entities, between = f"{rows.part.name}__entities", f"{rows.part.name}__gaps"
    return [
        (entities, _entities(rows, day)),
        (between, _between(rows, entities, day.alias)),
        (name, _by_day(rows, between, day.alias, frames)),
    ]


def gap_columns(rows: Rows, frames: Sequence[Frame]) -> list[str]:
    """What `gap_ctes` gives for each day and group."""
    marks = [a.column for a in rows.part.aggregates if a.agg not in HOLISTIC]
    return [*(c for frame in frames for c in _columns(frame)), *marks]


def in_window(agg: Aggregate, frame: Frame, there: exp.Expr) -> exp.Expr:
    """The entities in a window; NULL where no row is there at all."""
    if agg.agg not in HOLISTIC:
        return over(Partials(agg).second_step((trees.column(agg.column),)), frame.name)
    joined, *left = (exp.Sum(this=trees.column(c)) for c in _columns(frame))
    count = over(joined, until_name(frame))
    if left:
        gone = exp.Coalesce(this=over(left[0], before_name(frame)), expressions=[trees.number(0)])
        count = exp.Sub(this=count, expression=gone)
    return present(exp.cast(count, "BIGINT"), there)


def _counted(rows: Rows) -> Aggregate:
    return next(a for a in rows.part.aggregates if a.agg in HOLISTIC)


def _columns(frame: Frame) -> tuple[str, ...]:
    """Who joins on a day and, unless nobody ever leaves before the period ends, who is there for the last time."""
    joins = f"__joins_{frame.name}"
    return (joins,) if frame.back is None else (joins, f"__leaves_{frame.name}")


def _entities(rows: Rows, day: exp.Expr) -> exp.Select:
    row, counted = rows.row(), _counted(rows)
    keys = [day, *rows.keys(row), trees.named(rows.input(row, counted), counted.column)]
    return rows.scanned(keys, (), len(keys))


def _between(rows: Rows, entities: str, day: str) -> exp.Select:
    """Rows without an entity stand as if there were others on the same day, so that they never join nor leave."""
    entity, own = trees.column(_counted(rows).column), [trees.column(k.name) for k in rows.own_keys]
    nobody = exp.Is(this=entity, expression=exp.null())
    columns = []
    for kind, name in ((exp.Lag, PREVIOUS), (exp.Lead, NEXT)):
        beside = exp.Window(this=kind(this=trees.column(day)), alias=exp.to_identifier(EACH), over="OVER")
        case = exp.Case(ifs=[exp.If(this=nobody.copy(), true=trees.column(day))], default=beside)
        columns.append(trees.named(case, name))
    known = exp.Not(this=exp.Is(this=trees.column(day), expression=exp.null()))
    made = trees.select([trees.column(day), *own, *columns], trees.table(entities), known)
    order = exp.Order(expressions=[trees.column(day)])
    alike = [entity.copy(), *(k.copy() for k in own)]
    made.set("windows", [exp.Window(this=exp.to_identifier(EACH), partition_by=alike, order=order)])
    return made


def _by_day(rows: Rows, between: str, day: str, frames: Sequence[Frame]) -> exp.Select:
    keys = [trees.column(day), *(trees.column(k.name) for k in rows.own_keys)]
    columns = [trees.named(tree, c) for f in frames for c, tree in zip(_columns(f), _moves(rows, f, day), strict=False)]
    marks = [
        trees.named(exp.Max(this=trees.number(1)), a.column) for a in rows.part.aggregates if a.agg not in HOLISTIC
    ]
    return trees.select([*keys, *columns, *marks], trees.table(between), keys=len(keys))


def _moves(rows: Rows, frame: Frame, day: str) -> list[exp.Expr]:
    """How many join on a day, and for how many it is the last before their window has passed."""
    now, previous, following = (trees.column(c) for c in (day, PREVIOUS, NEXT))
    if frame.back is not None:
        back = trees.number(frame.back)
        pairs = ((previous, now), (now.copy(), following))
        return [_otherwise(exp.LT(this=distance(frame.ruler, a, b), expression=back.copy())) for a, b in pairs]
    if frame.within is None:
        return [_otherwise(exp.Not(this=exp.Is(this=previous, expression=exp.null())))]
    start = measured(period_start(frame.within), now, rows.calendar)
    return [_otherwise(exp.GTE(this=previous, expression=start.unalias()))]


def _otherwise(there: exp.Expr) -> exp.Expr:
    """How many rows do not meet a condition; without a day to compare with, none does.

    A count takes a quarter less time than a sum of ones, and counts add up over windows in two thirds of it.
    """
    return exp.Count(this=exp.Case(ifs=[exp.If(this=there, true=exp.null())], default=trees.number(1)))
