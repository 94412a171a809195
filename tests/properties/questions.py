"""Strategies for queries: names that all the metrics share, filters on them, times, order and limit."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from hypothesis import strategies as st

from tests.oracle.answer import leaf_metrics
from tests.oracle.dates import GRAINS, PARTS, finer
from tests.oracle.definitions import Dimension, Model, Refused, World
from tests.oracle.facts import clock, with_grain
from tests.oracle.joins import find, routes
from tests.oracle.names import METRIC_TIME, Item
from tests.properties.tables import DAYS

Query = dict[str, Any]

GRAINS_USED = ["day", "week", "month", "quarter", "year"]
VALUES: dict[str, list[str | int]] = {
    "country": ["a", "b", "C"],
    "segment": ["a", "b", "C"],
    "tier": ["a", "b", "C"],
    "label": ["a", "b", "C"],
    "role": ["a", "b"],
    "device": ["a", "b"],
    "status": ["done", "open", "", "it's"],
    "band": ["large", "small"],
    "customer": ["c1", "c2", "x9"],
    "region": ["r1", "x9"],
    "shop": ["h1", "x9"],
    "tag": ["t1"],
    "purchase": ["o1", "o2"],
    "size": [0, 2, 3],
}
BOOLEANS = {"is_vip", "is_gift"}


def leaves_of(world: World, names: Sequence[str]) -> list[Any]:
    return [leaf for name in names for leaf in leaf_metrics(world, world.metric(name))]


def reachable(world: World, model: Model) -> Iterator[Item]:
    """Every name that leads from the model to an attribute: whole paths, last links alone, bare entities."""
    for length in range(4):
        for hops in routes(world, model, length):
            links = tuple(entity for entity, _ in hops) or (model.primary,)
            target = world.models[hops[-1][1]] if hops else model
            for name in (*(e.name for e in target.entities), *(d.name for d in target.dimensions)):
                if name != links[-1]:
                    yield Item(links, name)
                    yield Item(links[-1:], name)
            yield from (Item((), e.name) for e in model.entities)


def shared_items(world: World, names: Sequence[str]) -> list[Item]:
    """The attributes that every one of the metrics can be grouped and filtered by."""
    models = [world.models[leaf.model] for leaf in leaves_of(world, names)]
    found = dict.fromkeys(item for item in reachable(world, models[0]) if all(known(world, m, item) for m in models))
    return list(found)


def known(world: World, model: Model, item: Item) -> bool:
    try:
        find(world, model, item)
    except Refused:
        return False
    return True


@st.composite
def grained(draw: st.DrawFn, world: World, names: Sequence[str], item: Item) -> Item:
    """The item with a grain or a date part, if it is a time and none of the metrics' times is coarser."""
    leaves = leaves_of(world, names)
    if item.name == METRIC_TIME:
        own = max((clock(world, leaf).grain for leaf in leaves), key=GRAINS.index)
    else:
        attribute = find(world, world.models[leaves[0].model], item).attribute
        own = attribute.grain if isinstance(attribute, Dimension) else ""
    if not own:
        return item
    grains = [g for g in GRAINS_USED if not finer(g, own)]
    stock = any(leaf.last for leaf in leaves)
    if not stock and draw(st.integers(0, 4)) == 0:
        part = draw(st.sampled_from([p for p in PARTS if own == "day" or p in ("year", "quarter", "month")]))
        return Item(item.path, item.name, part=part)
    return Item(item.path, item.name, draw(st.sampled_from(grains)))


