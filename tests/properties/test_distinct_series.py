"""Distinct counts over several moving windows at once are what sets of values say, day by day."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from metricops.definitions import read_texts
from metricops.manifest import Manifest
from metricops.plan import Query, plan_each
from metricops.plan.ask import group_item
from metricops.plan.plan import Plan
from metricops.resolve import resolve
from metricops.source import fragment
from metricops.sql import compile_plan

FIRST = date(2024, 2, 24)  # a leap day and the end of a month are near
WINDOWS = {
    "2d": "window: 2 days",
    "5d": "window: 5 days",
    "1w": "window: 1 week",
    "mtd": "grain_to_date: month",
    "ever": "",
}
MODELS = """
models:
  - name: visits
    semantic_model: true
    agg_time_dimension: visited_on
    primary_entity: visit
    columns:
      - {name: visited_on, granularity: day, dimension: {type: time}}
      - {name: segment, dimension: {type: categorical}}
    metrics:
      - {name: visitors, agg: count_distinct, expr: who}
  - name: days
    time_spine: {standard_granularity_column: day}
    columns: [{name: day, granularity: day}]
metrics:
"""
Visit = tuple[date | None, str | None, int | None]

days = st.integers(0, 16).map(lambda n: FIRST + timedelta(days=n))
visits = st.lists(
    st.tuples(st.none() | days, st.sampled_from([None, "x", "y"]), st.none() | st.integers(1, 3)), max_size=30
)
spines = st.sets(st.integers(-2, 26), min_size=1).map(lambda of: [FIRST + timedelta(days=n) for n in sorted(of)])
lengths = st.lists(st.sampled_from(tuple(WINDOWS)), min_size=1, max_size=4, unique=True)


def manifest() -> Manifest:
    """The definitions, which have no faults."""
    lines = (
        f"  - {{name: visitors_{name}, type: cumulative, input_metric: visitors{window and ', '}{window}}}\n"
        for name, window in WINDOWS.items()
    )
    found = resolve(read_texts({"visits.yml": MODELS + "".join(lines)}))
    assert not found.diagnostics, found.diagnostics
    return found.manifest


KNOWN = manifest()
WAREHOUSE = duckdb.connect()


def first_day(window: str, day: date) -> date:
    """The first day of a window that ends with a day."""
    if window in ("mtd", "ever"):
        return day.replace(day=1) if window == "mtd" else date.min
    return day - timedelta(days={"2d": 2, "5d": 5, "1w": 7}[window] - 1)


def expected(
    of: Sequence[Visit], spine: Sequence[date], windows: Sequence[str], split: bool
) -> Iterator[tuple[Any, ...]]:
    """A row for every day and group with a visit in any of the windows."""
    for day in spine:
        for segment in {visit[1] for visit in of} if split else {None}:
            own = [v for v in of if v[0] is not None and v[0] <= day and (not split or v[1] == segment)]
            seen = [[v for v in own if v[0] >= first_day(window, day)] for window in windows]
            if any(seen):
                counts = (len({v[2] for v in its} - {None}) if its else None for its in seen)
                yield (day, *((segment,) if split else ()), *counts)


@settings(max_examples=80, deadline=None)
@given(visits, spines, lengths, st.booleans())
def test_windows_at_once_are_counts_of_sets(
    of: list[Visit], spine: list[date], windows: list[str], split: bool
) -> None:
    WAREHOUSE.execute("create or replace table visits (visited_on date, segment varchar, who integer)")
    WAREHOUSE.execute("create or replace table days (day date)")
    WAREHOUSE.executemany("insert into days values (?)", [(day,) for day in spine])
    if of:
        WAREHOUSE.executemany("insert into visits values (?, ?, ?)", of)
    by = ("metric_time__day", *(("visit__segment",) if split else ()))
    asked = Query(
        metrics=tuple(fragment(f"visitors_{window}") for window in windows),
        group_by=tuple(group_item(name) for name in by),
    )
    (plan,) = plan_each(KNOWN, [asked])
    assert isinstance(plan, Plan), plan
    found = WAREHOUSE.execute(compile_plan(plan, "duckdb", "main").sql).fetchall()
    rows = [(day.date(), *rest) for day, *rest in found]
    assert sorted(rows, key=str) == sorted(expected(of, spine, windows, split), key=str)
