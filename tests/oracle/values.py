"""The values of a metric per combination of keys: each kind of metric, from its rows or from its inputs."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tests.oracle.aggregations import aggregate
from tests.oracle.asks import Ask, Key, Values
from tests.oracle.conversions import conversions, keys_at
from tests.oracle.cumulatives import cumulative
from tests.oracle.dates import floor
from tests.oracle.definitions import Conversion, Cumulative, Derived, Input, Metric, Ratio, Refused, Simple, World
from tests.oracle.expressions import Node, evaluate, leaves
from tests.oracle.facts import Clock, Fact, clock, facts, in_time, mentioned, with_grain
from tests.oracle.joins import find, of_row
from tests.oracle.names import Item, MetricValue
from tests.oracle.offsets import earlier, moves
from tests.oracle.spines import on_spine


def values(world: World, metric: Metric, ask: Ask) -> Values:
    """The metric's value for every key that has one; without items the only key is ()."""
    ask = filtered(world, ask, metric.filters)
    match metric:
        case Simple():
            return simple(world, metric, ask)
        case Ratio():
            rows = combined(world, (metric.numerator, metric.denominator), ask)
            return {key: divide(*row) for key, row in rows.items()}
        case Derived():
            names = [i.alias or i.metric for i in metric.inputs]
            rows = combined(world, metric.inputs, ask)
            return {key: evaluate(metric.expr, named(names, row)) for key, row in rows.items()}
        case Cumulative():
            if ask.window:
                raise Refused(f"{metric.name} has a window of its own")
            inner, ask = chosen(world, metric.input, ask)
            return finished(world, inner, ask, cumulative(world, metric, inner, ask))
        case Conversion():
            base, ask = chosen(world, metric.base, ask)
            converted, own = chosen(world, metric.conversion, Ask())
            return conversions(world, metric, base, converted, ask, own)


def filtered(world: World, ask: Ask, filters: Sequence[Node]) -> Ask:
    """The ask with more filters, the metrics that they speak of already evaluated."""
    found = dict(ask.per_entity)
    for leaf in (leaf for tree in (*ask.shown, *filters) for leaf in leaves(tree)):
        item = mentioned(world, leaf)
        if isinstance(item, MetricValue) and leaf.text not in found:
            found[leaf.text] = values(world, world.metric(item.metric), Ask(item.group_by))
    return replace(ask, filters=(*ask.filters, *filters), per_entity=found)


def chosen(world: World, asked: Input, ask: Ask) -> tuple[Simple, Ask]:
    """A simple metric that another reads, with the filters of both."""
    metric = world.metric(asked.metric)
    assert isinstance(metric, Simple)
    return metric, filtered(world, ask, (*asked.filters, *metric.filters))


def named(names: Sequence[str], row: Sequence[Any]) -> Any:
    """What a derived expression's names stand for."""
    found = dict(zip(names, row, strict=True))
    return lambda leaf: found[leaf.text.lower()]


def divide(numerator: Any, denominator: Any) -> float | None:
    """NULL when the denominator is 0 or either is missing."""
    return None if numerator is None or not denominator else numerator / denominator


def combined(world: World, inputs: Sequence[Input], ask: Ask) -> dict[Key, list[Any]]:
    """The inputs side by side on all keys, NULL keys in one row; missing values are filled where that is declared."""
    columns = []
    for each in inputs:
        moved = earlier(ask, each.move) if each.move else ask
        columns.append(values(world, world.metric(each.metric), filtered(world, moved, each.filters)))
    fills = [fill(world, world.metric(i.metric)) for i in inputs]
    keys = dict.fromkeys(key for column in columns for key in column)
    return {k: [filled(c.get(k), f) for c, f in zip(columns, fills, strict=True)] for k in keys}


def fill(world: World, metric: Metric) -> Any:
    """What stands for a missing value of the metric."""
    match metric:
        case Simple():
            return metric.fill
        case Cumulative():
            return fill(world, world.metric(metric.input.metric))
        case Conversion() if not metric.rate:
            return fill(world, world.metric(metric.conversion.metric))
    return None


