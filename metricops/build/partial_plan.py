"""The plan that makes one model's partials: its rows by day and keys, everything additive of them added up."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from metricops.expressions import parse_filter, parse_sql
from metricops.manifest import Aggregation
from metricops.partials.said import ROWS, tables
from metricops.partials.values import DAY
from metricops.partials.wanted import Wanted
from metricops.periods import Grain
from metricops.plan.formula import Output, Ref
from metricops.plan.plan import Aggregate, Part, Plan
from metricops.plan.rows import (
    AnyOf,
    Attribute,
    Condition,
    Equals,
    Join,
    Key,
    Predicate,
    Scan,
    TimeRange,
    Truncated,
    Value,
)
from metricops.source import fragment
from metricops.sql import compile_plan

COUNT = "row_count"
BATCH = "batch"
"""The column that says of which stretch of the table's rows a partial is made."""

OTHER = re.compile(r"[^a-z0-9_]+")
LONGEST = 50
WORDS = ("true", "false", "null", "current_date", "current_timestamp")  # that alone are values, no columns
ONE, ROW_ID = parse_sql(fragment("1")), parse_sql(fragment("rowid"))
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of partials: its name, what it says, and how it is read from rows."""

    name: str
    says: str
    value: Value
    agg: Aggregation | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one model's partials; `exact` are the sums that with a count give the very average of the rows."""

    wanted: Wanted
    keys: tuple[Column, ...]
    measures: tuple[Column, ...]
    exact: tuple[str, ...] = ()

    def without(self, names: Iterable[str]) -> "Layout":
        """The layout without some of its columns."""
        gone = set(names)
        keys, measures = (tuple(c for c in some if c.name not in gone) for some in (self.keys, self.measures))
        return Layout(self.wanted, keys, measures, self.exact)


def layout(wanted: Wanted) -> Layout:
    """Every key and measure that is wanted, under a name of its own, and the number of rows."""
    taken = {DAY, COUNT, BATCH}
    keys = tuple(Column(_named(name, taken), says, value) for says, (name, value) in wanted.keys.items())
    measures = [Column(COUNT, ROWS, Attribute(wanted.model.name, ONE), Aggregation.COUNT)]
    for says, (agg, value) in wanted.measures.items():
        if says != ROWS:
            measures.append(Column(_named(f"{agg.value}_{value.sql.fragment.text}", taken), says, value, agg))
    return Layout(wanted, keys, tuple(measures))


def statement(of: Layout, schema: str, where: tuple[Predicate, ...] = (), *, grouped: bool = True) -> str:
    """The SELECT that makes the partials, or only the keys of every row; `where` limits the model's rows."""
    model = of.wanted.model
    keys = (Key(DAY, Truncated(of.wanted.time, Grain.DAY)), *(Key(k.name, k.value) for k in of.keys))
    aggregates = tuple(Aggregate(m.name, m.agg, m.value) for m in of.measures if grouped and m.agg)
    part = Part(model.name, Scan(model.name, model, _joins(of)), keys, aggregates, where)
    outputs = tuple(Output(a.column, Ref(a.column)) for a in aggregates)
    plan = Plan(tuple(k.name for k in keys), (part,), outputs, kind="metrics" if grouped else "rows")
    return compile_plan(plan, "duckdb", schema).sql


def rows_between(of: Layout, first: int, last: int) -> Predicate:
    """Rows by their numbers in the table: from `first` up to `last`, which is left out."""
    text = parse_filter(fragment(f"rowid >= {first} AND rowid < {last}"))
    return Condition(text, (), (("rowid", Attribute(of.wanted.model.name, ROW_ID)),))


def days_between(of: Layout, first: date, last: date) -> Predicate:
    """Rows by their days, both ends included."""
    return TimeRange(of.wanted.time, first, last + ONE_DAY)


def days_from(of: Layout, first: date) -> Predicate:
    """Rows from a day on, and those that have no time."""
    return AnyOf(((TimeRange(of.wanted.time, first, None),), (Equals(of.wanted.time, None),)))


def _joins(of: Layout) -> tuple[Join, ...]:
    """The joins that the keys need, every one behind those it hangs on."""
    needed = {table for key in of.keys for table in tables(key.value)}
    for join in reversed(of.wanted.joins.values()):
        if join.table in needed:
            needed |= {table for left, _ in join.on for table in tables(left)}
    return tuple(join for join in of.wanted.joins.values() if join.table in needed)


def _named(text: str, taken: set[str]) -> str:
    plain = OTHER.sub("_", text.lower()).strip("_")[:LONGEST] or "value"
    plain = f"{plain}_" if plain[0].isdigit() or plain in WORDS else plain
    name, n = plain, 2
    while name in taken:
        name, n = f"{plain}_{n}", n + 1
    taken.add(name)
    return name
