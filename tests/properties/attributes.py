"""Strategies for queries without metrics: attributes that one model reaches, distinct or not, or their extremes."""

from collections.abc import Sequence

from hypothesis import assume
from hypothesis import strategies as st

from tests.oracle.definitions import Refused, World
from tests.oracle.joins import find
from tests.oracle.names import Item
from tests.properties.questions import TIMES, Query, known, orders, reachable

SPINE_GRAINS = ["day", "week", "month", "fiscal", "fiscal_year"]


@st.composite
def attribute_queries(draw: st.DrawFn, world: World) -> Query:
    """The attributes of one model and what it joins, or the periods of the spine."""
    if draw(st.integers(0, 5)) == 0:
        return {"group_by": ["metric_time__" + draw(st.sampled_from(SPINE_GRAINS))]}
    model = draw(st.sampled_from([m for _, m in sorted(world.models.items())]))
    names = sorted({item for item in reachable(world, model) if item.path and known(world, model, item)}, key=str)
    items = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique_by=lambda i: i.label))
    assume(one_is_nearest(world, items))
    items = [draw(with_grain(item)) for item in items]
    query: Query = {"group_by": [item.label for item in items]}
    match draw(st.integers(0, 3)):
        case 0:
            return query | {"min_max_only": True}
        case 1 if all(len(item.path) < 2 for item in items):  # how many rows there are depends on the model they are of
            return query | {"apply_group_by": False}
    return query | draw(orders([item.label for item in items]))


@st.composite
def with_grain(draw: st.DrawFn, item: Item) -> Item:
    if item.name not in TIMES:
        return item
    return Item(item.path, item.name, draw(st.sampled_from(["month", "quarter", "year"])))


def one_is_nearest(world: World, items: Sequence[Item]) -> bool:
    """Whether one model reaches the items over fewer hops than any other, without a changing dimension or a bridge."""
    distances = []
    for model in world.models.values():
        try:
            chains = [find(world, model, item).hops for item in items]
        except Refused:
            continue
        distances.append((sum(map(len, chains)), [name for chain in chains for _, name in chain]))
    distances.sort(key=lambda each: each[0])
    settled = not {"changing_shops", "order_tags"} & set(distances[0][1])
    return settled and (len(distances) == 1 or distances[0][0] < distances[1][0])