def filled(value: Any, instead: Any) -> Any:
    return instead if value is None else value


def simple(world: World, metric: Simple, ask: Ask) -> Values:
    """Group the rows by their keys and aggregate each group; without items there is one group, even if empty."""
    time = clock(world, metric)
    counted = moves(world, time, ask)
    rows = [f for f in facts(world, metric, ask, counted) if in_time(f.time, ask)]
    if metric.last:
        # In a window the source's last snapshot counts, even when no row of it passes the filters.
        unfiltered = replace(ask, filters=(), shown=()) if ask.window else ask
        every = [f for f in facts(world, metric, unfiltered, counted) if in_time(f.time, ask)]
        rows = at_the_edge(world, metric, time, ask, every, rows)
    groups: dict[Key, list[Any]] = {} if ask.items else {(): []}
    for row in rows:
        groups.setdefault(keys_at(world, time, ask, row), []).append(row.value)
    found = {k: aggregate(metric.agg, v, metric.percentile, metric.discrete) for k, v in groups.items()}
    return finished(world, metric, ask, found)


def finished(world: World, metric: Simple, ask: Ask, found: Values) -> Values:
    """The values laid on the spine and filled, as the metric asks for."""
    time = clock(world, metric)
    if metric.spine and any(time.owns(i) for i in ask.items):
        laid = on_spine(world, time, ask, found)
        found = {key: value for key, value in laid.items() if not refused(world, time, ask, key)}
    return {key: filled(value, metric.fill) for key, value in found.items()}


def refused(world: World, time: Clock, ask: Ask, key: Key) -> bool:
    """Whether a filter of the query that names nothing but keys refuses this one."""
    at = {spot(world, time, item): n for n, item in enumerate(ask.items)}
    for tree in ask.shown:
        named = {leaf.text: mentioned(world, leaf) for leaf in leaves(tree)}
        places = {t: at.get(spot(world, time, i)) for t, i in named.items() if isinstance(i, Item)}
        known = len(places) == len(named) and None not in places.values()
        if named and known and evaluate(tree, lambda leaf, p=places: key[p[leaf.text]]) is not True:
            return True
    return False


def spot(world: World, time: Clock, item: Item) -> tuple[Any, ...]:
    """What an item stands for, however it is spelled."""
    if time.owns(item):
        asked = with_grain(item, time.dimension)
        return "time", asked.grain, asked.part
    place = find(world, time.model, item)
    asked = with_grain(item, place.attribute)
    return place.hops, place.attribute, asked.grain, asked.part


def at_the_edge(
    world: World, metric: Simple, time: Clock, ask: Ask, every: Sequence[Fact], rows: Sequence[Fact]
) -> list[Fact]:
    """A stock's rows at the first or last snapshot of each queried period, or of everything, per entity if asked."""
    assert metric.last is not None
    name, edge, entities = metric.last
    dimension = time.model.dimension(name)
    assert dimension is not None
    taken: dict[Key, list[Any]] = defaultdict(list)
    for fact in every:
        if (at := of_row(dimension.expr, fact.row)) is not None:
            taken[edge_group(world, time, name, entities, ask, fact)].append(floor(at, dimension.grain))
    edges = {group: max(times) if edge == "max" else min(times) for group, times in taken.items()}
    return [
        fact
        for fact in rows
        if (at := of_row(dimension.expr, fact.row)) is not None
        and floor(at, dimension.grain) == edges[edge_group(world, time, name, entities, ask, fact)]
    ]


def edge_group(world: World, time: Clock, name: str, entities: Sequence[str], ask: Ask, row: Fact) -> Key:
    """What one edge is taken over: the queried periods of the snapshots' time, and the entities of the metric."""
    dimension = time.model.dimension(name)
    assert dimension is not None
    snapshots = time if dimension == time.dimension else replace(time, dimension=dimension)
    owned = [snapshots.owns(i) and (snapshots is time or i.name == name) for i in ask.items]
    periods = [k for k, mine in zip(keys_at(world, time, ask, row), owned, strict=True) if mine]
    return (*(of_row(e.expr, row.row) for e in time.model.entities if e.name in entities), *periods)
