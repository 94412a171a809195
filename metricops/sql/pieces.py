"""Pieces of time: rows are added up once for each stretch of days that no window's end divides."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from itertools import pairwise
from math import gcd

from sqlglot import exp

from metricops.periods import Period
from metricops.plan.frames import InPeriods
from metricops.sql import trees

PIECE = "piece"
LISTED = 8
"""Up to so many ends are listed in any case; comparing with few is quicker than counting days."""
MOST_LISTED = 64
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pieces:
    """Numbered stretches of time: 0 is before the first of `starts`, and each of them begins another.

    With a `length` all but the first and the last hold so many days; the numbers are then counted, not listed.
    """

    starts: tuple[date, ...]
    length: int | None = None

    def number(self, day: exp.Expr) -> exp.Expr:
        """The number of the piece that holds a day; NULL where no day is known."""
        if self.length is None:
            return _listed(day, self.starts)
        first, last = self.starts[0], self.starts[-1]
        gone = exp.DateDiff(this=day.copy(), expression=trees.moment(first), unit=exp.var("DAY"))
        counted = exp.Add(this=_divided(gone, self.length), expression=trees.number(1))
        ifs = [_if(exp.LT(this=day.copy(), expression=trees.moment(first)), 0)]
        ifs.append(_if(exp.GTE(this=day, expression=trees.moment(last)), len(self.starts)))
        return exp.Case(ifs=ifs, default=counted)

    def reach(self, period: Period) -> tuple[int, int]:
        """The first and the last piece of a period, whose ends are ends of pieces."""
        last = len(self.starts) if period.end == date.max else bisect_right(self.starts, period.end)
        return bisect_right(self.starts, period.start), last


def pieces(frame: InPeriods) -> Pieces:
    """The longest pieces that are quick to tell: of equal length where few more are needed, else listed by their ends.

    Very many of different lengths are days.
    """
    looked = frame.looks or frame.periods
    starts = sorted({p.start for p in looked} | {p.end + ONE_DAY for p in looked if p.end < date.max})
    length = reduce(gcd, ((b - a).days for a, b in pairwise(starts)), 0)
    if len(starts) <= LISTED:
        return Pieces(tuple(starts))
    count = (starts[-1] - starts[0]).days // length
    if count > 2 * len(starts) and len(starts) <= MOST_LISTED:
        return Pieces(tuple(starts))
    return Pieces(tuple(starts[0] + timedelta(days=length * n) for n in range(count + 1)), length)


def _listed(day: exp.Expr, starts: tuple[date, ...]) -> exp.Expr:
    ifs = [_if(exp.LT(this=day.copy(), expression=trees.moment(start)), n) for n, start in enumerate(starts)]
    ifs.append(_if(exp.GTE(this=day, expression=trees.moment(starts[-1])), len(starts)))
    return exp.Case(ifs=ifs)


def _divided(days: exp.Expr, length: int) -> exp.Expr:
    return days if length == 1 else exp.IntDiv(this=days, expression=trees.number(length))


def _if(condition: exp.Expr, number: int) -> exp.If:
    return exp.If(this=condition, true=trees.number(number))
