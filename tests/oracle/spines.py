"""The instants of a time spine, and results laid upon them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from tests.oracle.asks import Ask, Values
from tests.oracle.dates import finer
from tests.oracle.definitions import Refused, World
from tests.oracle.facts import Clock, Condition, in_range, read_time
from tests.oracle.names import Item


def instants(world: World, grain: str) -> Sequence[datetime]:
    """The instants of the coarsest spine that is not coarser than the grain."""
    fitting = [s for s in world.spines if not finer(grain, s.grain)]
    if not fitting:
        raise Refused(f"no time spine as fine as {grain}")
    spine = fitting[0]
    for other in fitting:
        spine = other if finer(spine.grain, other.grain) else spine
    return [row[spine.column] for row in world.tables[spine.table]]


def finest(world: World, items: Sequence[Item], own: str) -> str:
    """The finest grain among time items; a custom grain counts as its spine's, a date part as the time's own."""
    found = "year"
    for item in items:
        grain = own if item.part else item.grain
        grain = next((s.grain for s in world.spines if grain in s.custom), grain)
        found = grain if finer(grain, found) else found
    return found


def wanted_instants(world: World, time: Clock, ask: Ask, grain: str) -> Iterator[datetime]:
    """The spine's instants in the asked time that pass those of the query's filters that speak of time alone."""
    conditions = [Condition(world, time, f, ask.per_entity) for f in ask.shown]
    conditions = [c for c in conditions if c.only_time()]
    for instant in instants(world, grain):
        if in_range(instant, ask.between) and all(c.holds({}, instant) for c in conditions):
            yield instant


def on_spine(world: World, time: Clock, ask: Ask, found: Values) -> Values:
    """The spine LEFT JOIN the values: a period without any value appears with NULL keys and no value."""
    timed = [n for n, item in enumerate(ask.items) if time.owns(item)]
    grain = finest(world, [ask.items[n] for n in timed], time.grain)
    laid: Values = {}
    for instant in wanted_instants(world, time, ask, grain):
        period = {n: read_time(world, instant, ask.items[n]) for n in timed}
        here = {k: v for k, v in found.items() if all(k[n] == p for n, p in period.items())}
        empty: tuple[Any, ...] = tuple(period.get(n) for n in range(len(ask.items)))
        laid.update(here or {empty: None})
    return laid
