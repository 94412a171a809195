"""A whole query: which columns, which rows, in which order."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from operator import itemgetter
from typing import Any

from tests.oracle.asks import Ask, Key, Range
from tests.oracle.dates import GRAINS, finer, floor, moment, step
from tests.oracle.definitions import (
    Conversion,
    Cumulative,
    Derived,
    Dimension,
    Input,
    Metric,
    Model,
    Ratio,
    Refused,
    Simple,
    World,
)
from tests.oracle.expressions import Node, leaves, parse
from tests.oracle.facts import (
    Clock,
    Condition,
    check_grain,
    clock,
    custom_periods,
    lookup,
    mentioned,
    read_time,
    with_grain,
)
from tests.oracle.joins import expand, find, unmet
from tests.oracle.names import METRIC_TIME, Item, read_item
from tests.oracle.spines import finest, instants
from tests.oracle.values import combined, filtered
from tests.oracle.windows import window_range

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Answer:
    """Column names and rows; the order of rows means something only when the query says so."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def answer(world: World, query: Mapping[str, Any]) -> Answer:
    """The rows that a query must bring; raises Refused when it cannot be answered.

    `query` has the keys of a metricops query: metrics, group_by, where, order_by, limit, time_constraint,
    saved_query, min_max_only, apply_group_by, window, as_of.
    """
    query = with_saved(world, query)
    if query.get("metrics"):
        found = of_metrics(world, query)
    elif query.get("group_by"):
        found = of_attributes(world, query)
    else:
        raise Refused("neither metrics nor group-bys")
    if query.get("min_max_only"):
        return edges(found)
    found = replace(found, rows=ordered(found, query.get("order_by") or ()))
    return found if query.get("limit") is None else replace(found, rows=found.rows[: query["limit"]])


def with_saved(world: World, query: Mapping[str, Any]) -> Mapping[str, Any]:
    """A saved query's parts under those of the query: filters add up, order and limit are replaced."""
    if not query.get("saved_query"):
        return query
    if query["saved_query"] not in world.saved:
        raise Refused(f"no saved query {query['saved_query']}")
    saved = world.saved[query["saved_query"]]
    return {
        **query,
        "metrics": [*saved.get("metrics", ()), *(query.get("metrics") or ())],
        "group_by": [*saved.get("group_by", ()), *(query.get("group_by") or ())],
        "where": [*saved.get("where", ()), *(query.get("where") or ())],
        "order_by": query.get("order_by") or saved.get("order_by", ()),
        "limit": saved.get("limit") if query.get("limit") is None else query["limit"],
    }


def of_metrics(world: World, query: Mapping[str, Any]) -> Answer:
    """Every metric's values side by side."""
    metrics = [world.metric(name) for name in query["metrics"]]
    asked = [read_item(g, world.custom_grains) for g in query.get("group_by") or ()]
    items = tuple(with_default_grain(world, metrics, item) for item in asked)
    as_of = moment(query.get("as_of"))
    between = asked_range(world, metrics, items, query.get("time_constraint"))
    window, days = query.get("window") or "", None
    if window and not any(i.name == METRIC_TIME for i in items):
        assert as_of is not None
        days = window_range(window, as_of)
    ask = Ask(items, between=between, days=days, as_of=as_of, window=window)
    where = tuple(parse(text) for text in query.get("where") or ())
    ask = filtered(world, replace(ask, shown=where), ())
    check(world, metrics, items, days)
    rows = combined(world, [Input(name.lower()) for name in query["metrics"]], ask)
    return Answer((*(i.label for i in items), *query["metrics"]), [(*key, *row) for key, row in rows.items()])


def check(world: World, metrics: Sequence[Metric], items: Sequence[Item], days: Range | None) -> None:
    """Refuse what has no answer although every name is known."""
    for time, metric in ((clock(world, leaf), m) for m in metrics for leaf in leaf_metrics(world, m)):
        for item in items:
            if time.owns(item):
                check_grain(time.dimension, item, world)
        if moved(world, metric) and not days and not any(time.owns(i) for i in items):
            raise Refused(f"{metric.name} looks back in time, so time must be queried")


def inputs_of(metric: Metric) -> tuple[Input, ...]:
    """The metrics that a metric is made of."""
    match metric:
        case Ratio():
            return (metric.numerator, metric.denominator)
        case Derived():
            return metric.inputs
        case Cumulative():
            return (metric.input,)
        case Conversion():
            return (metric.base,)
    return ()


def leaf_metrics(world: World, metric: Metric) -> Iterator[Simple]:
    """The simple metrics at the bottom; of a conversion only the base, whose time and dimensions it has."""
    if isinstance(metric, Simple):
        yield metric
    for each in inputs_of(metric):
        yield from leaf_metrics(world, world.metric(each.metric))


def moved(world: World, metric: Metric) -> bool:
    """Whether anything below the metric is offset in time."""
    return any(i.move or moved(world, world.metric(i.metric)) for i in inputs_of(metric))


def default_grain(world: World, metric: Metric) -> str:
    """The grain of metric_time when none is asked: the metric's own, else the coarsest below it, at least a day."""
    if metric.grain:
        return metric.grain
    return kept_grain(world, [metric])


def kept_grain(world: World, metrics: Sequence[Metric]) -> str:
    """The coarsest grain of the times below the metrics, at least a day."""
    return coarsest(at_least_day(clock(world, leaf).grain) for m in metrics for leaf in leaf_metrics(world, m))


def at_least_day(grain: str) -> str:
    return "day" if finer(grain, "day") else grain


def coarsest(grains: Iterable[str]) -> str:
    return max(grains, key=GRAINS.index)


