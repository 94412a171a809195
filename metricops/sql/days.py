"""The days of a grid: those with rows beside those that are asked for, or every day where all of them are."""

from sqlglot import exp

from metricops.sql import trees
from metricops.sql.frames import measured
from metricops.sql.grid import GRID_DAY, ROW_DAY, Grid
from metricops.sql.rows import Ctes
from metricops.sql.spines import interval

FIRST_DAY, LAST_DAY, SINCE = "__first_day", "__last_day", "__since"


def days_of(grid: Grid) -> Ctes:
    """The grid, each group and day once."""
    if not grid.dense:
        return [(grid.days, _days(grid))]
    return [(grid.calendar, _calendar(grid)), (grid.days, _every_day(grid))]


def _calendar(grid: Grid) -> exp.Select:
    """Every day of the windows that are asked for, once: of each the days since the one asked for before it.

    So that a spine with a last day in the year 9999 does not bring all days until then.
    """
    day, step = trees.column(GRID_DAY), interval(1, "day")
    first = exp.Sub(this=day, expression=interval((grid.longest or 1) - 1, "day"))
    earlier = exp.Window(this=exp.Lag(this=day.copy()), order=exp.Order(expressions=[day.copy()]))
    since = trees.named(exp.Coalesce(this=exp.Add(this=earlier, expression=step), expressions=[first]), SINCE)
    known = exp.Not(this=exp.Is(this=day.copy(), expression=exp.null()))
    asked = trees.select([day.copy()], trees.table(grid.asked), known, distinct=True)
    marked = trees.select([day.copy(), since], trees.subquery(asked, "asked"))
    start = exp.Greatest(this=trees.column(SINCE), expressions=[first.copy()])
    days = exp.GenerateSeries(start=start, end=day.copy(), step=step.copy())
    made = trees.named(trees.as_day(exp.Unnest(expressions=[days])), GRID_DAY)
    return trees.select([made], trees.subquery(marked, "marked"))


def _every_day(grid: Grid) -> exp.Select:
    """Every day of every group from its first until its last has left every window, with what was added up on it."""
    day = trees.column(GRID_DAY, grid.calendar)
    keys = [trees.column(k, grid.groups) for k in grid.keys]
    columns = [trees.column(c, grid.by_day) for c in (ROW_DAY, *grid.columns)]
    made = trees.select([day, *keys, *columns], trees.table(grid.calendar))
    trees.joined(made, trees.table(grid.groups), _counts(grid, day), side="")
    on: list[exp.Expr] = [exp.EQ(this=trees.column(ROW_DAY, grid.by_day), expression=day.copy())]
    on += [trees.same(trees.column(k.name, grid.by_day), k.copy()) for k in keys]
    return trees.joined(made, trees.table(grid.by_day), trees.all_of(on))


def _days(grid: Grid) -> exp.Select:
    """Every day with rows and, for each group while its rows can count, every day that is asked for; each once."""
    names, own = grid.columns, [trees.column(k) for k in grid.keys]
    known = exp.Not(this=exp.Is(this=trees.column(ROW_DAY), expression=exp.null()))
    found = trees.select(
        [
            trees.named(trees.column(ROW_DAY), GRID_DAY),
            *own,
            trees.column(ROW_DAY),
            *(trees.column(c) for c in names),
        ],
        trees.table(grid.by_day),
        known,
    )
    nothing = [trees.named(exp.null(), c) for c in (ROW_DAY, *names)]
    stacked = trees.union([found, _empty(grid, nothing)])
    columns = [trees.named(exp.Max(this=trees.column(c)), c) for c in (ROW_DAY, *names)]
    rulers = dict.fromkeys(c for frame in grid.frames for c in frame.columns)
    numbers = [measured(c, trees.column(GRID_DAY), grid.rows.calendar) for c in rulers]
    keys = [trees.column(GRID_DAY), *(trees.column(k) for k in grid.keys)]
    return trees.select([*keys, *numbers, *columns], trees.subquery(stacked, "days"), keys=len(keys))


def _empty(grid: Grid, nothing: list[exp.Expr]) -> exp.Select:
    """The days that are asked for, of every group from its first day until its last has left every window."""
    day = trees.column(GRID_DAY, grid.asked)
    own = [trees.column(k, grid.groups) for k in grid.keys]
    made = trees.select([day, *own, *nothing], trees.table(grid.asked))
    if not own:
        return made
    return trees.joined(made, trees.table(grid.groups), _counts(grid, day), side="")


def _counts(grid: Grid, day: exp.Expr) -> exp.Expr | None:
    """Whether a row of a group can count on a day."""
    on: list[exp.Expr] = [exp.GTE(this=day.copy(), expression=trees.column(FIRST_DAY, grid.groups))]
    if grid.longest is not None:
        last = exp.Add(this=trees.column(LAST_DAY, grid.groups), expression=interval(grid.longest, "day"))
        on.append(exp.LT(this=day.copy(), expression=last))
    return trees.all_of(on)
