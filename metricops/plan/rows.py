"""Rows of a plan: values and predicates over one model's rows, and the scan that joins what they need."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from metricops.expressions import ParsedFilter, ParsedSql
from metricops.manifest import SemanticModel, TimeSpine
from metricops.periods import DatePart, Grain

if TYPE_CHECKING:
    from metricops.plan.plan import Plan


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
class Zoned:
    """A moment as clocks in a time zone show it; a time without a zone of its own is UTC."""

    of: "Value"
    zone: str


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


@dataclass(frozen=True, slots=True)
class Shown:
    """A key of the part as it comes out, for what can only be said of finished rows."""

    column: str


Value = Attribute | Zoned | Truncated | Extracted | SubMetric | SeriesTime | Shown


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


@dataclass(frozen=True, slots=True)
class Known:
    """A value is not NULL."""

    value: Value


@dataclass(frozen=True, slots=True)
class Among:
    """A value is the only key of some row of a plan that lists rows; `table` is what that list is called."""

    value: Value
    table: str
    rows: "Plan"


Predicate = Condition | TimeRange | AnyOf | Equals | Known | Among


@dataclass(frozen=True, slots=True)
class Validity:
    """The joined row that was valid at `time`."""

    time: Value
    start: Value
    end: Value


@dataclass(frozen=True, slots=True)
class Join:
    """A LEFT JOIN on equal keys; `right` is a model, a plan by entity (a metric), or a spine for a custom grain.

    A `full` one also keeps rows of `right` that nothing meets; without keys every row meets every other.
    """

    table: str
    right: "SemanticModel | Plan | TimeSpine"
    on: tuple[tuple[Value, Value], ...]
    validity: Validity | None = None
    full: bool = False


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
