"""Moving windows over a grid: days with rows beside days that are asked for, added up by frames, met by their times."""

from dataclasses import dataclass, replace

from sqlglot import exp

from metricops.manifest import Aggregation
from metricops.periods import Calendar, Grain, Window
from metricops.plan.columns import ONE
from metricops.plan.frames import Series
from metricops.plan.plan import Aggregate, Part
from metricops.plan.rows import Attribute
from metricops.sql import trees
from metricops.sql.aggregates import Partials
from metricops.sql.fills import again, filled, with_times
from metricops.sql.frames import Frame, before, frame_of, measured, over, until, window
from metricops.sql.gaps import gap_columns, gap_ctes, in_window
from metricops.sql.gathering import Gathered, Seen, picks
from metricops.sql.matches import Matched
from metricops.sql.rows import Ctes, Rows
from metricops.sql.scans import spine_joins
from metricops.sql.series import bounds, looked_at, picked
from metricops.sql.spines import interval, times
from metricops.sql.values import SPINE, SPINE_TIME, Row, truncated

ROW_DAY, GRID_DAY = "__row_day", "__day"
FIRST_DAY, LAST_DAY = "__first_day", "__last_day"


@dataclass(frozen=True, slots=True)
class Grid:
    """Parts that are read together, with the names of the tables they are computed in."""

    rows: Rows
    frame: Series
    seen: tuple[tuple[Seen, Frame], ...]
    marks: tuple[str, ...]
    once: dict[str, Aggregate]  # what is added up by day, for each column that comes out
    distinct: bool

    @property
    def by_day(self) -> str:
        """What was added up from the rows."""
        return f"{self.rows.part.name}__by_{self.frame.base}"

    @property
    def asked(self) -> str:
        """The times that are asked for, with the day that each looks at."""
        return f"{self.rows.part.name}__times"

    @property
    def groups(self) -> str:
        """The groups, with their first day and their last."""
        return f"{self.rows.part.name}__groups"

    @property
    def days(self) -> str:
        """Days with rows and days that are looked at."""
        return f"{self.rows.part.name}__grid"

    @property
    def moving(self) -> str:
        """The same with what their windows add up to."""
        return f"{self.rows.part.name}__moving"

    @property
    def keys(self) -> tuple[str, ...]:
        """The groups' columns."""
        return tuple(k.name for k in self.rows.own_keys)

    @property
    def columns(self) -> list[str]:
        """What is added up, by day and group."""
        if self.distinct:
            return gap_columns(self.rows, self.frames)
        return [c for a in self.rows.part.aggregates for c in Partials(a).columns]

    @property
    def frames(self) -> tuple[Frame, ...]:
        """Every frame once."""
        return tuple(dict.fromkeys(frame for _, frame in self.seen))


def moving_ctes(group: Gathered, schema: str | None, calendar: Calendar) -> Ctes:
    """The common table expressions of parts that are read together; each part that comes out has its name."""
    grid = _grid(group, schema, calendar)
    day = _row_day(grid)
    if grid.distinct:
        made = gap_ctes(grid.rows, day, grid.frames, grid.by_day)
    else:
        made = grid.rows.partials(grid.by_day, [day])
    made.append((grid.asked, _asked(grid)))
    if grid.keys:
        made.append((grid.groups, _groups(grid)))
    made += [(grid.days, _days(grid)), (grid.moving, _moving(grid, group.shown))]
    for part in group.shown:
        made += _shown(grid, part)
    return made


def _grid(group: Gathered, schema: str | None, calendar: Calendar) -> Grid:
    """Aggregates over all rows stand first: on DuckDB they fetch the groups that scattered rows are then added to."""
    marks = tuple(_mark(one) for one in group.seen if one.own and not _implied(one, group))
    every = sorted((*group.rows.aggregates, *marks), key=lambda a: bool(a.conditions))
    once = {a.column: a for a in every} if group.distinct else _once(every)
    part = replace(group.rows, aggregates=tuple({a.column: a for a in once.values()}.values()), fill=None)
    assert isinstance(part.frame, Series), "only series move"
    seen = tuple((one, found) for one in group.seen if (found := frame_of(one.reach)) is not None)
    return Grid(
        _rows(part, schema, calendar), part.frame, seen, tuple(mark.column for mark in marks), once, group.distinct
    )


def _rows(part: Part, schema: str | None, calendar: Calendar) -> Rows:
    return Rows(part, schema, calendar) if part.match is None else Matched(part, schema, calendar, part.match)


