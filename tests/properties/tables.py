"""Strategies for the rows of a small shop: NULL keys, orphans, gaps, duplicates, leap days, week and year ends."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hypothesis import strategies as st

Rows = list[dict[str, Any]]

DAYS = [
    datetime(2023, 12, 31),  # a Sunday, a year's end
    datetime(2024, 1, 1),  # a Monday
    datetime(2024, 1, 31),
    datetime(2024, 2, 28),
    datetime(2024, 2, 29),
    datetime(2024, 3, 1),
    datetime(2024, 3, 3),  # a Sunday
    datetime(2024, 3, 31),
    datetime(2024, 4, 1),
    datetime(2024, 6, 30),
    datetime(2024, 12, 29),
    datetime(2024, 12, 30),  # week 1 of 2025
    datetime(2025, 1, 1),
    datetime(2025, 6, 1),  # after the end of the spine
]
CUSTOMERS = ["c1", "c2", "c3"]
SHOPS = ["h1", "h2"]
REGIONS = ["r1", "r2"]
TAGS = ["t1", "t2"]
ORDERS = ["o1", "o2", "o3", "o4", "o5", "o6"]

days = st.sampled_from(DAYS)
moments = st.builds(
    lambda day, time: day.replace(hour=time[0], minute=time[1], second=time[1]),
    days,
    st.sampled_from([(0, 0), (0, 0), (10, 30), (23, 59)]),
)
amounts = st.integers(-8, 24).map(lambda n: n / 4)  # sums of quarters are exact, in any order
counts = st.integers(0, 5)
flags = st.booleans()
statuses = st.sampled_from(["done", "open", "", "it's"])
words = st.sampled_from(["a", "b", "C"])


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A value, or now and then NULL."""
    return st.one_of(values, values, values, st.none())


def key(values: Sequence[str]) -> st.SearchStrategy[Any]:
    """A key of the other table, an orphan or NULL."""
    return st.sampled_from([*values, *values, "x9", None])


def rows_of(columns: Mapping[str, st.SearchStrategy[Any]], unique: str = "", most: int = 10) -> st.SearchStrategy[Rows]:
    """Mostly a handful of rows, now and then few or none; whole rows may repeat unless a column is unique."""
    row = st.fixed_dictionaries(dict(columns))
    if unique:
        return st.one_of(*(st.lists(row, min_size=n, max_size=most, unique_by=lambda r: r[unique]) for n in (2, 1, 0)))
    return st.one_of(st.lists(row, min_size=4, max_size=most), st.lists(row, max_size=most), repeated(row))


def repeated(row: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[Rows]:
    """A few rows, each of them twice."""
    return st.lists(row, min_size=1, max_size=4).map(lambda rows: [*rows, *rows])


REGION = {"region_id": st.sampled_from(REGIONS), "country": maybe(words), "size": maybe(counts)}
CUSTOMER = {
    "customer_id": st.sampled_from(CUSTOMERS),
    "region_id": key(REGIONS),
    "segment": maybe(words),
    "is_vip": maybe(flags),
    "signup_at": maybe(days),
}
SHOP = {"shop_id": st.sampled_from(SHOPS), "region_id": key(REGIONS), "tier": maybe(words)}
ORDER = {
    "order_id": st.sampled_from(ORDERS),
    "customer_id": key(CUSTOMERS),
    "shop_id": key(SHOPS),
    "ordered_at": maybe(moments),
    "paid_at": maybe(days),
    "status": maybe(statuses),
    "is_gift": maybe(flags),
    "amount": maybe(amounts),
    "quantity": maybe(counts),
}
VISIT = {"customer_id": key(CUSTOMERS), "seen_at": maybe(moments), "device": maybe(words), "minutes": maybe(counts)}
TAG = {"tag_id": st.sampled_from(TAGS), "label": maybe(words)}
ORDER_TAG = {"order_id": key(ORDERS), "tag_id": key(TAGS), "role": maybe(words)}
LEVEL = {"shop_id": key(SHOPS), "counted_on": maybe(days), "pieces": maybe(counts)}
TARGET = {
    "region_id": key(REGIONS),
    "month_start": maybe(days.map(lambda d: d.replace(day=1))),
    "target": maybe(amounts),
}


@st.composite
def changing_shops(draw: st.DrawFn) -> Rows:
    """Shops whose tier changes on days, with holes; the last validity may be open."""
    found: Rows = []
    for shop in SHOPS:
        edges = sorted(draw(st.lists(days, max_size=4, unique=True)))
        for start, end in zip(edges, [*edges, None][1:], strict=True):
            if draw(st.integers(0, 4)):  # now and then a hole
                row = {"shop_id": shop, "region_id": draw(key(REGIONS)), "tier": draw(maybe(words))}
                found.append(row | {"since": start, "until": end})
    return found


def orders() -> st.SearchStrategy[Rows]:
    """All the orders there are."""
    return st.tuples(*(st.fixed_dictionaries(ORDER | {"order_id": st.just(name)}) for name in ORDERS)).map(list)


TABLES: dict[str, st.SearchStrategy[Rows]] = {
    "regions": rows_of(REGION, unique="region_id"),
    "customers": rows_of(CUSTOMER, unique="customer_id"),
    "shops": rows_of(SHOP, unique="shop_id"),
    "changing_shops": changing_shops(),
    "orders": st.one_of(rows_of(ORDER, unique="order_id"), orders()),
    "visits": rows_of(VISIT),
    "tags": rows_of(TAG, unique="tag_id"),
    "order_tags": rows_of(ORDER_TAG),
    "levels": rows_of(LEVEL),
    "targets": rows_of(TARGET),
}
TYPES = {
    "amount": "DOUBLE",
    "target": "DOUBLE",
    "quantity": "BIGINT",
    "minutes": "BIGINT",
    "pieces": "BIGINT",
    "size": "BIGINT",
    "is_vip": "BOOLEAN",
    "is_gift": "BOOLEAN",
    "ordered_at": "TIMESTAMP",
    "seen_at": "TIMESTAMP",
    "paid_at": "DATE",
    "signup_at": "DATE",
    "month_start": "DATE",
    "counted_on": "DATE",
    "ds": "DATE",
    "fiscal": "DATE",
    "fiscal_no": "INTEGER",
    "since": "DATE",
    "until": "TIMESTAMP",
}
COLUMNS = {
    "time_spine_day": ("ds", "fiscal", "fiscal_no"),
    "regions": tuple(REGION),
    "customers": tuple(CUSTOMER),
    "shops": tuple(SHOP),
    "changing_shops": (*SHOP, "since", "until"),
    "orders": tuple(ORDER),
    "visits": tuple(VISIT),
    "tags": tuple(TAG),
    "order_tags": tuple(ORDER_TAG),
    "levels": tuple(LEVEL),
    "targets": tuple(TARGET),
}
