"""Rows that count for every period holding their day: by daily partials, by rows, or by last snapshots."""

from sqlglot import exp

from metricops.plan.frames import InPeriods
from metricops.plan.plan import Aggregate, Part
from metricops.plan.rows import Attribute
from metricops.sql import trees
from metricops.sql.aggregates import HOLISTIC, Partials
from metricops.sql.by_filter import by_filter
from metricops.sql.holistic import holistic
from metricops.sql.moving import lengths, moving
from metricops.sql.periods import LOOK, PERIODS, REACH, WINDOW, in_pieces, looked_at, looking, pieces_table, plain
from metricops.sql.pieces import PIECE, Pieces, pieces
from metricops.sql.rows import Ctes, Rows
from metricops.sql.splits import by_split, partials_by_split
from metricops.sql.values import Row

DAY, BY_PIECE = "__day", "__by_piece"
STOCK_TIME, LATEST = "__stock_time", "__latest_time"
FEW = 8
"""Up to so many windows are read from the days themselves, which is shorter SQL."""


def in_periods(rows: Rows, frame: InPeriods) -> Ctes:
    """Additive aggregates by partials of days or longer pieces of time; others in their own ways."""
    if any(a.agg in HOLISTIC for a in rows.part.aggregates):
        return holistic(rows, frame)
    rows = looked_at(rows, frame)
    part = rows.part
    rows, below, ctes, cut = _added_up(rows, frame)
    if cut is not None:
        return [*in_pieces(part, frame, cut), *ctes, *_of_pieces(rows, frame, cut, below)]
    steps = [Partials(a) for a in part.aggregates]
    finals = [p.second_step(tuple(_counted(rows, below, p.agg, c, frame) for c in p.columns)) for p in steps]
    return [*plain(part, frame), *ctes, (part.name, _of_periods(rows, below, finals, frame.dense))]


def _added_up(rows: Rows, frame: InPeriods) -> tuple[Rows, str, Ctes, Pieces | None]:
    """The partials with their name and tables, and the pieces of time that they are of; None for days."""
    part, day, filtered = rows.part, _day(rows, frame), by_filter(rows)
    cut = pieces(frame) if filtered or len(frame.periods) > FEW else None
    below = f"{part.name}__daily" if cut is None else f"{part.name}{BY_PIECE}"
    time = trees.named(day, DAY) if cut is None else trees.named(cut.number(day), PIECE)
    if part.splits and not filtered:
        return by_split(rows), below, partials_by_split(rows, below, time), cut
    return by_split(rows) if part.splits else rows, below, (filtered or rows).partials(below, [time]), cut


def _day(rows: Rows, frame: InPeriods) -> exp.Expr:
    return trees.as_day(rows.row().value(frame.time))


def _of_pieces(rows: Rows, frame: InPeriods, cut: Pieces, below: str) -> Ctes:
    """Pieces added up by periods; when dense, beside every pair of a period and a group."""
    part = rows.part
    name, groups = f"{part.name}__found" if frame.dense else part.name, f"{part.name}__groups"
    if held := lengths(frame, cut):
        found = moving(rows, name, below, held)
    else:
        steps = [Partials(a) for a in part.aggregates]
        finals = [p.second_step(tuple(trees.column(c, below) for c in p.columns)) for p in steps]
        found = [(name, _of_periods(rows, below, finals, dense=False))]
    if not frame.dense:
        return found
    return [*found, (groups, _groups(rows, below)), (part.name, _beside(rows, below, groups, name))]


def _groups(rows: Rows, below: str) -> exp.Select:
    """Every group that was ever seen, and the day on which it was first."""
    keys = [trees.column(k.name) for k in rows.own_keys]
    firsts = [
        trees.named(exp.Min(this=trees.column(a.column)), a.column) for a in rows.part.aggregates if a.role == "first"
    ]
    dated = exp.Not(this=exp.Is(this=trees.column(PIECE), expression=exp.null()))
    return trees.select([*keys, *firsts], trees.table(below), dated, len(keys))


def _beside(rows: Rows, below: str, groups: str, found: str) -> exp.Select:
    """Every period beside every group, with what was found of the two."""
    part = rows.part
    keys = [trees.column(w, PERIODS) for w in WINDOW] + [trees.column(k.name, groups) for k in rows.own_keys]
    columns = [trees.column(a.column, groups if a.role == "first" else found) for a in part.aggregates]
    made = trees.joined(trees.select([*keys, *columns], _periods(rows, below)), trees.table(groups), None)
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
    made = trees.select([*keys, *columns], _periods(rows, below), keys=len(keys))
    return trees.joined(made, trees.table(below), None if dense else _inside(rows, below), side="")


def _periods(rows: Rows, below: str = "") -> exp.Table:
    """The periods, under one name whether they hold pieces or days and whether or not those are their own."""
    return pieces_table(rows.part) if below.endswith(BY_PIECE) else trees.table(looking(rows.part), PERIODS)


def _inside(rows: Rows, below: str) -> exp.Expr:
    """The day, or the piece of time, lies in the period, or in what the period looks at."""
    if below.endswith(BY_PIECE):
        first, last = (trees.column(end, PERIODS) for end in REACH)
        return trees.between(trees.column(PIECE, below), first, last)
    low, high = (trees.column(w, PERIODS) for w in (WINDOW if looking(rows.part) == PERIODS else LOOK))
    return trees.between(trees.column(DAY, below), low, high)


# ── stocks: the last snapshot of the source in each period, before any filter ───────────────────────────────


def stock_in_periods(rows: Rows, frame: InPeriods) -> Ctes:
    """The source's last time in every period, then the rows at it."""
    part, last = rows.part, last_name(rows.part)
    found = [*plain(part, frame), (last, _last_times(rows))]
    if frame.dense:
        return [*found, *_seen(rows, last)]
    stock, row = part.stock, rows.row(alone=False)
    assert stock is not None, "asked for stocks only"
    on: list[exp.Expr] = [exp.EQ(this=row.value(stock.time), expression=trees.column(LATEST, last))]
    on += [trees.same(row.value(v), trees.column(f"__per_{i}", last)) for i, v in enumerate(stock.per)]
    beside = (last, trees.all_of(on))
    windows: list[exp.Expr] = [trees.column(w, last) for w in WINDOW] if frame.shown else []
    if part.scan.bridged:
        name = f"{part.name}__rows"
        extra = [trees.column(w.name) for w in windows]
        return [*found, *rows.prepared(name, windows, beside), (part.name, rows.over_prepared(name, extra=extra))]
    keys = [*windows, *rows.keys(row)]
    columns = [rows.column(row, a) for a in part.aggregates]
    return [*found, (part.name, rows.scanned(keys, columns, len(keys), beside))]


def last_name(part: Part) -> str:
    """The table of a stock's last times, the same for parts that need the same."""
    assert part.stock is not None, "asked for stocks only"
    per = [v.sql.fragment.text.strip() if isinstance(v, Attribute) else "" for v in part.stock.per]
    own = isinstance(part.frame, InPeriods) and part.frame.looks  # other days than those of the periods
    name = "" if own else "__".join([part.scan.table, "last" if part.stock.last else "first", *per])
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