@st.composite
def asked_item(draw: st.DrawFn, world: World, names: Sequence[str], items: Sequence[Item]) -> Item:
    """An attribute or the metrics' time."""
    choices = [*items, *[Item((), METRIC_TIME)] * max(1, len(items) // 2)]
    return draw(grained(world, names, draw(st.sampled_from(choices))))


def spelled(item: Item, style: int) -> Any:
    """An item as a name, as an object in text or as a mapping."""
    if style == 0 or (style == 1 and item.part):
        return item.label
    if style == 1:
        return template(item)
    bare = "__".join((*item.path, item.name))
    return (
        {"name": bare} | ({"grain": item.grain} if item.grain else {}) | ({"date_part": item.part} if item.part else {})
    )


def template(item: Item) -> str:
    """The item as it stands in a filter."""
    bare = "__".join((*item.path[-1:], item.name))
    path = f", entity_path={list(item.path[:-1])}" if len(item.path) > 1 else ""
    if item.part:
        return f"Dimension('{bare}'{path}).date_part('{item.part}')"
    if item.grain:
        return f"TimeDimension('{bare}', '{item.grain}'{path})"
    if not item.path:
        return f"Entity('{bare}')"
    return f"Dimension('{bare}'{path})"


@st.composite
def condition(draw: st.DrawFn, world: World, names: Sequence[str], items: Sequence[Item]) -> str:
    """A comparison of one shared attribute, or two of them joined."""
    if draw(st.integers(0, 3)) == 0:
        left, right = (draw(condition(world, names, items)) for _ in range(2))
        return draw(st.sampled_from([f"{left} and {right}", f"{left} or {right}", f"not ({left} or {right})"]))
    item = draw(asked_item(world, names, items))
    name = "{{ " + template(item) + " }}"
    if draw(st.integers(0, 4)) == 0:
        return draw(st.sampled_from([f"{name} is null", f"{name} is not null"]))
    if item.part:
        return f"{name} {draw(st.sampled_from(['=', '<', '>=']))} {draw(st.sampled_from([1, 2, 4, 7, 29, 2024]))}"
    if item.grain:
        return f"{name} {draw(st.sampled_from(['=', '<', '>=', '<>']))} '{draw(st.sampled_from(DAYS)).date()}'"
    if item.name in BOOLEANS:
        return draw(st.sampled_from([name, f"not {name}", f"{name} = true"]))
    values = [literal(v) for v in draw(st.lists(st.sampled_from(VALUES[item.name]), min_size=1, max_size=2))]
    forms = [f"{name} = {values[0]}", f"{name} <> {values[0]}", f"{name} in ({', '.join(values)})"]
    return draw(st.sampled_from([*forms, f"{name} not in ({', '.join(values)})"]))


def literal(value: str | int) -> str:
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


WINDOWS = [
    "1w",
    "4w",
    "28d",
    "3 months",
    "1 quarter",
    "mtd",
    "qtd",
    "ytd",
    "next 60 days",
    "previous 4w",
    "previous 7d",
]
as_ofs = st.sampled_from([date(2024, 2, 29), date(2024, 3, 3), date(2024, 3, 31), date(2024, 12, 31)])
two_days = st.lists(st.sampled_from(DAYS).map(datetime.date), min_size=2, max_size=2)
constraints = st.one_of(two_days, two_days.map(sorted), two_days.map(sorted))


@st.composite
def queries(draw: st.DrawFn, world: World) -> Query:
    """One question that has an answer."""
    names = draw(st.lists(st.sampled_from(sorted(world.metrics)), min_size=1, max_size=3, unique=True))
    items = shared_items(world, names)
    how_many = draw(st.sampled_from([0, 1, 1, 2, 2, 3]))
    chosen = st.lists(
        asked_item(world, names, items), min_size=how_many, max_size=how_many, unique_by=lambda i: i.label
    )
    grouped = draw(chosen) if len(items) >= how_many else []
    styles = draw(st.lists(st.integers(0, 2), min_size=len(grouped), max_size=len(grouped)))
    query: Query = {"metrics": names, "group_by": [spelled(i, s) for i, s in zip(grouped, styles, strict=True)]}
    query["where"] = draw(st.lists(condition(world, names, items), max_size=draw(st.sampled_from([0, 1, 2]))))
    return (
        query | draw(time_limits(world, names, grouped)) | draw(orders([with_label(world, names, i) for i in grouped]))
    )


def with_label(world: World, names: Sequence[str], item: Item) -> str:
    """The item's output column: a time without a grain gets its default."""
    if item.name == METRIC_TIME or item.grain or item.part:
        return item.label
    attribute = find(world, world.models[leaves_of(world, names)[0].model], item).attribute
    return with_grain(item, attribute).label


@st.composite
def time_limits(draw: st.DrawFn, world: World, names: Sequence[str], grouped: Sequence[Item]) -> Query:
    """Now and then a time constraint, or a window as of a day; only where its meaning is settled."""
    leaves = leaves_of(world, names)
    times = [i for i in grouped if any(clock(world, leaf).owns(i) for leaf in leaves)]
    settled = all(i.name == METRIC_TIME and i.grain for i in times) and len(times) < 2
    monthly = any(clock(world, leaf).grain == "month" for leaf in leaves) and not times
    choice = draw(st.integers(0, 3))
    if choice == 0 and settled and not monthly:
        return {"time_constraint": [str(day) for day in draw(constraints)]}
    if choice == 1 and not times and not monthly:
        return {"window": draw(st.sampled_from(WINDOWS)), "as_of": str(draw(as_ofs))}
    return {}


@st.composite
def orders(draw: st.DrawFn, columns: Sequence[str]) -> Query:
    """Now and then an order over all keys, which leaves no ties, and with it a limit."""
    if not columns or draw(st.integers(0, 2)):
        return {}
    order = [draw(st.sampled_from(["", "-"])) + name for name in draw(st.permutations(columns))]
    limit = draw(st.sampled_from([None, None, 0, 1, 2, 5]))
    return {"order_by": order} | ({} if limit is None else {"limit": limit})
