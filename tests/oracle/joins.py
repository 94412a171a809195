"""Where an attribute lives, and which rows of other tables stand beside a row: LEFT joins, one hop at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.oracle.dates import floor
from tests.oracle.definitions import Dimension, Entity, Model, Refused, Row, World
from tests.oracle.expressions import Node, evaluate
from tests.oracle.names import Item

Hop = tuple[str, str]  # through which entity, into which model
Hops = tuple[Hop, ...]
Joined = dict[Hops, Row | None]  # the row reached over each chain of hops; () is the row itself


@dataclass(frozen=True)
class Place:
    """An attribute and the chain of hops that leads to it."""

    hops: Hops
    model: Model
    attribute: Entity | Dimension

    def value(self, joined: Joined) -> Any:
        row = joined[self.hops]
        return None if row is None else of_row(self.attribute.expr, row)


def of_row(expr: Node, row: Row) -> Any:
    """An expression over the columns of one row."""
    return evaluate(expr, lambda name: row[name.text])


def find(world: World, model: Model, item: Item) -> Place:
    """Where the item is, seen from the model; raises Refused when it is nowhere or ambiguous."""
    if not item.path or item.path == (model.primary,):
        own = model.entity(item.name) or model.dimension(item.name)
        if own:
            return Place((), model, own)
    for length in range(1, len(world.models)) if item.path else ():
        places = list(reached(world, model, item, length))
        exact = [p for p in places if tuple(e for e, _ in p.hops) == item.path]
        if places:
            if len(exact or places) > 1:
                raise Refused(f"{item.label} is ambiguous from {model.name}: {[p.hops for p in places]}")
            return (exact or places)[0]
    raise Refused(f"{item.label} cannot be reached from {model.name}")


def reached(world: World, model: Model, item: Item, length: int) -> Iterator[Place]:
    """Every place of the item at the end of exactly so many hops whose links end with the item's path."""
    for hops in routes(world, model, length):
        links = tuple(entity for entity, _ in hops)
        if links[len(links) - len(item.path) :] == item.path:
            target = world.models[hops[-1][1]]
            attribute = target.entity(item.name) or target.dimension(item.name)
            if isinstance(attribute, Entity) and attribute.name != links[-1]:
                yield Place(hops, target, attribute)
            if isinstance(attribute, Dimension):
                yield Place(hops, target, attribute)


def routes(world: World, model: Model, length: int) -> Iterator[Hops]:
    """Every chain of so many allowed joins that starts at the model and visits no model twice."""
    if length == 0:
        yield ()
        return
    for hops in routes(world, model, length - 1):
        visited = [model] + [world.models[name] for _, name in hops]
        for right in world.models.values():
            if all(right.name != m.name and not (right.changing and m.changing) for m in visited):
                yield from ((*hops, (e.name, right.name)) for e in right.entities if joinable(visited[-1], right, e))


def joinable(left: Model, right: Model, key: Entity) -> bool:
    """Whether rows of `left` find their row of `right` by this key without being multiplied (bridges aside)."""
    mine = left.entity(key.name)
    if mine is None:
        return False
    if key.kind in ("primary", "unique"):
        return True
    if key.kind == "natural":
        return mine.kind != "natural" and right.changing
    return right.bridge


def expand(world: World, model: Model, row: Row, time: datetime | None, chains: Iterable[Hops]) -> list[Joined]:
    """The row beside the rows that the chains lead to; more than one combination only through a bridge."""
    found: list[Joined] = [{(): row}]
    for hops in sorted({chain[:n] for chain in chains for n in range(1, len(chain) + 1)}, key=len):
        left = world.models[hops[-2][1]] if len(hops) > 1 else model
        found = [joined | {hops: other} for joined in found for other in partners(world, left, joined, hops, time)]
    return found


def unmet(world: World, model: Model, chains: Iterable[Hops]) -> Iterator[Joined]:
    """Rows one hop away that no row of the model leads to, beside nothing but what they lead to themselves."""
    every = set(chains)
    for hop in sorted({chain[0] for chain in every if chain}):
        entity, right = hop[0], world.models[hop[1]]
        mine, key = model.entity(entity), right.entity(entity)
        assert mine is not None
        assert key is not None
        shared = [d for d in model.dimensions if d.partition and (o := right.dimension(d.name)) and o.partition]
        if right.changing or shared or key.kind not in ("primary", "unique"):
            continue
        led_to = {of_row(mine.expr, row) for row in world.tables[model.table]} - {None}
        below = {chain[1:] for chain in every if chain[:1] == (hop,)}
        for row in world.tables[right.table]:
            if of_row(key.expr, row) not in led_to:
                nothing: Joined = {(): None, **{chain[:n]: None for chain in every for n in range(1, len(chain) + 1)}}
                for joined in expand(world, right, row, None, below):
                    yield nothing | {(hop, *further): other for further, other in joined.items()}


def partners(world: World, left: Model, joined: Joined, hops: Hops, time: datetime | None) -> Sequence[Row | None]:
    """The rows of the last hop's model that belong to the row before it; [None] when there are none."""
    row = joined[hops[:-1]]
    entity, name = hops[-1]
    right, mine = world.models[name], left.entity(entity)
    if row is None or mine is None or (key := of_row(mine.expr, row)) is None:
        return [None]
    rows = [r for r in keyed(world, right, entity).get(key, ()) if same_partition(left, row, right, r)]
    if right.changing:
        rows = [r for r in rows if valid(right, r, time)]
    return rows or [None]


def keyed(world: World, model: Model, entity: str) -> dict[Any, list[Row]]:
    """The model's rows by their value of an entity."""
    if ("keyed", model.name, entity) not in world.cache:
        rows: dict[Any, list[Row]] = defaultdict(list)
        key = model.entity(entity)
        assert key is not None
        for row in world.tables[model.table]:
            rows[of_row(key.expr, row)].append(row)
        world.cache["keyed", model.name, entity] = rows
    found: dict[Any, list[Row]] = world.cache["keyed", model.name, entity]
    return found


def valid(model: Model, row: Row, time: datetime | None) -> bool:
    """Whether a row of a changing dimension holds at the time: start <= time < end, an open end holds forever."""
    start, end = (next(of_row(d.expr, row) for d in model.dimensions if d.validity == v) for v in ("start", "end"))
    return time is not None and start is not None and start <= time and (end is None or time < end)


def same_partition(left: Model, mine: Row, right: Model, other: Row) -> bool:
    """Whether partition dimensions that both sides have fall on the same day."""
    for a in left.dimensions:
        b = right.dimension(a.name)
        if a.partition and b and b.partition:
            days = [of_row(a.expr, mine), of_row(b.expr, other)]
            if None in days or floor(days[0], "day") != floor(days[1], "day"):
                return False
    return True
