"""Conversions: how often an event of one metric follows an event of another, of the same entity, in time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from tests.oracle.aggregations import aggregate
from tests.oracle.asks import Ask, Key, Values
from tests.oracle.dates import floor, step
from tests.oracle.definitions import Conversion, Row, Simple, World
from tests.oracle.facts import Condition, Fact, clock, facts, in_range, in_time, read_time
from tests.oracle.joins import of_row
from tests.oracle.offsets import moves


def conversions(world: World, metric: Conversion, base: Simple, converted: Simple, ask: Ask, own: Ask) -> Values:
    """Each conversion event counts once, at the time and dimensions of the latest base event before it."""
    time = clock(world, base)
    counted = [f for f in facts(world, base, ask, moves(world, time, ask)) if in_time(f.time, ask)]
    shown: dict[tuple[int, Key], list[Fact]] = defaultdict(list)
    all_bases: dict[Key, list[Any]] = defaultdict(list)
    for fact in counted:
        shown[fact.number, fact.keys].append(fact)
        all_bases[keys_at(world, time, ask, fact)].append(fact.value)
    by_entity: dict[Any, list[Fact]] = defaultdict(list)
    for fact in sorted(candidates(world, base, ask), key=lambda b: (b.time, -b.number), reverse=True):
        by_entity[attribute(world, base, metric.entity, fact.row)].append(fact)
    reached: dict[Key, list[Any]] = defaultdict(list)
    for event in facts(world, converted, own):
        entity = attribute(world, converted, metric.entity, event.row)
        before = [] if entity is None else by_entity[entity]
        for chosen in latest(world, metric, base, converted, before, event):
            for fact in shown[chosen.number, chosen.keys]:
                reached[keys_at(world, time, ask, fact)].append(event.value)
    if not ask.items:
        all_bases[()], reached[()] = all_bases[()], reached[()]
    return result(metric, base, converted, all_bases, reached)


def candidates(world: World, base: Simple, ask: Ask) -> list[Fact]:
    """The base events that conversions may belong to: those in the range asked for, whatever windows show of them."""
    time = clock(world, base)
    moving = ask.offsets or (ask.window and ask.days is None)
    kept = [f for f in ask.shown if not (moving and Condition(world, time, f, ask.per_entity).only_time())]
    bases = facts(world, base, replace(ask, shown=tuple(kept)))
    return [b for b in bases if b.time and (moving or in_range(b.time, ask.between))]


def latest(
    world: World, metric: Conversion, base: Simple, converted: Simple, candidates: Sequence[Fact], event: Fact
) -> list[Fact]:
    """The last base event in the window that the conversion closes, with equal constant properties."""
    if event.time is None:
        return []
    then = floor(event.time, "day")
    opens = step(then, -metric.window[0], metric.window[1]) if metric.window else datetime.min
    for b in candidates:  # the latest first
        if b.time and opens < floor(b.time, "day") <= then and alike(world, metric, base, converted, b, event):
            return [same for same in candidates if same.number == b.number]
    return []


def result(
    metric: Conversion, base: Simple, converted: Simple, bases: dict[Key, list[Any]], reached: dict[Key, list[Any]]
) -> Values:
    """Counts or rates per key; a key without a conversion has none rather than zero, unless it is filled."""
    counts = {k: aggregate(converted.agg, v) for k, v in reached.items()}
    found: Values = {}
    for key, values in bases.items():
        count = counts.get(key)
        count = converted.fill if count is None else count
        if metric.rate:
            whole = aggregate(base.agg, values)
            found[key] = count / whole if count is not None and whole else None
        elif key in counts or converted.fill is not None:
            found[key] = count
    return found


def alike(world: World, metric: Conversion, base: Simple, converted: Simple, b: Fact, event: Fact) -> bool:
    """Whether the two events agree, without NULLs, on every constant property."""
    pairs = [
        (attribute(world, base, mine, b.row), attribute(world, converted, other, event.row))
        for mine, other in metric.constants
    ]
    return all(x is not None and x == y for x, y in pairs)


def attribute(world: World, metric: Simple, name: str, row: Row) -> Any:
    """An entity or dimension of the metric's own row."""
    model = world.models[metric.model]
    found = model.dimension(name) or model.entity(name)
    assert found is not None
    return of_row(found.expr, row)


def keys_at(world: World, time: Any, ask: Ask, fact: Fact) -> Key:
    """The fact's keys with its time filled in."""
    keys: Sequence[Any] = fact.keys
    return tuple(read_time(world, fact.time, i) if time.owns(i) else k for i, k in zip(ask.items, keys, strict=True))
