"""Periods as tables of literals: what was asked for, what each looks at instead, and which pieces of time it holds."""

from sqlglot import exp

from metricops.periods import Period
from metricops.plan.frames import InPeriods
from metricops.plan.plan import Part
from metricops.sql import trees
from metricops.sql.pieces import Pieces
from metricops.sql.rows import Ctes

PERIODS = "periods"
WINDOW = ("window_start", "window_end")
LOOK = ("__look_start", "__look_end")
REACH = ("first_piece", "last_piece")


def looking(part: Part) -> str:
    """The table of the periods that a part looks over."""
    return f"{part.name}_periods" if isinstance(part.frame, InPeriods) and part.frame.looks else PERIODS


def plain(part: Part, frame: InPeriods) -> Ctes:
    """The table of the periods, with the days that they look at where those are not their own."""
    return [
        (
            looking(part),
            _stacked([[*_ends(p, WINDOW), *look] for p, look in zip(frame.periods, _looks(frame), strict=True)]),
        )
    ]


def in_pieces(part: Part, frame: InPeriods, pieces: Pieces) -> Ctes:
    """The table of the periods, each with the first and the last piece of time that it looks at."""
    looked = frame.looks or frame.periods
    rows = [[*_ends(p, WINDOW), *_reach(pieces.reach(look))] for p, look in zip(frame.periods, looked, strict=True)]
    return [(f"{looking(part)}__in_pieces", _stacked(rows))]


def _looks(frame: InPeriods) -> list[list[exp.Expr]]:
    return [_ends(look, LOOK) for look in frame.looks] or [[] for _ in frame.periods]


def _stacked(rows: list[list[exp.Expr]]) -> exp.Query:
    first, *rest = (exp.Select(expressions=row) for row in rows)
    stacked: exp.Query = first
    for one in rest:
        stacked = exp.Union(this=stacked, expression=one, distinct=False)
    return stacked


def _ends(period: Period, names: tuple[str, str]) -> list[exp.Expr]:
    return [trees.named(trees.moment(d), n) for d, n in zip((period.start, period.end), names, strict=True)]


def _reach(ends: tuple[int, int]) -> list[exp.Expr]:
    return [trees.named(trees.number(n), name) for n, name in zip(ends, REACH, strict=True)]
