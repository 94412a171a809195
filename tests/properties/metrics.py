"""Strategies for the shop's metrics: simple ones of every aggregation, and all that is made of them."""

from hypothesis import strategies as st

from tests.properties.models import MODELS, SPINE, Yaml

NUMBERS = {
    "customers": ["1"],
    "orders": ["amount", "quantity", "1", "amount * quantity", "coalesce(amount, 0) - quantity"],
    "visits": ["minutes", "1"],
    "levels": ["pieces"],
    "targets": ["target"],
}
KEYS = {
    "customers": ["customer_id", "segment"],
    "orders": ["customer_id", "status", "order_id"],
    "visits": ["customer_id", "device"],
    "levels": ["shop_id"],
    "targets": ["region_id"],
}
FLAGS = {"orders": ["is_gift", "amount > 1"], "customers": ["is_vip"]}
AGGREGATIONS = ["sum", "sum", "min", "max", "average", "median", "percentile", "count", "count_distinct", "sum_boolean"]

STATUS = "{{ Dimension('purchase__status') }}"
GIFT = "{{ Dimension('purchase__is_gift') }}"
FILTERS = {
    "orders": [
        f"{STATUS} = 'done'",
        GIFT,
        f"{STATUS} <> 'open' or {GIFT} is null",
        "{{ TimeDimension('purchase__paid_at', 'month') }} >= '2024-02-01'",
        "{{ TimeDimension('metric_time', 'day') }} < '2024-03-01'",
        "{{ Dimension('purchase__band') }} = 'large'",
    ],
    "visits": ["{{ Dimension('visit__device') }} in ('a', 'C')"],
    "customers": ["not {{ Dimension('customer__is_vip') }}"],
    "levels": ["{{ TimeDimension('level__counted_on', 'day') }} < '2024-06-30'"],
    "targets": [],
}
# Filters on joined tables: which facts may have them, which tables they need.
JOINED_FILTERS = [
    ("{{ Dimension('customer__segment') }} = 'a'", {"orders", "visits"}, {"customers"}),
    ("{{ Dimension('shop__tier') }} is not null", {"orders", "levels"}, {"shops"}),
    ("{{ Dimension('shop__tier') }} in ('a', 'b')", {"orders"}, {"changing_shops"}),
    ("{{ Dimension('customer__region__country') }} <> 'a'", {"orders", "visits"}, {"customers", "regions"}),
    ("{{ Dimension('purchase__tag__label') }} = 'a'", {"orders"}, {"tags", "order_tags"}),
]
FORMULAS = ["a - b", "a + coalesce(b, 0)", "a / nullif(b, 0)", "coalesce(a, b) * 2", "a * 0.5 - b"]
SPANS = ["1 day", "3 days", "7 days", "2 weeks", "1 month", "2 months", "1 quarter", "1 year"]
TO_GRAINS = ["week", "month", "quarter", "year"]


@st.composite
def documents(draw: st.DrawFn) -> Yaml:
    """A project: models with their simple metrics, and metrics made of metrics."""
    tables = draw(chosen_tables())
    models = {name: MODELS[name] | {"metrics": []} for name in tables}
    facts = [t for t in tables if t in NUMBERS]
    simple: list[Yaml] = []
    for n in range(draw(st.integers(1, 4))):
        table = draw(st.sampled_from(facts))
        simple.append(draw(simple_metric(f"m{n}", table, tables)))
        models[table]["metrics"].append(simple[-1])
    metrics: list[Yaml] = []
    for n in range(draw(st.integers(0, 3))):
        metrics.append(draw(metric_of_metrics(f"d{n}", simple, metrics)))
    return {"models": [SPINE, *models.values()], "metrics": metrics}


@st.composite
def chosen_tables(draw: st.DrawFn) -> list[str]:
    """One to three tables of facts, and some of the tables around them."""
    facts = draw(st.lists(st.sampled_from(["orders", "orders", "visits", "levels", "targets"]), min_size=1, max_size=3))
    around = draw(st.sets(st.sampled_from(["customers", "regions", "bridge"])))
    shops = draw(st.sampled_from(["", "shops", "changing_shops"]))
    found = {*facts, *(around - {"bridge"}), *([shops] if shops else [])}
    if "bridge" in around and "orders" in found:
        found |= {"tags", "order_tags"}
    return [name for name in MODELS if name in found]


@st.composite
def simple_metric(draw: st.DrawFn, name: str, table: str, tables: list[str]) -> Yaml:
    """An aggregation over one table's rows, perhaps filtered, filled, on the spine or at another time."""
    agg = draw(st.sampled_from(AGGREGATIONS))
    if agg == "sum_boolean" and table not in FLAGS:
        agg = "sum"
    pool = FLAGS if agg == "sum_boolean" else KEYS if agg.startswith("count") else NUMBERS
    metric: Yaml = {"name": name, "type": "simple", "agg": agg, "expr": draw(st.sampled_from(pool[table]))}
    if agg == "percentile":
        metric["percentile"] = draw(st.sampled_from([0.0, 0.1, 0.5, 0.75, 0.9, 1.0]))
        metric["percentile_type"] = draw(st.sampled_from(["continuous", "discrete"]))
    if table == "orders" and draw(st.integers(0, 4)) == 0:
        metric["agg_time_dimension"] = "paid_at"
    if table == "levels" and draw(st.booleans()):
        metric["non_additive_dimension"] = draw(edges())
    return metric | draw(filtered(filters_of(table, tables))) | draw(extras(table))


