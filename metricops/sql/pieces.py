"""Pieces of time: where many windows overlap, days are added up once for each stretch that no window's end divides."""

from datetime import date, timedelta
from itertools import pairwise

from sqlglot import exp

from metricops.periods import Period
from metricops.plan.frames import InPeriods
from metricops.sql import trees
from metricops.sql.aggregates import Partials
from metricops.sql.rows import Rows

DAY, BY_PIECE = "__day", "__by_piece"
PIECE = ("piece_start", "piece_end")
FEW = 8
"""Up to so many windows are read from the days themselves, which is shorter SQL."""
ONE_DAY = timedelta(days=1)


def in_pieces(frame: InPeriods) -> bool:
    """Whether the days are added up by pieces first."""
    return len(frame.periods) > FEW


def pieces_of(periods: str) -> str:
    """The table of the pieces of these periods."""
    return f"{periods}__pieces"


def pieces(frame: InPeriods) -> tuple[Period, ...]:
    """The stretches of time between all starts and ends of what the windows look at, from the first day to the last."""
    looked = frame.looks or frame.periods
    starts = {p.start for p in looked} | {p.end + ONE_DAY for p in looked if p.end < date.max} | {date.min}
    whole = [*sorted(starts), None]
    return tuple(Period(a, b - ONE_DAY if b else date.max) for a, b in pairwise(whole) if a is not None)


def by_piece(rows: Rows, daily: str, table: str) -> exp.Select:
    """The partials of days, merged into those of pieces."""
    steps = [Partials(a) for a in rows.part.aggregates]
    keys = [trees.column(PIECE[0], table), *(trees.column(k.name, daily) for k in rows.own_keys)]
    columns = [
        trees.named(tree, name)
        for p in steps
        for tree, name in zip(p.merged(tuple(trees.column(c, daily) for c in p.columns)), p.columns, strict=True)
    ]
    low, high = (trees.column(end, table) for end in PIECE)
    made = trees.select([*keys, *columns], trees.table(table), keys=len(keys))
    return trees.joined(made, trees.table(daily), trees.between(trees.column(DAY, daily), low, high), side="")


def groups_of(rows: Rows, below: str) -> exp.Select:
    """Every group that was ever seen, and the day on which it was first."""
    keys = [trees.column(k.name, below) for k in rows.own_keys]
    firsts = [
        trees.named(exp.Min(this=trees.column(a.column)), a.column) for a in rows.part.aggregates if a.role == "first"
    ]
    return trees.select([*keys, *firsts], trees.table(below), keys=len(keys))
