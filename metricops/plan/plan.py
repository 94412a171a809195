"""The plan: what to compute, from which rows, over which times; no SQL text and no dialect."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from metricops.expressions import ParsedFilter, ParsedSql
from metricops.manifest import Aggregation, Offset, SemanticModel, TimeSpine
from metricops.periods import Calendar, DatePart, Grain, Period, Window

# ── values of one row ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Attribute:
    """An expression over the columns of the table that stands in the scan under `table`."""

    table: str
    sql: ParsedSql


@dataclass(frozen=True, slots=True)
class Truncated:
    """The start of the period of `grain` that holds a time."""

    of: "Value"
    grain: Grain


@dataclass(frozen=True, slots=True)
class Extracted:
    """A number read off a time."""

    of: "Value"
    part: DatePart


@dataclass(frozen=True, slots=True)
class SubMetric:
    """The column of a metric that a scan joins by entity, for `{{ Metric(…) }}` filters."""

    table: str
    column: str


@dataclass(frozen=True, slots=True)
class SeriesTime:
    """The time of a spine's row, where a part is read along a spine."""


Value = Attribute | Truncated | Extracted | SubMetric | SeriesTime
Pick = Literal["first", "last", "average"]


@dataclass(frozen=True, slots=True)
class Condition:
    """A filter whose references are bound to values of the scan."""

    filter: ParsedFilter
    values: tuple[Value, ...]
    bare: tuple[tuple[str, Value], ...] = ()  # output columns that stand in the text by name


@dataclass(frozen=True, slots=True)
class TimeRange:
    """`start <= time < end`; either end may be open."""

    time: Value
    start: date | datetime | None
    end: date | datetime | None


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of several sets of predicates holds."""

    of: tuple[tuple["Predicate", ...], ...]


@dataclass(frozen=True, slots=True)
class Equals:
    """A value is this text; None means NULL."""

    value: Value
    text: str | None


Predicate = Condition | TimeRange | AnyOf | Equals

# ── a scan: one model with what is joined to it ─────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Validity:
    """The joined row that was valid at `time`."""

    time: Value
    start: Value
    end: Value


@dataclass(frozen=True, slots=True)
class Join:
    """A LEFT JOIN on equal keys; `right` is a model, a plan by entity (a metric), or a spine for a custom grain."""

    table: str
    right: "SemanticModel | Plan | TimeSpine"
    on: tuple[tuple[Value, Value], ...]
    validity: Validity | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """Rows of a model, under the name `table`, each exactly once, with the columns of its joins."""

    table: str
    source: SemanticModel | TimeSpine
    joins: tuple[Join, ...] = ()
    bridged: bool = False  # a join may repeat rows: distinct (row, group) pairs are kept before aggregating


@dataclass(frozen=True, slots=True)
class Key:
    """A group-by column; a `timed` one is read from a spine's times, not from the rows."""

    name: str
    value: Value
    timed: bool = False


# ── frames: which times a part's rows count for ─────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Direct:
    """Every row counts for its own time."""


@dataclass(frozen=True, slots=True)
class InPeriods:
    """Rows count for every period that holds their day; one output row a period and group.

    A `dense` part has a row for every period of every group that was ever seen. One period that is not
    `shown` only limits the rows.
    """

    time: Value
    periods: tuple[Period, ...]
    dense: bool = False
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Series:
    """Rows count for every time of a spine that looks at them; keys over `SeriesTime` show those times.

    A time looks back by the `earlier` offsets in turn (a grain means its first day), and from there over `reach`:
    an offset's length, a window of whole units, a grain (to date), `"all"`, or None for that one time only. With
    `pick`, keys coarser than `base` take one of their times' values; without it rows are aggregated by the keys.
    """

    time: Value
    spine: TimeSpine
    base: Grain
    earlier: tuple[Offset | Grain, ...] = ()
    reach: "Reach" = None
    pick: Pick | None = None
    joins: tuple["Join", ...] = ()
    where: tuple["Predicate", ...] = ()
    ends: Grain | None = None  # only the last time of each such period looks
    seen: TimeRange | None = None  # limits the times that are looked at, where a window is read from an earlier time