@st.composite
def edges(draw: st.DrawFn) -> Yaml:
    """What makes a stock of a level."""
    edge: Yaml = {"name": "counted_on", "window_agg": draw(st.sampled_from(["min", "max"]))}
    return edge | ({"group_by": ["shop"]} if draw(st.booleans()) else {})


def filters_of(table: str, tables: list[str]) -> list[str]:
    """The filters that a table's rows can answer."""
    joined = [text for text, facts, needed in JOINED_FILTERS if table in facts and needed <= set(tables)]
    return FILTERS[table] + joined


@st.composite
def filtered(draw: st.DrawFn, pool: list[str]) -> Yaml:
    """None, one or two filters."""
    found = draw(st.lists(st.sampled_from(pool), max_size=2)) if pool else []
    return {"filter": found[0] if len(found) == 1 else found} if found else {}


@st.composite
def extras(draw: st.DrawFn, table: str) -> Yaml:
    """Now and then what fills NULLs and what puts the metric on the spine."""
    found: Yaml = {}
    if draw(st.integers(0, 4)) == 0:
        found["fill_nulls_with"] = 0
    if table != "targets" and draw(st.integers(0, 4)) == 0:
        found["join_to_timespine"] = True
    return found


@st.composite
def metric_of_metrics(draw: st.DrawFn, name: str, simple: list[Yaml], others: list[Yaml]) -> Yaml:
    """A ratio, a formula, a running total, a look back or a conversion."""
    daily = [m for m in simple if m["expr"] not in ("target", "region_id")]
    flows = [m for m in daily if "non_additive_dimension" not in m]
    kinds = ["ratio", "derived", *["offset"] * bool(daily), *["cumulative"] * bool(flows)]
    kinds += ["conversion"] * bool(pairs(simple))
    match draw(st.sampled_from(kinds)):
        case "ratio":
            a, b = draw(two_inputs(simple + others))
            return {"name": name, "type": "ratio", "numerator": a, "denominator": b}
        case "derived":
            formula, inputs = draw(st.sampled_from(FORMULAS)), draw(two_inputs(simple + others))
            return {"name": name, "type": "derived", "expr": formula, "input_metrics": inputs}
        case "cumulative":
            return draw(cumulative(name, flows))
        case "offset":
            return draw(offset(name, daily + others))
    base, converted = draw(st.sampled_from(pairs(simple)))
    return draw(conversion(name, base, converted))


@st.composite
def two_inputs(draw: st.DrawFn, below: list[Yaml]) -> list[Yaml]:
    return [{"name": draw(st.sampled_from(below))["name"], "alias": alias} for alias in ("a", "b")]


@st.composite
def cumulative(draw: st.DrawFn, name: str, flows: list[Yaml]) -> Yaml:
    """Over a window, to date, or over all time."""
    metric = {"name": name, "type": "cumulative", "input_metric": draw(st.sampled_from(flows))["name"]}
    form = draw(st.integers(0, 2))
    if form == 0:
        metric["window"] = draw(st.sampled_from(SPANS))
    elif form == 1:
        metric["grain_to_date"] = draw(st.sampled_from(TO_GRAINS))
    if draw(st.booleans()):
        metric["period_agg"] = draw(st.sampled_from(["first", "last", "average"]))
    return metric


@st.composite
def offset(draw: st.DrawFn, name: str, below: list[Yaml]) -> Yaml:
    """A metric beside its own past."""
    chosen = draw(st.sampled_from(below))["name"]
    if draw(st.integers(0, 2)):
        move = {"offset_window": draw(st.sampled_from(SPANS))}
    else:
        move = {"offset_to_grain": draw(st.sampled_from(TO_GRAINS))}
    now, then = {"name": chosen, "alias": "a"}, {"name": chosen, "alias": "b"} | move
    formula = draw(st.sampled_from([*FORMULAS, "b"]))
    inputs = [then] if formula == "b" else [now, then]
    return {"name": name, "type": "derived", "expr": formula, "input_metrics": inputs}


def pairs(simple: list[Yaml]) -> list[tuple[Yaml, Yaml]]:
    """Counts of visits and orders, as base and conversion of each other."""
    events = [m for m in simple if countable(m)]
    return [(a, b) for a in events for b in events if a is not b]


def countable(metric: Yaml) -> bool:
    """Whether the metric counts events of customers at their own time."""
    counts = (metric["agg"], metric["expr"]) in (("sum", "1"), ("count", "order_id"))
    return counts and "join_to_timespine" not in metric and "agg_time_dimension" not in metric


@st.composite
def conversion(draw: st.DrawFn, name: str, base: Yaml, converted: Yaml) -> Yaml:
    """The rate or the number of conversions, within a window or ever."""
    metric = {"name": name, "type": "conversion", "entity": "customer"}
    metric |= {"base_metric": base["name"], "conversion_metric": converted["name"]}
    metric["calculation"] = draw(st.sampled_from(["conversion_rate", "conversions"]))
    return metric | ({"window": draw(st.sampled_from(SPANS))} if draw(st.booleans()) else {})
