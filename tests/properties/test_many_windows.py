"""Many windows in one query say what each of them says alone, however they overlap."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from metricops.definitions import read_texts
from metricops.manifest import Manifest
from metricops.periods import Period
from metricops.plan import Query, plan_each
from metricops.plan.ask import group_item
from metricops.plan.plan import Plan
from metricops.resolve import resolve
from metricops.source import fragment
from metricops.sql import compile_plan

FIRST = date(2024, 2, 20)
MODELS = """
models:
  - name: facts
    semantic_model: true
    agg_time_dimension: happened_on
    primary_entity: fact
    columns:
      - {name: happened_on, granularity: day, dimension: {type: time}}
      - {name: segment, dimension: {type: categorical}}
      - {name: kind, dimension: {type: categorical}}
    metrics:
      - {name: total, agg: sum, expr: amount}
      - {name: rows, agg: count, expr: "1"}
      - {name: mean, agg: average, expr: amount}
      - {name: least, agg: min, expr: amount}
      - {name: most, agg: max, expr: amount, filter: "{{ Dimension('fact__kind') }} = 'a'"}
      - {name: of_kind_a, agg: sum_boolean, expr: kind = 'a'}
      - {name: kinds, agg: count_distinct, expr: kind}
      - {name: middle, agg: median, expr: amount}
metrics:
  - {name: share, type: ratio, numerator: of_kind_a, denominator: rows}
  - {name: growth, type: derived, expr: total - before, input_metrics: [total, {name: total, offset_window: 1 week, alias: before}]}
"""  # noqa: E501  one metric a line
METRICS = ("total", "rows", "mean", "least", "most", "of_kind_a", "kinds", "middle", "share", "growth")
Fact = tuple[date | None, str | None, str | None, int | None]

days = st.integers(-3, 25).map(lambda n: FIRST + timedelta(days=n))
facts = st.tuples(
    st.none() | days,
    st.sampled_from([None, "x", "y"]),
    st.sampled_from([None, "a", "b"]),
    st.none() | st.integers(-9, 9),
)
windows = st.tuples(days, st.integers(0, 12)).map(lambda w: Period(w[0], w[0] + timedelta(days=w[1])))


def manifest() -> Manifest:
    """The definitions, which have no faults."""
    found = resolve(read_texts({"facts.yml": MODELS}))
    assert not found.diagnostics
    return found.manifest


KNOWN, WAREHOUSE = manifest(), duckdb.connect()


def answered(periods: Iterable[Period], by: tuple[str, ...], evidence: bool) -> list[tuple[Any, ...]]:
    """What one query over these periods brings, without order."""
    query = Query(
        metrics=tuple(fragment(m) for m in METRICS),
        group_by=tuple(group_item(name) for name in by),
        periods=tuple(periods),
        evidence=evidence,
    )
    (plan,) = plan_each(KNOWN, [query])
    assert isinstance(plan, Plan)
    return sorted(WAREHOUSE.execute(compile_plan(plan, "duckdb", "main").sql).fetchall(), key=str)


def holding(rows: list[Fact]) -> None:
    """The warehouse with these rows and no others."""
    WAREHOUSE.execute("create or replace table facts (happened_on date, segment varchar, kind varchar, amount integer)")
    if rows:
        WAREHOUSE.executemany("insert into facts values (?, ?, ?, ?)", rows)


@settings(max_examples=10, deadline=None)
@given(st.lists(facts, max_size=12), st.lists(windows, min_size=9, max_size=11, unique=True), st.booleans())
def test_many_windows_are_each_of_them(rows: list[Fact], periods: list[Period], grouped: bool) -> None:
    by = ("fact__segment",) if grouped else ()
    holding(rows)
    together = answered(periods, by, evidence=False)
    assert together == sorted((row for p in periods for row in answered([p], by, evidence=False)), key=str)


@settings(max_examples=10, deadline=None)
@given(st.lists(facts, min_size=1, max_size=12), st.lists(windows, min_size=9, max_size=11, unique=True), st.booleans())
def test_evidence_of_many_windows_is_that_of_each(rows: list[Fact], periods: list[Period], grouped: bool) -> None:
    by = ("fact__segment",) if grouped else ()
    holding([fact for fact in rows if fact[0] is not None])  # a group without a day was never seen, in neither way
    together = answered(periods, by, evidence=True)
    alone = [row for p in periods for row in answered([p], by, evidence=True)]
    assert [r for r in together if seen(r)] == sorted((r for r in alone if seen(r)), key=str)


def seen(row: tuple[Any, ...]) -> bool:
    """Whether a row says anything; without rows or groups there may be one or none that says nothing."""
    return any(value not in (None, 0) for value in row[2:])
