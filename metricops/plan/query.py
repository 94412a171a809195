"""The question: metrics, group-bys, filters, times and windows, as text with places."""

from dataclasses import dataclass
from datetime import date, datetime

from metricops.periods import DatePart, Period, Window
from metricops.source import Fragment, Span


@dataclass(frozen=True, slots=True)
class GroupItem:
    """A group-by as asked: `text` may carry a grain suffix; `grain` and `date_part` come from objects.

    `grain_span` is where an object says them.
    """

    text: Fragment
    grain: str | None = None
    date_part: DatePart | None = None
    entity_path: tuple[str, ...] = ()
    grain_span: Span | None = None


@dataclass(frozen=True, slots=True)
class OrderItem:
    """A column of the query to order by."""

    text: Fragment
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """One question to the semantic layer.

    `window` and `as_of` turn any metric into its value over that window; `periods` asks for many windows
    at once, one row each with `window_start` and `window_end`; `evidence` adds for every metric m the
    columns `m__n`, `m__numerator`, `m__denominator` and `m__first` (the day of the group's first row).
    """

    metrics: tuple[Fragment, ...] = ()
    group_by: tuple[GroupItem, ...] = ()
    where: tuple[Fragment, ...] = ()
    scope: tuple[tuple[GroupItem, str], ...] = ()  # only where these have this value
    order_by: tuple[OrderItem, ...] = ()
    limit: int | None = None
    time_constraint: tuple[date | datetime | None, date | datetime | None] | None = None
    saved_query: Fragment | None = None
    min_max_only: bool = False
    apply_group_by: bool = True
    window: Window | None = None
    as_of: date | None = None
    time_zone: str | None = None
    periods: tuple[Period, ...] = ()
    evidence: bool = False