Reach = Offset | Window | Grain | Literal["all"] | None
Frame = Direct | InPeriods | Series

# ── parts: one aggregation each ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One measure of a part, over the rows that meet its own conditions."""

    column: str
    agg: Aggregation
    value: Value
    conditions: tuple[Predicate, ...] = ()
    percentile: float | None = None
    discrete: bool = False
    approximate: bool = False
    role: Literal["value", "rows", "first", "taken", "here"] = "value"


@dataclass(frozen=True, slots=True)
class Stock:
    """Only rows at the last (or first) time of the part's periods, or overall, per `per` key."""

    time: Value
    last: bool
    per: tuple[Value, ...]
    periods: tuple[Value, ...]  # queried times of the same dimension: the last of each


@dataclass(frozen=True, slots=True)
class SpineFill:
    """A row for every time of a spine that meets `where`, whether or not there are rows; `keys` are the times."""

    spine: TimeSpine
    base: Grain
    keys: tuple["Key", ...]
    joins: tuple["Join", ...] = ()
    where: tuple["Predicate", ...] = ()
    value: int | None = None  # what stands for NULL before one of a period's times is picked


@dataclass(frozen=True, slots=True)
class Match:
    """Each conversion counts once, for the latest base event of its entity on or before its day, within a window.

    The part's own scan holds the base events; `properties` are pairs of values that must be equal.
    """

    scan: "Scan"
    where: tuple["Predicate", ...]
    entities: tuple[Value, Value]  # of the base event, of the conversion
    times: tuple[Value, Value]
    window: Offset | None
    properties: tuple[tuple[Value, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one scan, aggregated by keys."""

    name: str
    scan: Scan
    keys: tuple[Key, ...]
    aggregates: tuple[Aggregate, ...]
    where: tuple[Predicate, ...] = ()
    frame: Frame = Direct()
    stock: Stock | None = None
    fill: SpineFill | None = None
    match: Match | None = None


# ── formulas over the combined parts ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Ref:
    """A column of the combined parts."""

    column: str


@dataclass(frozen=True, slots=True)
class Quotient:
    """Numerator over denominator as a double; NULL when the denominator is 0 or missing."""

    numerator: "Formula"
    denominator: "Formula"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A user's expression in which column `name` stands for a formula."""

    sql: ParsedSql
    inputs: tuple[tuple[str, "Formula"], ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """A value in place of NULL."""

    of: "Formula"
    value: int | Decimal


@dataclass(frozen=True, slots=True)
class Least:
    """The smallest of several values; of counts, a missing one counts as 0."""

    of: tuple["Formula", ...]
    counts: bool = True


@dataclass(frozen=True, slots=True)
class ZeroIf:
    """A value that is 0 instead of NULL where `present` is not NULL: a stock whose snapshot was taken."""

    of: "Formula"
    present: "Formula"


@dataclass(frozen=True, slots=True)
class Present:
    """A formula that is NULL where none of its leaves has a row, whatever stands in for NULL inside it."""

    of: "Formula"
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """NULL: evidence that this kind of metric does not have."""


Formula = Ref | Quotient | Arithmetic | Filled | Least | ZeroIf | Present | Missing


@dataclass(frozen=True, slots=True)
class Output:
    """A result column computed from the parts."""

    name: str
    formula: Formula
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """Sort by an output column."""

    column: str
    descending: bool


PlanKind = Literal["metrics", "values", "rows", "extremes"]


@dataclass(frozen=True, slots=True)
class Plan:
    """Parts combined on all keys, formulas on top, order and limit last.

    Without parts' aggregates it lists distinct values (`kind="values"`) or their extremes (`kind="extremes"`).
    """

    keys: tuple[str, ...]
    parts: tuple[Part, ...]
    outputs: tuple[Output, ...]
    order: tuple[Order, ...] = ()
    limit: int | None = None
    kind: PlanKind = "metrics"
    calendar: Calendar = Calendar()
    caveats: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()  # metric and place of every definition, for the comment on top
