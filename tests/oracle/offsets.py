"""At which times a row counts when its metric is looked at from later."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from tests.oracle.asks import Ask
from tests.oracle.dates import finer, floor, step
from tests.oracle.definitions import World
from tests.oracle.facts import Clock, Moves, read_time, stand_still
from tests.oracle.spines import finest, instants
from tests.oracle.windows import window_range


def earlier(ask: Ask, move: tuple[Any, ...]) -> Ask:
    """The ask of a metric that is looked at from later: by offsets, or on the days before those of a window."""
    if ask.days is None:
        return replace(ask, offsets=(*ask.offsets, move))
    first, after = ask.days
    if move[0] == "to":
        start = floor(first, move[1])
        return replace(ask, days=(start, step(start, 1, "day")))
    return replace(ask, days=(step(first, -move[1], move[2]), step(after, -move[1], move[2])))


def moves(world: World, time: Clock, ask: Ask) -> Moves:
    """The times a row counts at: every period on the spine shows the rows of the one period it looks back at.

    Queried periods are looked at whole where they lie within the offset's unit (a month against a month or a
    year); otherwise (a week against a month) each instant of the time's own grain looks back for itself.
    """
    if ask.window and any(time.owns(i) for i in ask.items):
        return within_moving_windows(world, time, ask)
    if not ask.offsets:
        return stand_still
    grain = source = looking_grain(world, time, ask)
    if any(kind == "to" for kind, *_ in ask.offsets):
        source = time.grain
    seen_from: dict[datetime, list[datetime]] = defaultdict(list)
    for period in sorted({floor(instant, grain) for instant in instants(world, grain)}):
        seen_from[floor(back(period, ask.offsets), source)].append(period)
    return lambda t: [] if t is None else seen_from[floor(t, source)]


def within_moving_windows(world: World, time: Clock, ask: Ask) -> Moves:
    """Every queried period shows, at its last day, the window that is complete by then."""
    timed = [i for i in ask.items if time.owns(i)]
    last_days = {
        tuple(read_time(world, day, i) for i in timed): day
        for day in sorted(instants(world, finest(world, timed, "day")))
    }
    windows = [(day, *window_range(ask.window, day)) for day in last_days.values()]
    return lambda t: [] if t is None else [day for day, first, after in windows if first <= t < after]


def looking_grain(world: World, time: Clock, ask: Ask) -> str:
    """The grain of the periods that look back."""
    timed = [i for i in ask.items if time.owns(i)]
    grains = [time.grain if i.part or i.grain in world.custom_grains else i.grain for i in timed]
    units = [unit for _, *_, unit in ask.offsets]
    whole = all(lies_within(g, unit) for g in grains for unit in units)
    return finest(world, timed, time.grain) if whole or only_to_grain(ask.offsets) else time.grain


def only_to_grain(offsets: Sequence[tuple[Any, ...]]) -> bool:
    return all(kind == "to" for kind, *_ in offsets)


def lies_within(grain: str, unit: str) -> bool:
    """Whether every period of the grain lies within one period of the unit."""
    return grain == unit or (finer(grain, unit) and grain != "week")


def back(t: datetime, offsets: Sequence[tuple[Any, ...]]) -> datetime:
    """The moment that `t` looks at."""
    for kind, *how in offsets:
        t = floor(t, how[0]) if kind == "to" else step(t, -how[0], how[1])
    return t
