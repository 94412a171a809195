"""Values and predicates of a scan's rows as SQL expressions."""

from dataclasses import dataclass

from sqlglot import exp

from metricops.periods import Calendar, DatePart, Grain
from metricops.plan.rows import (
    Among,
    AnyOf,
    Attribute,
    Condition,
    Equals,
    Extracted,
    Known,
    Predicate,
    SeriesTime,
    Shown,
    SubMetric,
    TimeRange,
    Truncated,
    Value,
    Zoned,
)
from metricops.sql import trees
from metricops.sql.atoms import either

SLOT = "__ref_"
SPINE, SPINE_TIME = "spine", "__spine_time"


@dataclass(frozen=True, slots=True)
class Row:
    """How a row's values are written: with table names when several tables stand side by side."""

    calendar: Calendar
    qualified: bool

    def value(self, of: Value) -> exp.Expr:
        """A value as an expression of its own."""
        match of:
            case Attribute(table, sql):
                return self.attribute(sql.tree.copy(), table)
            case Truncated(inner, grain):
                return truncated(self.value(inner), grain, self.calendar)
            case Zoned(inner, zone):
                moment = exp.cast(self.value(inner), "TIMESTAMPTZ")
                return exp.AtTimeZone(this=moment, zone=exp.Literal.string(zone))
            case Extracted(inner, part):
                return extracted(self.value(inner), part)
            case SubMetric(table, column):
                return trees.column(column, table)
            case SeriesTime():
                return trees.column(SPINE_TIME, SPINE)
            case Shown(name):
                return trees.column(name)

    def attribute(self, tree: exp.Expr, table: str) -> exp.Expr:
        """A user's expression with its columns named after their table."""
        for column in list(tree.find_all(exp.Column)):
            column.set("table", exp.to_identifier(table) if self.qualified else None)
        return tree

    def predicate(self, of: Predicate) -> exp.Expr:
        """A predicate as a condition."""
        match of:
            case Condition():
                return self.condition(of)
            case TimeRange():
                return self.range(of)
            case Equals(value, text):
                same = None if text is None else exp.cast(self.value(value), "TEXT")
                literal = exp.Literal.string(text or "")
                return exp.Is(this=self.value(value), expression=exp.null()) if same is None else same.eq(literal)
            case Known(value):
                return exp.Not(this=exp.Is(this=self.value(value), expression=exp.null()))
            case Among(value, table, rows):
                listed = trees.select([trees.column(rows.keys[0])], trees.table(table))
                return exp.In(this=self.value(value), query=exp.Subquery(this=listed))
            case AnyOf(sets):
                return either([tree for one in sets if (tree := self.all(one)) is not None])

    def all(self, of: tuple[Predicate, ...]) -> exp.Expr | None:
        """Every predicate at once; None when there is none."""
        return trees.all_of([self.predicate(p) for p in of])

    def condition(self, of: Condition) -> exp.Expr:
        """A user's filter with its references and bare names replaced by values."""
        slots = {f"{SLOT}{i}": value for i, value in enumerate(of.values)} | dict(of.bare)

        def bound(node: exp.Expr) -> exp.Expr:
            if isinstance(node, exp.Column) and node.name in slots:
                return trees.enclosed(self.value(slots[node.name])) if node.parent else self.value(slots[node.name])
            return node

        return of.filter.tree.copy().transform(bound, copy=False)

    def range(self, of: TimeRange) -> exp.Expr:
        """`time >= start AND time < end`."""
        bounds: list[exp.Expr] = []
        if of.start is not None:
            bounds.append(exp.GTE(this=self.value(of.time), expression=trees.moment(of.start)))
        if of.end is not None:
            bounds.append(exp.LT(this=self.value(of.time), expression=trees.moment(of.end)))
        return trees.all_of(bounds) or exp.true()


def truncated(tree: exp.Expr, grain: Grain, calendar: Calendar) -> exp.Expr:
    """The start of the period; weeks and fiscal years that start elsewhere are shifted there and back."""
    if grain is Grain.NANOSECOND:
        return tree  # nothing is kept finer, and most dialects have no such unit
    unit = exp.var(grain.value.upper())
    if grain is Grain.WEEK and calendar.week_starts:
        return _shifted(tree, unit, calendar.week_starts, "DAY")
    if grain in (Grain.QUARTER, Grain.YEAR) and calendar.fiscal_year_starts > 1:
        return _shifted(tree, unit, calendar.fiscal_year_starts - 1, "MONTH")
    return exp.TimestampTrunc(this=tree, unit=unit)


def _shifted(tree: exp.Expr, unit: exp.Var, n: int, by: str) -> exp.Expr:
    back = exp.Interval(this=exp.Literal.string(str(n)), unit=exp.var(by))
    moved = exp.Sub(this=trees.enclosed(tree), expression=back.copy())
    return exp.Add(this=exp.TimestampTrunc(this=moved, unit=unit), expression=back)


def extracted(tree: exp.Expr, part: DatePart) -> exp.Expr:
    """A part of a date; days of the week are ISO."""
    name = "ISODOW" if part is DatePart.DOW else part.value.upper()
    return exp.Extract(this=exp.var(name), expression=tree)
