"""What windows add up to on every day of a grid, and the rows that each part shows of it."""

from sqlglot import exp

from metricops.manifest import Aggregation
from metricops.plan.frames import Series
from metricops.plan.plan import Aggregate, Part
from metricops.sql import trees
from metricops.sql.aggregates import Partials
from metricops.sql.fills import again, filled, with_times
from metricops.sql.frames import Frame, before, over, until, window
from metricops.sql.gaps import in_window
from metricops.sql.gathering import Seen, picks
from metricops.sql.grid import GRID_DAY, ROW_DAY, Grid, rows_of
from metricops.sql.rows import Ctes, Rows
from metricops.sql.series import picked
from metricops.sql.values import SPINE_TIME


def moving(grid: Grid, shown: tuple[Part, ...]) -> exp.Select:
    """Every day of the grid with what each window adds up to, and whether there was anything in it."""
    columns = [c for one, frame in grid.seen for c in _windowed(grid, one, frame)]
    there = {name: tree for part in shown for name, tree in _some(grid, part).items()}
    marks = [trees.named(tree, name) for name, tree in there.items() if tree is not None]
    keys = [trees.column(GRID_DAY), *(trees.column(k) for k in grid.keys)]
    made = trees.select([*keys, *columns, *marks], trees.table(grid.days))
    windows = [window(frame, grid.keys, GRID_DAY if grid.dense else None) for frame in grid.frames]
    if grid.distinct:
        lasting = [frame for frame in grid.frames if frame.back is not None]
        windows += [until(frame, grid.keys) for frame in {frame.ruler: frame for frame in lasting}.values()]
        windows += [before(frame, grid.keys) for frame in lasting]
    made.set("windows", windows)
    return made


def _windowed(grid: Grid, one: Seen, frame: Frame) -> list[exp.Expr]:
    if grid.distinct:
        return [trees.named(in_window(a, frame, _there(grid, one, frame)), a.column) for a in one.part.aggregates]
    steps = [Partials(grid.once[a.column]) for a in one.part.aggregates]
    finals = [over(p.second_step(tuple(trees.column(c) for c in p.columns)), frame.name) for p in steps]
    return [trees.named(tree, a.column) for tree, a in zip(finals, one.part.aggregates, strict=True)]


def _some(grid: Grid, part: Part) -> dict[str, exp.Expr | None]:
    """The columns that say whether any window of a part has rows: of windows in each other the longest.

    Each with what it is, unless it is one of the part's own, which is NULL without rows.
    """
    named = {a.column for a in part.aggregates}
    mine = [(one, frame) for one, frame in grid.seen if {a.column for a in one.part.aggregates} <= named]
    found: dict[str, exp.Expr | None] = {
        rows_of(one): _there(grid, one, frame) for one, frame in mine if rows_of(one) in grid.marks
    }
    free = dict.fromkeys(frame for one, frame in mine if rows_of(one) not in grid.marks)
    for frame in free:
        if not any(other != frame and other.holds(frame) for other in free):
            counts = (a.column for one, its in mine if its == frame for a in one.part.aggregates if _counts(grid, a))
            count = next(counts, None)
            found |= {count: None} if count else {f"__days_of_{frame.name}": _days(frame)}
    return found


def _counts(grid: Grid, agg: Aggregate) -> bool:
    """Whether an aggregate is a number, be it 0, wherever there is a row."""
    return not grid.distinct and agg.agg is Aggregation.COUNT and not agg.conditions


def _there(grid: Grid, one: Seen, frame: Frame) -> exp.Expr:
    """How much is in a part's window: its own rows, or days with rows."""
    if rows_of(one) in grid.marks:
        return over(exp.Sum(this=trees.column(grid.once[rows_of(one)].column)), frame.name)
    return _days(frame)


def _days(frame: Frame) -> exp.Expr:
    return over(exp.Count(this=trees.column(ROW_DAY)), frame.name)


def shown(grid: Grid, part: Part, rows: Rows) -> Ctes:
    """A part's rows: the times that are asked for beside the windows of their days."""
    frame = part.frame
    assert isinstance(frame, Series), "only series move"
    if not picks(part, frame):
        made: Ctes = [(part.name, _met(grid, part, timed=False))]
        return made if part.fill is None else again(rows, part.fill, filled(rows, part.fill, made))
    name = f"{part.name}__at_{frame.base}"
    timed: Ctes = [(name, _met(grid, part, timed=True))]
    if part.fill is None:
        return [*timed, *picked(rows, frame, name)]
    timed = with_times(rows, part.fill, timed, frame.base)
    return again(rows, part.fill, [*timed, *picked(rows, frame, name)])


def _met(grid: Grid, part: Part, timed: bool) -> exp.Select:
    first = [trees.column(SPINE_TIME, grid.asked)] if timed else []
    keys = [trees.column(k.name, grid.asked if k.timed else grid.moving) for k in part.keys]
    columns = [trees.column(a.column, grid.moving) for a in part.aggregates]
    some = [_is_there(trees.column(c, grid.moving), tree is None) for c, tree in _some(grid, part).items()]
    made = trees.select([*first, *keys, *columns], trees.table(grid.asked), trees.any_of(some))
    day = exp.EQ(this=trees.column(GRID_DAY, grid.moving), expression=trees.column(GRID_DAY, grid.asked))
    return trees.joined(made, trees.table(grid.moving), day, side="")


def _is_there(column: exp.Expr, own: bool) -> exp.Expr:
    if own:
        return exp.Not(this=exp.Is(this=column, expression=exp.null()))
    return exp.GT(this=column, expression=trees.number(0))
