"""Frames of a plan: for which times the rows of a part count, and which of them count at all."""

from dataclasses import dataclass
from typing import Literal

from metricops.manifest import Offset, TimeSpine
from metricops.periods import Grain, Period, Window
from metricops.plan.rows import Join, Key, Predicate, Scan, TimeRange, Value

Pick = Literal["first", "last", "average"]


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
    looks: tuple[Period, ...] = ()  # what each period looks at when that is not itself, for metrics with a window


@dataclass(frozen=True, slots=True)
class CustomShift:
    """An offset by periods of a calendar of the project's own: `column` of the spine names each day's period.

    A day looks at the day of the same number in the period n before; `whole` periods are shifted as one.
    """

    column: str
    n: int
    whole: bool


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
    joins: tuple[Join, ...] = ()
    where: tuple[Predicate, ...] = ()
    custom: CustomShift | None = None
    ends: Grain | None = None  # only the last time of each such period looks
    seen: TimeRange | None = None  # limits the times that are looked at, where a window is read from an earlier time


Reach = Offset | Window | Grain | Literal["all"] | None


Frame = Direct | InPeriods | Series


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
    keys: tuple[Key, ...]
    joins: tuple[Join, ...] = ()
    where: tuple[Predicate, ...] = ()
    value: int | None = None  # what stands for NULL before one of a period's times is picked
    again: tuple[Predicate, ...] = ()  # filters of finished rows: a time without rows has none of the other keys


@dataclass(frozen=True, slots=True)
class Match:
    """Each conversion counts once, for the latest base event of its entity on or before its day, within a window.

    The part's own scan holds the base events; `properties` are pairs of values that must be equal. `within` limits the
    base events that are shown, not those that a conversion may belong to: it belongs to one, whatever days are asked.
    """

    scan: Scan
    where: tuple[Predicate, ...]
    entities: tuple[Value, Value]  # of the base event, of the conversion
    times: tuple[Value, Value]
    window: Offset | None
    properties: tuple[tuple[Value, Value], ...] = ()
    within: tuple[Period, ...] = ()
