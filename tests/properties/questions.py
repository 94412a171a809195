"""Strategies for queries: names that all the metrics share, filters on them, times, order and limit."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from hypothesis import strategies as st

from tests.oracle.answer import inputs_of, leaf_metrics, moved, with_default_grain
from tests.oracle.dates import GRAINS, PARTS, finer
from tests.oracle.definitions import Cumulative, Dimension, Metric, Model, Refused, World
from tests.oracle.facts import clock
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
TIMES = {"signup_at", "ordered_at", "paid_at", "seen_at", "counted_on", "month_start", "since", "until"}
BOOLEANS = {"is_vip", "is_gift"}
MOVING = ["1w", "4w", "28d", "3 months", "1 quarter", "mtd", "qtd", "ytd"]
WINDOWS = [*MOVING, "next 60 days", "previous 4w", "previous 7d"]
as_ofs = st.sampled_from([date(2024, 2, 29), date(2024, 3, 3), date(2024, 3, 31), date(2024, 12, 31)])
two_days = st.lists(st.sampled_from(DAYS).map(datetime.date), min_size=2, max_size=2)
constraints = st.one_of(two_days, two_days.map(sorted), two_days.map(sorted))


class Subject:
    """The metrics of a query and what they have in common."""

    def __init__(self, world: World, names: Sequence[str]) -> None:
        self.world, self.names = world, names
        self.metrics = [world.metric(name) for name in names]
        self.leaves = [leaf for metric in self.metrics for leaf in leaf_metrics(world, metric)]
        self.clocks = [clock(world, leaf) for leaf in self.leaves]
        self.models = [world.models[leaf.model] for leaf in self.leaves]
        every = [below for metric in self.metrics for below in whole(world, metric)]
        self.stocks = any(leaf.last for leaf in self.leaves)
        self.moved = any(moved(world, metric) for metric in self.metrics)
        self.to_grain = any(i.move[:1] == ("to",) for metric in every for i in inputs_of(metric))
        self.running = any(isinstance(m, Cumulative) for m in every)
        self.windowed = any(isinstance(m, Cumulative) and (m.window or m.to_date) for m in every)
        self.spined = any(leaf.spine for leaf in self.leaves)
        names_of_all = dict.fromkeys(item for item in reachable(world, self.models[0]))
        self.items = [i for i in names_of_all if all(known(world, m, i) for m in self.models)]

    def label(self, item: Item) -> str:
        """The item's output column: a time without a grain gets its default."""
        return with_default_grain(self.world, self.metrics, item).label

    def is_time(self, item: Item) -> bool:
        return any(each.owns(item) for each in self.clocks)


def whole(world: World, metric: Metric) -> Iterator[Metric]:
    """The metric and everything below it."""
    yield metric
    for each in inputs_of(metric):
        yield from whole(world, world.metric(each.metric))


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


def known(world: World, model: Model, item: Item) -> bool:
    try:
        find(world, model, item)
    except Refused:
        return False
    return True


@st.composite
def grained(draw: st.DrawFn, subject: Subject, item: Item, *, given: bool = True) -> Item:
    """The item with a grain or a date part, if it is a time and none of the metrics' times is coarser."""
    if item.name == METRIC_TIME:
        own = max((each.grain for each in subject.clocks), key=GRAINS.index)
    else:
        attribute = find(subject.world, subject.models[0], item).attribute
        own = attribute.grain if isinstance(attribute, Dimension) else ""
    if not own or (not given and draw(st.integers(0, 7)) == 0):
        return item
    plain = not (subject.stocks or subject.moved or subject.running or subject.spined)
    if plain and draw(st.integers(0, 4)) == 0:
        parts = [p for p in PARTS if own == "day" or p in ("year", "quarter", "month")]
        return Item(item.path, item.name, part=draw(st.sampled_from(parts)))
    grains = [g for g in GRAINS_USED if not finer(g, own)]
    fitting = own == "day" and not (subject.to_grain and subject.is_time(item))
    custom = ["fiscal", "fiscal_year"] if fitting and draw(st.integers(0, 4)) == 0 else []
    return Item(item.path, item.name, draw(st.sampled_from(custom or grains)))


