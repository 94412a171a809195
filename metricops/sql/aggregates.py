"""Aggregates as SQL: over rows, over rows in two steps (partial, then final), and when a count is NULL."""

from dataclasses import dataclass

from sqlglot import exp

from metricops.manifest import Aggregation
from metricops.plan.plan import Aggregate
from metricops.sql import trees

HOLISTIC = (Aggregation.COUNT_DISTINCT, Aggregation.MEDIAN, Aggregation.PERCENTILE)
COUNTING = (Aggregation.COUNT, Aggregation.COUNT_DISTINCT)


def over(agg: Aggregate, value: exp.Expr) -> exp.Expr:
    """The aggregate over a value that is NULL in rows that do not count."""
    match agg.agg:
        case Aggregation.SUM | Aggregation.SUM_BOOLEAN:
            return exp.Sum(this=value)
        case Aggregation.MIN:
            return exp.Min(this=value)
        case Aggregation.MAX:
            return exp.Max(this=value)
        case Aggregation.AVERAGE:
            return exp.Avg(this=value)
        case Aggregation.COUNT if agg.kept:
            return exp.Coalesce(this=exp.cast(exp.Sum(this=value), "BIGINT"), expressions=[trees.number(0)])
        case Aggregation.COUNT:
            return exp.Count(this=value)
        case Aggregation.COUNT_DISTINCT:
            return exp.Count(this=exp.Distinct(expressions=[value]))
        case Aggregation.MEDIAN:
            return _percentile(value, 0.5, agg)
        case Aggregation.PERCENTILE:
            return _percentile(value, agg.percentile or 0.0, agg)


def input_of(agg: Aggregate, value: exp.Expr, condition: exp.Expr | None) -> exp.Expr:
    """What goes into the aggregate: the value where the conditions hold."""
    if agg.agg is Aggregation.SUM_BOOLEAN and not agg.kept:
        value = exp.Case(ifs=[exp.If(this=value, true=trees.number(1))], default=trees.number(0))
    if agg.role == "first":
        value = trees.as_day(value)
    return value if condition is None else trees.when(condition, value)


def present(counted: exp.Expr, rows: exp.Expr) -> exp.Expr:
    """A count that is NULL when no row was there to be counted."""
    return trees.when(exp.GT(this=rows, expression=trees.number(0)), counted)


@dataclass(frozen=True, slots=True)
class Partials:
    """An aggregate in two steps: columns per day, and how they become one number."""

    agg: Aggregate

    @property
    def columns(self) -> tuple[str, ...]:
        """The partial columns' names."""
        name = self.agg.column
        if self.agg.agg is Aggregation.AVERAGE:
            return (f"{name}__total", f"{name}__count")
        return (name,)

    def first_step(self, value: exp.Expr, met: exp.Expr | None) -> tuple[exp.Expr, ...]:
        """The partials over the rows of a group; `met` is 1 in those that count, and None where all of them do.

        Each is NULL where no row counts, and so is what several of them add up to.
        """
        if self.agg.agg is Aggregation.AVERAGE:
            return (exp.Sum(this=value), exp.Count(this=value.copy()))
        made = over(self.agg, value)
        if met is None or self.agg.agg not in COUNTING or self.agg.role != "value":
            return (made,)
        if value == met:
            return (exp.Nullif(this=made, expression=trees.number(0)),)
        return (present(made, exp.Count(this=met)),)

    def merged(self, columns: tuple[exp.Expr, ...]) -> tuple[exp.Expr, ...]:
        """The same partials over longer stretches of time."""
        kind = {Aggregation.MIN: exp.Min, Aggregation.MAX: exp.Max}.get(self.agg.agg, exp.Sum)
        return tuple(kind(this=column) for column in columns)

    def second_step(self, columns: tuple[exp.Expr, ...]) -> exp.Expr:
        """One number from the partials of several days."""
        if self.agg.agg is Aggregation.AVERAGE:
            values, count = (exp.Sum(this=c) for c in columns)
            bottom = exp.Nullif(this=count, expression=trees.number(0))
            return exp.Div(this=exp.cast(values, "DOUBLE"), expression=bottom)
        if self.agg.agg is Aggregation.MIN:
            return exp.Min(this=columns[0])
        if self.agg.agg is Aggregation.MAX:
            return exp.Max(this=columns[0])
        total: exp.Expr = exp.Sum(this=columns[0])
        if self.agg.agg in (Aggregation.COUNT, Aggregation.SUM_BOOLEAN):
            total = exp.cast(total, "BIGINT")
        return total


def _percentile(value: exp.Expr, share: float, agg: Aggregate) -> exp.Expr:
    if agg.approximate:
        return exp.ApproxQuantile(this=value, quantile=trees.number(str(share)))
    kind = exp.PercentileDisc if agg.discrete else exp.PercentileCont
    order = exp.Order(expressions=[exp.Ordered(this=value, nulls_first=False)])
    return exp.WithinGroup(this=kind(this=trees.number(str(share))), expression=order)