def with_default_grain(world: World, metrics: Sequence[Metric], item: Item) -> Item:
    """The item with a grain if it is a time; a name that the metrics do not share is refused later."""
    if item.grain or item.part:
        return item
    if item == Item((), METRIC_TIME):
        return replace(item, grain=coarsest(default_grain(world, m) for m in metrics))
    model = world.models[next(leaf_metrics(world, metrics[0])).model]
    return with_grain(item, find(world, model, item).attribute)


def asked_range(world: World, metrics: Sequence[Metric], items: Sequence[Item], asked: Any) -> Range | None:
    """The time constraint, both ends included, widened outward to the queried grain of the metrics' time."""
    if not asked:
        return None
    leaves = [leaf for m in metrics for leaf in leaf_metrics(world, m)]
    queried = [i for i in items if i.name == METRIC_TIME or any(clock(world, leaf).owns(i) for leaf in leaves)]
    grains = [i.grain for i in queried if i.grain in GRAINS]
    ranges = [widened(asked, grain) for grain in grains or [kept_grain(world, metrics)]]
    ranges += [widened_to_custom(world, asked, i.grain) for i in queried if i.grain in world.custom_grains]
    return min(start for start, _ in ranges), max(end for _, end in ranges)


def widened(asked: Any, grain: str) -> Range:
    """From the start of the first period to the end of the last; an end without a time of day means the whole day."""
    start, end = (moment(a) for a in asked)
    assert start is not None
    assert end is not None
    if len(str(asked[1])) == len("2024-01-01") and finer(grain, "day"):
        return floor(start, grain), end + ONE_DAY
    return floor(start, grain), step(floor(end, grain), 1, grain)


def widened_to_custom(world: World, asked: Any, grain: str) -> Range:
    """The same for a custom grain: the whole custom periods that hold the ends."""
    start, end = widened(asked, "day")
    periods = custom_periods(world, grain)
    inside = {period for day, period in periods.items() if start <= day < end}
    days = [day for day, period in periods.items() if period in inside]
    return (min(days), max(days) + ONE_DAY) if days else (start, end)


def of_attributes(world: World, query: Mapping[str, Any]) -> Answer:
    """The combinations of the group-bys that occur, each once unless the query wants every row."""
    items = [read_item(g, world.custom_grains) for g in query["group_by"]]
    filters = [parse(text) for text in query.get("where") or ()]
    if all(i.path == () and i.name == METRIC_TIME for i in items):
        items = [i if i.grain or i.part else replace(i, grain="day") for i in items]
        times = instants(world, finest(world, items, "day"))
        rows = [tuple(read_time(world, t, i) for i in items) for t in times]
    else:
        try:
            found = of_model(world, nearest(world, items), items, filters)
        except Refused:
            named = [mentioned(world, leaf) for tree in filters for leaf in leaves(tree)]
            every = [*items, *(i for i in named if isinstance(i, Item) and i.name != METRIC_TIME)]
            found = of_model(world, nearest(world, every), items, filters)
        items, rows = found
    if query.get("apply_group_by", True) or query.get("min_max_only"):
        rows = list(dict.fromkeys(rows))
    return Answer(tuple(i.label for i in items), rows)


def nearest(world: World, items: Sequence[Item]) -> Model:
    """The model that reaches all the items over the fewest hops."""
    distances: list[tuple[int, str]] = []
    for model in world.models.values():
        try:
            distances.append((sum(len(find(world, model, i).hops) for i in items), model.name))
        except Refused:
            continue
    if not distances:
        raise Refused("no model reaches all of the group-bys")
    return world.models[min(distances)[1]]


def of_model(
    world: World, model: Model, items: Sequence[Item], filters: Sequence[Node]
) -> tuple[list[Item], list[Key]]:
    """The items' values beside every row of the model."""
    items = [with_grain(i, find(world, model, i).attribute) for i in items]
    lookups = [lookup(world, model, i) for i in items]
    no_time = Clock(model, Dimension("", parse("null"), "day"))
    conditions = [Condition(world, no_time, f, {}) for f in filters]
    chains = {each.place.hops for each in lookups} | {h for c in conditions for h in c.chains}
    rows: list[Key] = []
    for row in world.tables[model.table]:
        joined = expand(world, model, row, None, chains)
        passing = [j for j in joined if all(c.holds(j, None) for c in conditions)]
        rows += dict.fromkeys(tuple(each.read(j) for each in lookups) for j in passing)
    alone = (j for j in unmet(world, model, chains) if all(c.holds(j, None) for c in conditions))
    rows += [tuple(each.read(j) for each in lookups) for j in alone]
    return items, rows


def edges(found: Answer) -> Answer:
    """The least and the greatest value of every column."""
    columns = tuple(f"{name}__{edge}" for name in found.columns for edge in ("min", "max"))
    values = [[v for v in column if v is not None] for column in zip(*found.rows, strict=True)]
    return Answer(columns, [tuple(edge(v, default=None) for v in values for edge in (min, max))])


def ordered(found: Answer, order_by: Sequence[str]) -> list[Key]:
    """The rows sorted by the given columns, `-` for descending; NULLs come last either way."""
    rows = list(found.rows)
    for asked in reversed(order_by):
        name = asked.removeprefix("-")
        if name not in found.columns:
            raise Refused(f"order by {name}, which is not queried")
        at = found.columns.index(name)
        known = [r for r in rows if r[at] is not None]
        rows = sorted(known, key=itemgetter(at), reverse=asked.startswith("-")) + [r for r in rows if r[at] is None]
    return rows