def _once(aggregates: list[Aggregate]) -> dict[str, Aggregate]:
    """For each column what is added up by day: the same one for all windows that look at the same."""
    alike: list[list[Aggregate]] = []
    for a in aggregates:
        group = next((g for g in alike if replace(g[0], column="") == replace(a, column="")), None)
        alike.append([a]) if group is None else group.append(a)
    found: dict[str, Aggregate] = {}
    for n, (first, *others) in enumerate(alike, start=1):
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
    return Aggregate(_rows_of(one), Aggregation.COUNT, value, one.own, role="rows")


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
    if not isinstance(frame.reach, Window):
        return at
    edge = truncated(exp.Add(this=at, expression=interval(1, "day")), frame.reach.unit, rows.calendar)
    return exp.Sub(this=edge, expression=interval(1, "day"))


def _groups(grid: Grid) -> exp.Select:
    keys = [trees.column(k) for k in grid.keys]
    day = trees.column(ROW_DAY)
    ends = [trees.named(exp.Min(this=day), FIRST_DAY), trees.named(exp.Max(this=day.copy()), LAST_DAY)]
    return trees.select([*keys, *ends], trees.table(grid.by_day), keys=len(keys))


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
    on: list[exp.Expr] = [exp.GTE(this=day.copy(), expression=trees.column(FIRST_DAY, grid.groups))]
    longest = [frame.days for frame in grid.frames]
    if None not in longest:
        left = interval(max(days for days in longest if days is not None), "day")
        last = exp.Add(this=trees.column(LAST_DAY, grid.groups), expression=left)
        on.append(exp.LT(this=day.copy(), expression=last))
    return trees.joined(made, trees.table(grid.groups), trees.all_of(on), side="")


def _moving(grid: Grid, shown: tuple[Part, ...]) -> exp.Select:
    """Every day of the grid with what each window adds up to, and whether there was anything in it."""
    columns = [c for one, frame in grid.seen for c in _windowed(grid, one, frame)]
    there = {name: tree for part in shown for name, tree in _some(grid, part)}
    marks = [trees.named(tree, name) for name, tree in there.items()]
    keys = [trees.column(GRID_DAY), *(trees.column(k) for k in grid.keys)]
    made = trees.select([*keys, *columns, *marks], trees.table(grid.days))
    windows = [window(frame, grid.keys) for frame in grid.frames]
    if grid.distinct:
        lasting = [frame for frame in grid.frames if frame.back is not None]
        windows += [until(frame, grid.keys) for frame in {frame.ruler: frame for frame in lasting}.values()]
        windows += [before(frame, grid.keys) for frame in lasting]
    made.set("windows", windows)
    return made


def _windowed(grid: Grid, one: Seen, frame: Frame) -> list[exp.Expr]:
    if grid.distinct:
        return [trees.named(in_window(a, frame, _there(grid, one, frame)[1]), a.column) for a in one.part.aggregates]
    steps = [Partials(grid.once[a.column]) for a in one.part.aggregates]
    finals = [over(p.second_step(tuple(trees.column(c) for c in p.columns)), frame.name) for p in steps]
    return [trees.named(tree, a.column) for tree, a in zip(finals, one.part.aggregates, strict=True)]


def _rows_of(one: Seen) -> str:
    return f"__rows_of_{one.part.name}"


def _some(grid: Grid, part: Part) -> list[tuple[str, exp.Expr]]:
    """What says whether any window of a part has rows: of windows in each other the longest."""
    named = {a.column for a in part.aggregates}
    mine = [(one, frame) for one, frame in grid.seen if {a.column for a in one.part.aggregates} <= named]
    free = {frame for one, frame in mine if _rows_of(one) not in grid.marks}
    held = {frame for frame in free if any(other != frame and other.holds(frame) for other in free)}
    return [_there(grid, one, frame) for one, frame in mine if _rows_of(one) in grid.marks or frame not in held]


def _there(grid: Grid, one: Seen, frame: Frame) -> tuple[str, exp.Expr]:
    """The column that counts what is in a part's window: its own rows, or days with rows."""
    if _rows_of(one) in grid.marks:
        return _rows_of(one), over(exp.Sum(this=trees.column(grid.once[_rows_of(one)].column)), frame.name)
    return f"__days_of_{frame.name}", over(exp.Count(this=trees.column(ROW_DAY)), frame.name)


def _shown(grid: Grid, part: Part) -> Ctes:
    """A part's rows: the times that are asked for beside the windows of their days."""
    frame, rows = part.frame, _rows(part, grid.rows.schema, grid.rows.calendar)
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
    there = dict(_some(grid, part))
    some = [exp.GT(this=trees.column(c, grid.moving), expression=trees.number(0)) for c in there]
    made = trees.select([*first, *keys, *columns], trees.table(grid.asked), trees.any_of(some))
    day = exp.EQ(this=trees.column(GRID_DAY, grid.moving), expression=trees.column(GRID_DAY, grid.asked))
    return trees.joined(made, trees.table(grid.moving), day, side="")
