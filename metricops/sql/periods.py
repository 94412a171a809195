"""Periods as tables of literals: what was asked for, what each looks at instead, and which pieces of time it holds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlglot import exp

from metricops.periods import Period
from metricops.plan.frames import InPeriods
from metricops.plan.plan import Part
from metricops.plan.rows import AnyOf, TimeRange
from metricops.sql import trees
from metricops.sql.matches import Matched
from metricops.sql.pieces import ONE_DAY, Pieces
from metricops.sql.rows import Ctes, Rows

PERIODS = "periods"
WINDOW = ("window_start", "window_end")
LOOK = ("__look_start", "__look_end")
REACH = ("first_piece", "last_piece")
FEW = 8
"""Up to so many periods are written with the names of their columns."""


def looking(part: Part) -> str:
    """The table of the periods that a part looks over."""
    return f"{part.name}_periods" if isinstance(part.frame, InPeriods) and part.frame.looks else PERIODS


def plain(part: Part, frame: InPeriods) -> Ctes:
    """The table of the periods, with the days that they look at where those are not their own."""
    return [
        (
            looking(part),
            _table([[*_ends(p, WINDOW), *look] for p, look in zip(frame.periods, _looks(frame), strict=True)]),
        )
    ]


def in_pieces(part: Part, frame: InPeriods, pieces: Pieces) -> Ctes:
    """The table of the periods, each with the first and the last piece of time that it looks at."""
    looked = frame.looks or frame.periods
    rows = [[*_ends(p, WINDOW), *_reach(pieces.reach(look))] for p, look in zip(frame.periods, looked, strict=True)]
    return [(_in_pieces(part), _table(rows))]


def pieces_table(part: Part) -> exp.Table:
    """The periods in pieces, under the name of all tables of periods."""
    return trees.table(_in_pieces(part), PERIODS)


def window(period: Period) -> list[exp.Expr]:
    """The first and the last day of a period as columns."""
    return _ends(period, WINDOW)


def range_of(frame: InPeriods, period: Period) -> TimeRange:
    """The rows of a period."""
    return TimeRange(frame.time, period.start, period.end + ONE_DAY if period.end < date.max else None)


def looked_at(rows: Rows, frame: InPeriods) -> Rows:
    """Only rows of days that any period looks at, unless what was seen before counts too."""
    if frame.dense or isinstance(rows, Matched):
        return rows
    ranges = [range_of(frame, period) for period in _merged(frame.looks or frame.periods)]
    only = ranges[0] if len(ranges) == 1 else AnyOf(tuple((one,) for one in ranges))
    return replace(rows, part=replace(rows.part, where=(*rows.part.where, only)))


def _merged(periods: Sequence[Period]) -> list[Period]:
    """The same days as periods that do not touch each other."""
    merged: list[Period] = []
    for one in sorted(periods, key=lambda p: p.start):
        last = merged[-1].end if merged else None
        if last is None or (last < date.max and one.start > last + ONE_DAY):
            merged.append(one)
        elif one.end > last:
            merged[-1] = Period(merged[-1].start, one.end)
    return merged


def _in_pieces(part: Part) -> str:
    return f"{looking(part)}__in_pieces"


def _looks(frame: InPeriods) -> list[list[exp.Expr]]:
    return [_ends(look, LOOK) for look in frame.looks] or [[] for _ in frame.periods]


def _table(rows: list[list[exp.Expr]]) -> exp.Query:
    """A SELECT for each row, or for many rows a list of their values, which is one line each and quicker to read."""
    if len(rows) <= FEW:
        return trees.union([exp.Select(expressions=row) for row in rows])
    names = [column.alias for column in rows[0]]
    listed = exp.Values(
        expressions=[exp.Tuple(expressions=[column.this for column in row]) for row in rows],
        alias=exp.TableAlias(this=exp.to_identifier("listed"), columns=[exp.to_identifier(name) for name in names]),
    )
    return trees.select([trees.column(name) for name in names], listed)


def _ends(period: Period, names: tuple[str, str]) -> list[exp.Expr]:
    return [trees.named(trees.moment(d), n) for d, n in zip((period.start, period.end), names, strict=True)]


def _reach(ends: tuple[int, int]) -> list[exp.Expr]:
    return [trees.named(trees.number(n), name) for n, name in zip(ends, REACH, strict=True)]