@st.composite
def asked_item(draw: st.DrawFn, subject: Subject, *, given: bool = True) -> Item:
    """An attribute or the metrics' time."""
    choices = [*subject.items, *[Item((), METRIC_TIME)] * max(1, len(subject.items) // 2)]
    return draw(grained(subject, draw(st.sampled_from(choices)), given=given))


def spelled(item: Item, style: int) -> Any:
    """An item as a name, as an object in text or as a mapping."""
    if style == 0 or (style == 1 and item.part):
        return item.label
    if style == 1:
        return template(item)
    bare = "__".join((*item.path, item.name))
    parts = {"name": bare, "grain": item.grain, "date_part": item.part}
    return {key: value for key, value in parts.items() if value}


def template(item: Item) -> str:
    """The item as it stands in a filter."""
    bare = "__".join((*item.path[-1:], item.name))
    path = f", entity_path={list(item.path[:-1])}" if len(item.path) > 1 else ""
    if item.part:
        return f"Dimension('{bare}'{path}).date_part('{item.part}')"
    if item.grain:
        return f"TimeDimension('{bare}', '{item.grain}'{path})"
    if not item.path and item.name != METRIC_TIME:
        return f"Entity('{bare}')"
    return f"Dimension('{bare}'{path})"


@st.composite
def condition(draw: st.DrawFn, subject: Subject) -> str:
    """A comparison of one shared attribute, or two of them joined."""
    if draw(st.integers(0, 3)) == 0:
        left, right = (draw(condition(subject)) for _ in range(2))
        return draw(st.sampled_from([f"{left} and {right}", f"{left} or {right}", f"not ({left} or {right})"]))
    item = draw(asked_item(subject))
    name = "{{ " + template(item) + " }}"
    if draw(st.integers(0, 4)) == 0:
        return draw(st.sampled_from([f"{name} is null", f"{name} is not null"]))
    if item.part:
        return f"{name} {draw(st.sampled_from(['=', '<', '>=']))} {draw(st.sampled_from([1, 2, 4, 7, 29, 2024]))}"
    if item.grain == "fiscal_year":
        return f"{name} {draw(st.sampled_from(['=', '<>']))} 2024"
    if item.grain:
        return f"{name} {draw(st.sampled_from(['=', '<', '>=', '<>']))} '{draw(st.sampled_from(DAYS)).date()}'"
    if item.name in BOOLEANS:
        return draw(st.sampled_from([name, f"not {name}", f"{name} = true"]))
    values = [literal(v) for v in draw(st.lists(st.sampled_from(VALUES[item.name]), min_size=1, max_size=2))]
    forms = [f"{name} = {values[0]}", f"{name} <> {values[0]}", f"{name} in ({', '.join(values)})"]
    return draw(st.sampled_from([*forms, f"{name} not in ({', '.join(values)})"]))


def literal(value: str | int) -> str:
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


@st.composite
def queries(draw: st.DrawFn, world: World) -> Query:
    """One question that has an answer."""
    names = draw(st.lists(st.sampled_from(sorted(world.metrics)), min_size=1, max_size=3, unique=True))
    subject = Subject(world, names)
    grouped = draw(group_bys(subject))
    styles = draw(st.lists(st.integers(0, 2), min_size=len(grouped), max_size=len(grouped)))
    query: Query = {"metrics": names, "group_by": [spelled(i, s) for i, s in zip(grouped, styles, strict=True)]}
    query["where"] = draw(st.lists(condition(subject), max_size=draw(st.sampled_from([0, 1, 2]))))
    return query | draw(time_limits(subject, grouped)) | draw(orders([subject.label(i) for i in grouped]))


@st.composite
def group_bys(draw: st.DrawFn, subject: Subject) -> list[Item]:
    """Up to three different items, with time among them where the metrics need it."""
    how_many = draw(st.sampled_from([0, 1, 1, 2, 2, 3]))
    found = draw(st.lists(asked_item(subject, given=False), max_size=how_many))
    timeless = timeless_moved(subject, found) and draw(st.integers(0, 2)) == 0
    if (subject.moved or subject.windowed) and not timeless and not any(i.name == METRIC_TIME for i in found):
        found.append(draw(grained(subject, Item((), METRIC_TIME), given=False)))
    return list({subject.label(item): item for item in found}.values())


def timeless_moved(subject: Subject, grouped: Sequence[Item]) -> bool:
    """Whether the metrics can look at earlier days of a window, so that no time needs to be grouped by."""
    monthly = any(each.grain == "month" for each in subject.clocks)
    return subject.moved and not (subject.running or monthly or any(subject.is_time(i) for i in grouped))


@st.composite
def time_limits(draw: st.DrawFn, subject: Subject, grouped: Sequence[Item]) -> Query:
    """Now and then a time constraint, or a window as of a day; only where its meaning is settled."""
    times = [i for i in grouped if subject.is_time(i)]
    settled = all(i.name == METRIC_TIME and i.grain in ("", *GRAINS_USED) for i in times) and len(times) < 2
    monthly = any(each.grain == "month" for each in subject.clocks) and not times
    if timeless_moved(subject, grouped):
        return {"window": draw(st.sampled_from(WINDOWS)), "as_of": str(draw(as_ofs))}
    choice = draw(st.integers(0, 3))
    if choice == 0 and settled and not monthly:
        return {"time_constraint": [str(day) for day in draw(constraints)]}
    plain = not (monthly or subject.running or subject.moved)
    if choice == 1 and plain and not times:
        return {"window": draw(st.sampled_from(WINDOWS)), "as_of": str(draw(as_ofs))}
    if choice == 1 and plain and settled and not subject.spined and not any(i.part for i in grouped):
        return {"window": draw(st.sampled_from(MOVING))}
    return {}


@st.composite
def orders(draw: st.DrawFn, columns: Sequence[str]) -> Query:
    """Now and then an order over all keys, which leaves no ties, and with it a limit."""
    if not columns or draw(st.integers(0, 2)):
        return {}
    order = [draw(st.sampled_from(["", "-"])) + name for name in draw(st.permutations(columns))]
    limit = draw(st.sampled_from([None, None, 0, 1, 2, 5]))
    return {"order_by": order} | ({} if limit is None else {"limit": limit})


@st.composite
def wild_queries(draw: st.DrawFn, world: World) -> Query:
    """A question put together without looking whether it has an answer."""
    names = draw(st.lists(st.sampled_from(sorted(world.metrics)), min_size=1, max_size=2, unique=True))
    anywhere = sorted({i for model in world.models.values() for i in reachable(world, model)}, key=str)
    grouped = draw(st.lists(wild_item(anywhere), max_size=2, unique_by=lambda i: i.label))
    query: Query = {"metrics": names, "group_by": [i.label for i in grouped]}
    if draw(st.integers(0, 2)) == 0:
        query["where"] = ["{{ Dimension('" + draw(wild_item(anywhere, timed=False)).label + "') }} is not null"]
    if draw(st.integers(0, 3)) == 0:
        query["order_by"] = [draw(st.sampled_from([*names, *query["group_by"], "m0"]))]
    return query


@st.composite
def wild_item(draw: st.DrawFn, anywhere: Sequence[Item], *, timed: bool = True) -> Item:
    """A name from anywhere, perhaps with a grain or a part that it cannot have, or one that nothing has."""
    if draw(st.integers(0, 9)) == 0:
        return Item((), "nothing") if draw(st.booleans()) else Item(("customer",), "nothing")
    item = draw(st.sampled_from([*anywhere, *[Item((), METRIC_TIME)] * 5]))
    if not timed or (item.name not in (METRIC_TIME, *TIMES) and draw(st.integers(0, 9))):
        return item
    if draw(st.booleans()):
        return Item(item.path, item.name, draw(st.sampled_from(["hour", *GRAINS_USED, "fiscal"])))
    return Item(item.path, item.name, part=draw(st.sampled_from(PARTS)))
