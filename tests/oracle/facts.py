"""The rows a metric is made of: filtered, each with its time, its value and the keys it is grouped by."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from tests.oracle.asks import Ask, Key, Range, Values
from tests.oracle.dates import finer, floor, part
from tests.oracle.definitions import Dimension, Entity, Model, Refused, Row, Simple, World
from tests.oracle.expressions import Node, evaluate, leaves
from tests.oracle.joins import Joined, Place, expand, find, of_row
from tests.oracle.names import METRIC_TIME, Item, MetricValue, read_name, read_template

Moves = Callable[[datetime | None], Sequence[datetime | None]]


class Fact(NamedTuple):
    """One row of the metric's table as it counts in one group; the metric's time stands in the keys as None."""

    number: int
    row: Row
    time: datetime | None
    keys: Key
    value: Any


@dataclass(frozen=True)
class Clock:
    """The metric time of a model's rows: which dimension it is and how it is read."""

    model: Model
    dimension: Dimension

    @property
    def grain(self) -> str:
        return self.dimension.grain

    def owns(self, item: Item) -> bool:
        """Whether the item means this time: `metric_time`, or the dimension by its own name."""
        return (not item.path and item.name == METRIC_TIME) or (
            item.path in ((), (self.model.primary,)) and item.name == self.dimension.name
        )


def clock(world: World, metric: Simple) -> Clock:
    """The metric's own time."""
    model = world.models[metric.model]
    dimension = model.dimension(metric.time)
    assert dimension is not None
    return Clock(model, dimension)


def stand_still(time: datetime | None) -> Sequence[datetime | None]:
    """Rows count when they happened."""
    return [time]


def facts(world: World, metric: Simple, ask: Ask, moves: Moves = stand_still) -> Iterator[Fact]:
    """Every row that passes the filters, once per distinct combination of keys and time it counts at."""
    time = clock(world, metric)
    lookups = [None if time.owns(i) else lookup(world, time.model, i) for i in ask.items]
    own = [Condition(world, time, f, ask.per_entity) for f in ask.filters]
    shown = [Condition(world, time, f, ask.per_entity) for f in ask.shown]
    chains = {p.place.hops for p in lookups if p} | {h for c in (*own, *shown) for h in c.chains}
    for number, row in enumerate(world.tables[time.model.table]):
        happened = of_row(time.dimension.expr, row)
        known_at = None if happened is None else floor(happened, time.grain)
        combinations = expand(world, time.model, row, known_at, chains)
        passing = [j for j in combinations if all(c.holds(j, happened) for c in own)]
        keyed = [(tuple(p and p.read(j) for p in lookups), j) for j in passing]
        always = () if shown else dict.fromkeys(key for key, _ in keyed)
        value = of_row(metric.expr, row)
        for counted in moves(happened) if passing else ():
            here = (key for key, j in keyed if shown and all(c.holds(j, counted) for c in shown))
            for key in always or dict.fromkeys(here):
                yield Fact(number, row, counted, key, value)


def in_time(time: datetime | None, ask: Ask) -> bool:
    """Whether a time lies in the ask's range and among its days."""
    return in_range(time, ask.between) and in_range(time, ask.days)


def in_range(time: datetime | None, between: Range | None) -> bool:
    """Whether a time lies in the range; without a range everything does."""
    return between is None or (time is not None and between[0] <= time < between[1])


@dataclass(frozen=True)
class Lookup:
    """How an item is read from joined rows, at its grain or as a date part."""

    world: World
    place: Place
    item: Item

    def read(self, joined: Joined) -> Any:
        return read_time(self.world, self.place.value(joined), self.item)


def lookup(world: World, model: Model, item: Item) -> Lookup:
    """Where and how to read the item, seen from the model; raises Refused."""
    place = find(world, model, item)
    check_grain(place.attribute, item, world)
    return Lookup(world, place, item)


