"""Rows that count for every period holding their day: by daily partials, by rows, or by last snapshots."""

from sqlglot import exp

from metricops.plan.frames import InPeriods
from metricops.plan.plan import Aggregate, Part
from metricops.plan.rows import Attribute
from metricops.sql import trees
from metricops.sql.aggregates import HOLISTIC, Partials
from metricops.sql.pieces import BY_PIECE, DAY, PIECE, by_piece, groups_of, in_pieces, pieces_of
from metricops.sql.rows import Ctes, Rows, over_column
from metricops.sql.values import Row

PERIODS = "periods"
WINDOW = ("window_start", "window_end")
LOOK = ("__look_start", "__look_end")
STOCK_TIME, LATEST = "__stock_time", "__latest_time"


def in_periods(rows: Rows, frame: InPeriods) -> Ctes:
    """Additive aggregates by partials per day; others over the rows of each period."""
    part, row = rows.part, rows.row()
    day = [trees.named(trees.as_day(row.value(frame.time)), DAY)]
    if any(a.agg in HOLISTIC for a in part.aggregates):
        name = f"{part.name}__rows"
        finals = [over_column(a) for a in part.aggregates]
        return [*rows.prepared(name, day), (part.name, _of_periods(rows, name, finals, dense=False))]
    below = f"{part.name}__daily"
    ctes = rows.partials(below, day)
    if in_pieces(frame):
        return [*ctes, *_by_pieces(rows, below, frame.dense)]
    steps = [Partials(a) for a in part.aggregates]
    finals = [p.second_step(tuple(_counted(rows, below, p.agg, c, frame) for c in p.columns)) for p in steps]
    return [*ctes, (part.name, _of_periods(rows, below, finals, frame.dense))]


def _by_pieces(rows: Rows, daily: str, dense: bool) -> Ctes:
    """Days added up by pieces, pieces by periods; when dense, beside every pair of a period and a group."""
    part, below = rows.part, f"{rows.part.name}{BY_PIECE}"
    added = (below, by_piece(rows, daily, pieces_of(looking(part))))
    steps = [Partials(a) for a in part.aggregates]
    finals = [p.second_step(tuple(trees.column(c, below) for c in p.columns)) for p in steps]
    found = _of_periods(rows, below, finals, dense=False)
    if not dense:
        return [added, (part.name, found)]
    name, groups = f"{part.name}__found", f"{part.name}__groups"
    return [added, (name, found), (groups, groups_of(rows, below)), (part.name, _beside(rows, groups, name))]


def _beside(rows: Rows, groups: str, found: str) -> exp.Select:
    """Every period beside every group, with what was found of the two."""
    part = rows.part
    keys = [trees.column(w, PERIODS) for w in WINDOW] + [trees.column(k.name, groups) for k in rows.own_keys]
    columns = [trees.column(a.column, groups if a.role == "first" else found) for a in part.aggregates]
    made = trees.joined(trees.select([*keys, *columns], _periods(rows)), trees.table(groups), None)
    on: list[exp.Expr] = [exp.EQ(this=trees.column(w, found), expression=trees.column(w, PERIODS)) for w in WINDOW]
    on += [trees.same(trees.column(k.name, found), trees.column(k.name, groups)) for k in rows.own_keys]
    return trees.joined(made, trees.table(found), trees.all_of(on))


def _counted(rows: Rows, below: str, agg: Aggregate, name: str, frame: InPeriods) -> exp.Expr:
    """A partial column; where all days meet all periods, only those inside the period count."""
    column = trees.column(name, below)
    if not frame.dense or agg.role == "first":
        return column
    return trees.when(_inside(rows, below), column)


def _of_periods(rows: Rows, below: str, finals: list[exp.Expr], dense: bool) -> exp.Select:
    """Periods and groups with their aggregates; a dense one has a row for each pair of them."""
    keys = [trees.column(w, PERIODS) for w in WINDOW] + [trees.column(k.name, below) for k in rows.own_keys]
    columns = [trees.named(tree, a.column) for tree, a in zip(finals, rows.part.aggregates, strict=True)]
    made = trees.select([*keys, *columns], _periods(rows), keys=len(keys))
    return trees.joined(made, trees.table(below), None if dense else _inside(rows, below), side="")


def _periods(rows: Rows) -> exp.Table:
    """The periods, under one name whether or not they look at other days than their own."""
    return trees.table(looking(rows.part), PERIODS)


