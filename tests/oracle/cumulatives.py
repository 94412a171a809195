"""Metrics over the days up to a day: a window, a period to date, or everything so far."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from tests.oracle.aggregations import aggregate
from tests.oracle.asks import Ask, Key, Values
from tests.oracle.dates import finer, floor, step
from tests.oracle.definitions import Cumulative, Refused, Simple, World
from tests.oracle.facts import Moves, clock, facts, in_range, in_time, read_time
from tests.oracle.offsets import back
from tests.oracle.spines import instants

BEFORE_ANYTHING = datetime.min
JUST = timedelta(microseconds=1)


def cumulative(world: World, metric: Cumulative, inner: Simple, ask: Ask) -> Values:
    """The inner metric over the window of each day; at coarser grains one of, or the mean of, the days' values."""
    time = clock(world, inner)
    timed = [n for n, item in enumerate(ask.items) if time.owns(item)]
    grain = metric.grain or inner.grain or ("day" if finer(time.grain, "day") else time.grain)
    if not timed:
        return at_one_moment(world, metric, inner, ask)
    days = shown_days(world, grain, ask)
    nothing: Values = {(None,) * len(ask.items): inner.fill} if inner.spine else {}
    value_on = by_time(world, inner, ask, within_windows(metric, grain, {day: back(day, ask.offsets) for day in days}))
    periods: dict[Key, list[Any]] = defaultdict(list)
    for day in days:
        for keys, value in (value_on.get(day) or nothing).items():
            period = {n: read_time(world, day, ask.items[n]) for n in timed}
            periods[tuple(period.get(n, k) for n, k in enumerate(keys))].append(value)
    return {key: of_period(metric.period_agg, values) for key, values in periods.items()}


def shown_days(world: World, grain: str, ask: Ask) -> Sequence[datetime]:
    """The spine's days, or other base periods, in the asked time; one that looks back must look into it, too."""
    starts = [t for t in instants(world, grain) if floor(t, grain) == t]
    return [t for t in sorted(starts) if in_range(t, ask.between) and in_range(back(t, ask.offsets), ask.between)]


def within_windows(metric: Cumulative, grain: str, seen: dict[datetime, datetime]) -> Moves:
    """A row counts on every day whose window, as seen from that day, holds it."""
    windows = [(day, opens(metric, end), end) for day, end in seen.items()]

    @cache
    def days_of(happened: datetime) -> list[datetime | None]:
        return [day for day, before, end in windows if before < happened <= end]

    return lambda t: [] if t is None else days_of(floor(t, grain))


def opens(metric: Cumulative, day: datetime) -> datetime:
    """The last instant before the window that ends with the day."""
    if metric.window:
        return step(day, -metric.window[0], metric.window[1])
    return floor(day, metric.to_date) - JUST if metric.to_date else BEFORE_ANYTHING


def at_one_moment(world: World, metric: Cumulative, inner: Simple, ask: Ask) -> Values:
    """Without time in the query: all time is the plain aggregate, anything shorter ends as of a day."""
    if metric.window or metric.to_date:
        if ask.as_of is None:
            raise Refused(f"{metric.name} needs time or as_of")
        found = by_time(world, inner, ask, within_windows(metric, "day", {ask.as_of: ask.as_of})).get(ask.as_of)
    else:
        rows = (f for f in facts(world, inner, ask) if in_time(f.time, ask))
        found = grouped(inner, [(f.keys, f.value) for f in rows])
    return found or ({} if ask.items else {(): aggregate(inner.agg, ())})


def by_time(world: World, inner: Simple, ask: Ask, moves: Moves) -> dict[datetime | None, Values]:
    """The aggregate of each group at every time at which it has rows."""
    rows: dict[datetime | None, list[tuple[Key, Any]]] = defaultdict(list)
    for fact in facts(world, inner, ask, moves):
        rows[fact.time].append((fact.keys, fact.value))
    return {time: grouped(inner, each) for time, each in rows.items()}


def grouped(inner: Simple, rows: Sequence[tuple[Key, Any]]) -> Values:
    """The aggregate of each group of values."""
    groups: dict[Key, list[Any]] = defaultdict(list)
    for keys, value in rows:
        groups[keys].append(value)
    return {k: aggregate(inner.agg, v, inner.percentile, inner.discrete) for k, v in groups.items()}


def of_period(period_agg: str, values: Sequence[Any]) -> Any:
    """The first, the last or the average of a period's days."""
    if period_agg == "average":
        return aggregate("average", values)
    return values[0] if period_agg == "first" else values[-1]
