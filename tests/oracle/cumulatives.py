"""Metrics over the days up to a day: a window, a period to date, or everything so far."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from tests.oracle.aggregations import aggregate
from tests.oracle.asks import Ask, Key, Values
from tests.oracle.dates import finer, floor, step
from tests.oracle.definitions import Cumulative, Refused, Simple, World
from tests.oracle.facts import Fact, clock, facts, in_range, read_time
from tests.oracle.offsets import back
from tests.oracle.spines import instants

BEFORE_ANYTHING = datetime.min
JUST = timedelta(microseconds=1)


def cumulative(world: World, metric: Cumulative, inner: Simple, ask: Ask) -> Values:
    """The inner metric over the window of each day; at coarser grains one of, or the mean of, the days' values.

    A day that looks back by an offset shows the value of the earlier day, if that one lies in the asked time too.
    """
    time = clock(world, inner)
    timed = [n for n, item in enumerate(ask.items) if time.owns(item)]
    grain = metric.grain or inner.grain or ("day" if finer(time.grain, "day") else time.grain)
    if not timed:
        return at_one_moment(world, metric, inner, ask)
    value_at = as_of_day(metric, inner, grain, list(facts(world, inner, ask)))
    days: dict[Key, list[Any]] = defaultdict(list)
    for day in instants(world, grain):
        seen = back(day, ask.offsets)
        if floor(day, grain) == day and in_range(day, ask.between) and in_range(seen, ask.between):
            nothing: Values = {(None,) * len(ask.items): inner.fill} if inner.spine else {}
            for keys, value in (value_at(seen) or nothing).items():
                period = {n: read_time(world, day, ask.items[n]) for n in timed}
                days[tuple(period.get(n, k) for n, k in enumerate(keys))].append(value)
    return {key: of_period(metric.period_agg, values) for key, values in days.items()}


def at_one_moment(world: World, metric: Cumulative, inner: Simple, ask: Ask) -> Values:
    """Without time in the query: all time is the plain aggregate, anything shorter ends as of a day."""
    rows = list(facts(world, inner, ask))
    if metric.window or metric.to_date:
        if ask.as_of is None:
            raise Refused(f"{metric.name} needs time or as_of")
        found = as_of_day(metric, inner, "day", rows)(ask.as_of)
    else:
        found = grouped(inner, [r for r in rows if in_range(r.time, ask.between)])
    return found or ({} if ask.items else {(): aggregate(inner.agg, ())})


def as_of_day(metric: Cumulative, inner: Simple, grain: str, rows: Sequence[Fact]) -> Callable[[datetime], Values]:
    """A function from a day to the value of every group that has rows in the window of that day."""
    timed = sorted((floor(r.time, grain), n, r) for n, r in enumerate(rows) if r.time)
    times = [t for t, _, _ in timed]

    def value_at(day: datetime) -> Values:
        window = slice(bisect_right(times, opens(metric, day)), bisect_right(times, day))
        return grouped(inner, [row for _, _, row in timed[window]])

    return value_at


def opens(metric: Cumulative, day: datetime) -> datetime:
    """The last instant before the window that ends with the day."""
    if metric.window:
        return step(day, -metric.window[0], metric.window[1])
    return floor(day, metric.to_date) - JUST if metric.to_date else BEFORE_ANYTHING


def grouped(inner: Simple, rows: Sequence[Fact]) -> Values:
    """The aggregate of each group of rows."""
    groups: dict[Key, list[Any]] = defaultdict(list)
    for row in rows:
        groups[row.keys].append(row.value)
    return {k: aggregate(inner.agg, v, inner.percentile, inner.discrete) for k, v in groups.items()}


def of_period(period_agg: str, values: Sequence[Any]) -> Any:
    """The first, the last or the average of a period's days."""
    if period_agg == "average":
        return aggregate("average", values)
    return values[0] if period_agg == "first" else values[-1]