def looking(part: Part) -> str:
    """The table of the periods that a part looks over."""
    return f"{part.name}_periods" if isinstance(part.frame, InPeriods) and part.frame.looks else PERIODS


def _inside(rows: Rows, below: str) -> exp.Expr:
    """The day, or the piece of time, lies in the period, or in what the period looks at."""
    low, high = (trees.column(w, PERIODS) for w in (WINDOW if looking(rows.part) == PERIODS else LOOK))
    at = PIECE[0] if below.endswith(BY_PIECE) else DAY
    return trees.between(trees.column(at, below), low, high)


# ── stocks: the last snapshot of the source in each period, before any filter ───────────────────────────────


def stock_in_periods(rows: Rows, frame: InPeriods) -> Ctes:
    """The source's last time in every period, then the rows at it."""
    part, last = rows.part, last_name(rows.part)
    found = (last, _last_times(rows))
    if frame.dense:
        return [found, *_seen(rows, last)]
    stock, row = part.stock, rows.row(alone=False)
    assert stock is not None, "asked for stocks only"
    on: list[exp.Expr] = [exp.EQ(this=row.value(stock.time), expression=trees.column(LATEST, last))]
    on += [trees.same(row.value(v), trees.column(f"__per_{i}", last)) for i, v in enumerate(stock.per)]
    beside = (last, trees.all_of(on))
    windows: list[exp.Expr] = [trees.column(w, last) for w in WINDOW] if frame.shown else []
    if part.scan.bridged:
        name = f"{part.name}__rows"
        extra = [trees.column(w.name) for w in windows]
        return [found, *rows.prepared(name, windows, beside), (part.name, rows.over_prepared(name, extra=extra))]
    keys = [*windows, *rows.keys(row)]
    columns = [rows.column(row, a) for a in part.aggregates]
    return [found, (part.name, rows.scanned(keys, columns, len(keys), beside))]


def last_name(part: Part) -> str:
    """The table of a stock's last times, the same for parts that need the same."""
    assert part.stock is not None, "asked for stocks only"
    per = [v.sql.fragment.text.strip() if isinstance(v, Attribute) else "" for v in part.stock.per]
    name = "__".join([part.scan.table, "last" if part.stock.last else "first", *per])
    return name if name.isidentifier() else f"{part.name}__last"


def _last_times(rows: Rows) -> exp.Select:
    """The source's last (or first) time in every period, per entity where the stock says so."""
    stock, row, table = rows.part.stock, Row(rows.calendar, False), f"{rows.part.scan.table}__times"
    assert stock is not None, "asked for stocks only"
    per = [trees.named(row.value(v), f"__per_{i}") for i, v in enumerate(stock.per)]
    times = [trees.named(row.value(stock.time), STOCK_TIME), *per]
    own = trees.relation(rows.part.scan.source.relation, rows.schema)
    distinct = trees.subquery(trees.select(times, own, distinct=True), table)
    time = trees.column(STOCK_TIME, table)
    extreme = exp.Max(this=time) if stock.last else exp.Min(this=time)
    keys = [trees.column(w, PERIODS) for w in WINDOW] + [trees.column(f"__per_{i}", table) for i in range(len(per))]
    made = trees.select([*keys, trees.named(extreme, LATEST)], _periods(rows), keys=len(keys))
    low, high = (trees.column(w, PERIODS) for w in (WINDOW if looking(rows.part) == PERIODS else LOOK))
    return trees.joined(made, distinct, trees.between(trees.as_day(time.copy()), low, high), side="")


def _seen(rows: Rows, last: str) -> Ctes:
    """Every group that was ever seen, in every period whose snapshot was taken."""
    part, groups = rows.part, f"{rows.part.name}__groups"
    firsts = [a for a in part.aggregates if a.role == "first"]
    taken = [trees.named(trees.number(1), a.column) for a in part.aggregates if a.role == "taken"]
    row = rows.row()
    keys = rows.keys(row)
    found = rows.scanned(keys, [rows.column(row, a) for a in firsts], len(keys))
    windows = [trees.column(w) for w in WINDOW]
    periods = trees.subquery(trees.select(windows, trees.table(last), distinct=True), PERIODS)
    shown = [trees.column(c, groups) for c in (*(k.name for k in part.keys), *(a.column for a in firsts))]
    made = trees.select([*(trees.column(w, PERIODS) for w in WINDOW), *shown, *taken], periods)
    return [(groups, found), (part.name, trees.joined(made, trees.table(groups), None))]
