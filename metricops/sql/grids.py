"""Moving windows over a grid: days with rows beside days that are asked for, added up by frames, met by their times."""

from dataclasses import replace

from sqlglot import exp

from metricops.manifest import Aggregation
from metricops.periods import Calendar, Grain, Window
from metricops.plan.columns import ONE
from metricops.plan.frames import Series
from metricops.plan.once import alike
from metricops.plan.plan import Aggregate, Part
from metricops.plan.rows import Attribute
from metricops.sql import trees
from metricops.sql.days import FIRST_DAY, LAST_DAY, days_of
from metricops.sql.frames import frame_of
from metricops.sql.gaps import gap_ctes
from metricops.sql.gathering import Gathered, Seen
from metricops.sql.grid import GRID_DAY, ROW_DAY, Grid, rows_of
from metricops.sql.matches import Matched
from metricops.sql.rows import Ctes, Rows
from metricops.sql.scans import spine_joins
from metricops.sql.series import bounds, looked_at
from metricops.sql.spines import interval, times
from metricops.sql.values import SPINE, SPINE_TIME, Row, truncated
from metricops.sql.windowed import moving, shown


def moving_ctes(group: Gathered, schema: str | None, calendar: Calendar) -> Ctes:
    """The common table expressions of parts that are read together; each part that comes out has its name."""
    grid = _grid(group, schema, calendar)
    day = _row_day(grid)
    if grid.distinct:
        made = gap_ctes(grid.rows, day, grid.frames, grid.by_day)
    else:
        made = grid.rows.partials(grid.by_day, [day])
    made.append((grid.asked, _asked(grid)))
    if grid.keys or grid.dense:
        made.append((grid.groups, _groups(grid)))
    made += [*days_of(grid), (grid.moving, moving(grid, group.shown))]
    for part in group.shown:
        made += shown(grid, part, _rows(part, schema, calendar))
    return made


def _grid(group: Gathered, schema: str | None, calendar: Calendar) -> Grid:
    """Aggregates over all rows stand first: on DuckDB they fetch the groups that scattered rows are then added to."""
    marks = tuple(_mark(one) for one in group.seen if one.own and not _implied(one, group))
    every = sorted((*group.rows.aggregates, *marks), key=lambda a: bool(a.conditions))
    once = {a.column: a for a in every} if group.distinct else _once(every)
    part = replace(group.rows, aggregates=tuple({a.column: a for a in once.values()}.values()), fill=None)
    assert isinstance(part.frame, Series), "only series move"
    seen = tuple((one, found) for one in group.seen if (found := frame_of(one.reach)) is not None)
    marked = tuple(mark.column for mark in marks)
    return Grid(_rows(part, schema, calendar), part.frame, seen, marked, once, group.distinct, group.dense)


def _rows(part: Part, schema: str | None, calendar: Calendar) -> Rows:
    return Rows(part, schema, calendar) if part.match is None else Matched(part, schema, calendar, part.match)


def _once(aggregates: list[Aggregate]) -> dict[str, Aggregate]:
    """For each column what is added up by day: the same one for all windows that look at the same."""
    found: dict[str, Aggregate] = {}
    for n, (first, *others) in enumerate(alike(aggregates), start=1):
        shared = replace(first, column=f"__{first.agg.value}_{n}") if others else first
        found |= {a.column: shared for a in (first, *others)}
    return found


def _row_day(grid: Grid) -> exp.Expr:
    """The day of a row, or the first of its period where times are longer than days."""
    time = grid.rows.row().value(grid.frame.time)
    if grid.frame.base is not Grain.DAY:
        time = truncated(time, grid.frame.base, grid.rows.calendar)
    return trees.named(trees.as_day(time), ROW_DAY)


def _implied(one: Seen, group: Gathered) -> bool:
    """Whether a row that comes out for this part does so anyway, for another that has all rows of the same windows."""
    return len(group.shown) == 1 and any(other.reach == one.reach and not other.own for other in group.seen)


def _mark(one: Seen) -> Aggregate:
    """How many rows a part has that shares its days with others."""
    value = Attribute(one.part.scan.table, ONE)
    return Aggregate(rows_of(one), Aggregation.COUNT, value, one.own, role="rows")


def _asked(grid: Grid) -> exp.Select:
    """The spine's times that are asked for, their keys, and the last day that each looks at."""
    frame, rows = grid.frame, grid.rows
    row = Row(rows.calendar, True)
    keys = [trees.named(row.value(k.value), k.name) for k in rows.part.keys if k.timed]
    at = looked_at(frame, rows)
    inside = [] if frame.seen is None else bounds(at, frame.seen)
    day = trees.named(trees.as_day(_last_day(frame, at, rows)), GRID_DAY)
    limits = [*([where] if (where := row.all(frame.where)) is not None else []), *inside]
    made = trees.select([trees.column(SPINE_TIME, SPINE), *keys, day], times(frame, rows), trees.all_of(limits))
    return spine_joins(made, frame.joins, rows.schema, row)


def _last_day(frame: Series, at: exp.Expr, rows: Rows) -> exp.Expr:
    """The day itself, or where windows are of whole periods the last day of the last of them that is complete."""
    if not isinstance(frame.reach, Window) or frame.reach.unit is Grain.DAY:
        return at
    edge = truncated(exp.Add(this=at, expression=interval(1, "day")), frame.reach.unit, rows.calendar)
    return exp.Sub(this=edge, expression=interval(1, "day"))


def _groups(grid: Grid) -> exp.Select:
    keys = [trees.column(k) for k in grid.keys]
    day = trees.column(ROW_DAY)
    ends = [trees.named(exp.Min(this=day), FIRST_DAY), trees.named(exp.Max(this=day.copy()), LAST_DAY)]
    return trees.select([*keys, *ends], trees.table(grid.by_day), keys=len(keys))
