"""Filtered metrics over many windows in one query: what each says alone, and what plain Python says of the rows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
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
from metricops.sql import moving as on_a_grid
from tests.engines.conftest import Open
from tests.engines.windows_drawn import (
    ADDITIVE,
    AGGREGATES,
    Metric,
    Row,
    days,
    evidence,
    expected,
    metrics,
    moments,
    rows,
    windows,
)

SCHEMA = "windows"
COLUMNS = "segment varchar(5), kind varchar(5), size integer, won boolean, amount decimal(12, 2), who integer"
TABLES = {"facts_by_day": "date", "facts_by_moment": "timestamp"}
MODEL = """
models:
  - name: {table}
    semantic_model: true
    agg_time_dimension: happened
    primary_entity: fact
    columns:
      - {{name: happened, granularity: day, dimension: {{type: time}}}}
      - {{name: segment, dimension: {{type: categorical}}}}
      - {{name: kind, dimension: {{type: categorical}}}}
      - {{name: size, dimension: {{type: categorical}}}}
      - {{name: won, dimension: {{type: categorical}}}}
    metrics:
"""
FEWER = 12
EXAMPLES = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
Run = Callable[[str], Sequence[tuple[Any, ...]]]


@dataclass(frozen=True)
class Store:
    """A warehouse that tables are filled in and asked of."""

    dialect: str
    execute: Callable[..., Any]
    fill: Callable[[str, list[Row]], None]
    run: Run

    def answers(
        self, known: Manifest, names: Iterable[str], periods: Iterable[Period], grouped: bool, seen: bool = False
    ) -> list[tuple[Any, ...]]:
        """What one query brings."""
        by = (group_item("fact__segment"),) if grouped else ()
        query = Query(tuple(fragment(name) for name in names), by, periods=tuple(periods), evidence=seen)
        (plan,) = plan_each(known, [query])
        assert isinstance(plan, Plan)
        return [tuple(map(exact, row)) for row in self.run(compile_plan(plan, self.dialect, SCHEMA).sql)]


def exact(value: Any) -> Any:
    if isinstance(value, bool | str | None):
        return value
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date | float) else Fraction(value)


def on_duckdb() -> Iterator[Store]:
    with duckdb.connect() as connection:

        def fill(table: str, found: list[Row]) -> None:
            connection.execute(f"truncate {SCHEMA}.{table}")
            if found:
                connection.executemany(f"insert into {SCHEMA}.{table} values (?, ?, ?, ?, ?, ?, ?)", found)

        yield Store("duckdb", connection.execute, fill, lambda sql: connection.execute(sql).fetchall())


def on_postgres(opened: Open) -> Iterator[Store]:
    import psycopg

    with opened() as engine:
        its = engine._settings  # type: ignore[attr-defined]
    where = {"host": its.host, "port": its.port, "user": its.user, "password": its.password, "dbname": its.dbname}
    with psycopg.connect(**where, autocommit=True) as connection:

        def fill(table: str, found: list[Row]) -> None:
            connection.execute(f"truncate {SCHEMA}.{table}")
            with connection.cursor() as cursor:
                cursor.executemany(f"insert into {SCHEMA}.{table} values (%s, %s, %s, %s, %s, %s, %s)", found)

        yield Store("postgres", connection.execute, fill, lambda sql: connection.execute(sql).fetchall())


@pytest.fixture(scope="module", params=["duckdb", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    made = on_duckdb() if request.param == "duckdb" else on_postgres(request.getfixturevalue("postgres"))
    for one in made:
        one.execute(f"create schema {SCHEMA}")
        for table, kind in TABLES.items():
            one.execute(f"create table {SCHEMA}.{table} (happened {kind}, {COLUMNS})")
        yield one


def known(table: str, found: Iterable[Metric]) -> Manifest:
    """The definitions of these metrics, which have no faults."""
    text = MODEL.format(table=table) + "".join(f"      - {metric.yaml}\n" for metric in found)
    resolved = resolve(read_texts({"facts.yml": text}))
    assert not resolved.diagnostics, text
    return resolved.manifest


def drawn(data: st.DataObject, store: Store, of: Sequence[tuple[str, str, str]]) -> tuple[Any, ...]:
    """Rows in a table, metrics over it and windows."""
    table = data.draw(st.sampled_from(sorted(TABLES)))
    found = data.draw(rows(days if table == "facts_by_day" else moments))
    own = data.draw(metrics(of, 12))
    store.fill(table, found)
    return known(table, own), own, found, data.draw(windows())


def alike(left: Any, right: Any) -> bool:
    if isinstance(left, float) or isinstance(right, float):
        return left is not None and right is not None and abs(left - right) <= 1e-9 * max(1, abs(left))
    return bool(left == right)


def same(left: Iterable[tuple[Any, ...]], right: Iterable[tuple[Any, ...]]) -> bool:
    def key(row: tuple[Any, ...]) -> str:
        return str(row[:3])

    a, b = sorted(left, key=key), sorted(right, key=key)
    return len(a) == len(b) and all(len(x) == len(y) and all(map(alike, x, y)) for x, y in zip(a, b, strict=True))


@EXAMPLES
@given(data=st.data())
def test_one_query_says_what_the_rows_say(store: Store, data: st.DataObject) -> None:
    manifest, own, found, periods = drawn(data, store, AGGREGATES)
    grouped = data.draw(st.booleans())
    together = store.answers(manifest, [m.name for m in own], periods, grouped)
    assert same(together, expected(own, found, dict.fromkeys(periods), grouped))


@settings(EXAMPLES, max_examples=FEWER)
@given(data=st.data())
def test_frames_over_a_grid_say_what_the_rows_say(store: Store, data: st.DataObject) -> None:
    manifest, own, found, _ = drawn(data, store, ADDITIVE)
    last, lengths = data.draw(days), data.draw(st.sampled_from([(1,), (7,), (1, 3), (7, 14)]))
    ends = [last - timedelta(days=back) for back in range(0, 35, 7 if 7 in lengths else 1)]
    periods = [Period(end - timedelta(days=n - 1), end) for n in lengths for end in ends]
    grouped = data.draw(st.booleans())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(on_a_grid, "MANY", 0)
        patch.setattr(on_a_grid, "GAIN", 0)
        together = store.answers(manifest, [m.name for m in own], periods, grouped)
    assert same(together, expected(own, found, periods, grouped))


@settings(EXAMPLES, max_examples=FEWER)
@given(data=st.data())
def test_one_query_says_what_one_for_each_says(store: Store, data: st.DataObject) -> None:
    manifest, own, _, periods = drawn(data, store, AGGREGATES)
    unique = tuple(dict.fromkeys(periods))
    together = store.answers(manifest, [m.name for m in own], unique, grouped=True)
    for n, metric in enumerate(own):
        alone = {row[:3]: row[3] for p in unique for row in store.answers(manifest, [metric.name], [p], grouped=True)}
        assert {row[:3] for row in together} >= set(alone)
        assert all(alike(row[3 + n], alone.get(row[:3])) for row in together), metric


@EXAMPLES
@given(data=st.data())
def test_evidence_is_what_the_rows_say(store: Store, data: st.DataObject) -> None:
    manifest, own, found, periods = drawn(data, store, ADDITIVE)
    unique = tuple(dict.fromkeys(periods))
    asked = store.answers(manifest, [m.name for m in own], unique, grouped=True, seen=True)
    columns = len(own)
    shown = [
        (*row[: 3 + columns], *((row[3 + columns + 4 * n], row[6 + columns + 4 * n]) for n in range(columns)))
        for row in asked
    ]
    dated = [row for row in shown if any(first is not None for _, first in row[3 + columns :])]
    assert same(dated, evidence(own, found, unique))