def check_grain(attribute: Entity | Dimension, item: Item, world: World) -> None:
    """Refuse a grain or part that the attribute cannot give."""
    own = attribute.grain if isinstance(attribute, Dimension) else ""
    if (item.grain or item.part) and not own:
        raise Refused(f"{item.label}: {item.name} is no time")
    if item.grain and item.grain not in world.custom_grains and finer(item.grain, own):
        raise Refused(f"{item.label} is finer than {own}")
    least = {"dow": "day", "doy": "day"}.get(item.part, item.part)
    if item.part and finer(least, own):
        raise Refused(f"{item.label} is finer than {own}")


def read_time(world: World, value: Any, item: Item) -> Any:
    """A value as it is, or a time at the item's grain or part."""
    if value is None or not (item.grain or item.part):
        return value
    if item.part:
        return part(value, item.part)
    for spine in world.spines:
        if item.grain in spine.custom:
            return custom_periods(world, item.grain).get(floor(value, spine.grain))
    return floor(value, item.grain)


def custom_periods(world: World, grain: str) -> dict[datetime, Any]:
    """The custom period of every instant of the spine that knows it."""
    if ("custom", grain) not in world.cache:
        spine = next(s for s in world.spines if grain in s.custom)
        rows = world.tables[spine.table]
        world.cache["custom", grain] = {r[spine.column]: r[spine.custom[grain]] for r in rows}
    found: dict[datetime, Any] = world.cache["custom", grain]
    return found


class Condition:
    """A filter, with everything that it mentions already found."""

    def __init__(self, world: World, time: Clock, tree: Node, per_entity: Mapping[str, Values]) -> None:
        self.world, self.time, self.tree = world, time, tree
        self.found = {leaf.text: self.locate(leaf, per_entity) for leaf in leaves(tree)}
        self.chains = {chain for each in self.found.values() for chain in each.chains}

    def locate(self, leaf: Node, per_entity: Mapping[str, Values]) -> "TimeRead | AttributeRead | MetricRead":
        item = mentioned(self.world, leaf)
        if isinstance(item, MetricValue):
            places = tuple(find(self.world, self.time.model, i) for i in item.group_by)
            return MetricRead(places, per_entity[leaf.text])
        if self.time.owns(item):
            return TimeRead(self.world, with_grain(item, self.time.dimension))
        place = find(self.world, self.time.model, item)
        return AttributeRead(lookup(self.world, self.time.model, with_grain(item, place.attribute)))

    def holds(self, joined: Joined, time: datetime | None) -> bool:
        return evaluate(self.tree, lambda leaf: self.found[leaf.text].read(joined, time)) is True

    def only_time(self) -> bool:
        """Whether the filter speaks of nothing but the metric's time."""
        return all(isinstance(each, TimeRead) for each in self.found.values())


def mentioned(world: World, leaf: Node) -> Item | MetricValue:
    """What a name or a template in a filter stands for."""
    read = read_template if leaf.kind == "template" else read_name
    return read(leaf.text, world.custom_grains)


def with_grain(item: Item, attribute: Entity | Dimension) -> Item:
    """The item with its default grain when it is a time without one: the dimension's, never finer than a day."""
    grain = attribute.grain if isinstance(attribute, Dimension) else ""
    if not grain or item.grain or item.part:
        return item
    return Item(item.path, item.name, "day" if finer(grain, "day") else grain)


@dataclass(frozen=True)
class TimeRead:
    """The metric's time at a grain."""

    world: World
    item: Item
    chains: tuple[Any, ...] = ()

    def read(self, joined: Joined, time: datetime | None) -> Any:
        return read_time(self.world, time, self.item)


@dataclass(frozen=True)
class AttributeRead:
    """An attribute of this or a joined row."""

    lookup: Lookup

    @property
    def chains(self) -> tuple[Any, ...]:
        return (self.lookup.place.hops,)

    def read(self, joined: Joined, time: datetime | None) -> Any:
        return self.lookup.read(joined)


@dataclass(frozen=True)
class MetricRead:
    """A metric per entity, looked up by the entity's value beside the row."""

    places: tuple[Place, ...]
    values: Values

    @property
    def chains(self) -> tuple[Any, ...]:
        return tuple(p.hops for p in self.places)

    def read(self, joined: Joined, time: datetime | None) -> Any:
        key = tuple(p.value(joined) for p in self.places)
        return None if None in key else self.values.get(key)
