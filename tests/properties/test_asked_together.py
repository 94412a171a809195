"""Questions answered by one query say what each says alone, whatever metrics, segments and windows they ask for."""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import metricops as mo
from metricops.evaluate.values import Question
from metricops.periods import Period
from metricops.pipeline import batches
from metricops.pipeline.asked import ask_each
from metricops.pipeline.together import asked_together
from metricops.pipeline.world import World
from metricops.plan.words import describe
from tests.properties.splits import (
    FILTERED,
    FIRST,
    METRICS,
    SPLITS,
    TABLES,
    differences,
    facts,
    manifest,
    questions,
    split_up,
    windows,
)

CONNECTION = duckdb.connect()
WORLD = World(manifest(), mo.duckdb(CONNECTION), "main")
for statement in TABLES:
    CONNECTION.execute(statement.format(schema="main"))
Fact = tuple[object, ...]


def holding(rows: list[Fact]) -> None:
    CONNECTION.execute("truncate facts")
    if rows:
        CONNECTION.executemany("insert into facts values (?, ?, ?, ?, ?)", rows)


@settings(max_examples=20, deadline=None)
@given(st.lists(facts, max_size=12), questions, st.lists(windows, min_size=1, max_size=11, unique=True))
def test_together_is_alone(rows: list[Fact], asking: list[tuple[str, tuple[str, ...]]], periods: list[Period]) -> None:
    holding(rows)
    assert not differences(WORLD, asking, periods)


def batched(splits: tuple[tuple[str, ...], ...]) -> list[batches.Batch]:
    asking = [Question(metric, by, (), (Period(FIRST, FIRST),)) for metric in METRICS for by in splits]
    return list(asked_together(WORLD, ask_each(WORLD.manifest, asking), lambda plan: True))


def test_few_groups_are_read_once_for_all_splits() -> None:
    holding([(FIRST, "x", "a", 1, 1), (FIRST, None, "b", 2, 2)])
    found = batched(SPLITS)
    assert split_up(found) == 1
    assert [batch.splits for batch in found] == [SPLITS, *((split,) for split in SPLITS)]  # what does not add up


def test_many_groups_are_read_once_only_where_a_split_is_asked_for_that_has_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("metricops.pipeline.together.MANY", 1)
    holding([(FIRST, "x", "a", 1, 1), (FIRST, None, "b", 2, 2)])
    assert [batch.splits for batch in batched(SPLITS)][:2] == [
        ((), ("fact__segment",), ("customer__region",), ("fact__segment", "customer__region")),
        (("fact__kind",), ("fact__segment", "fact__kind")),
    ]
    holding([(FIRST, "x", "a", 1, 1), (FIRST, None, "b", 2, 2), (FIRST, "y", "b", None, 5)])
    assert not differences(WORLD, [(metric, by) for metric in METRICS for by in SPLITS], [Period(FIRST, FIRST)])


def test_many_filters_are_split_up_before_they_are_spread() -> None:
    holding([(FIRST, "x", "a", 1, 1)])
    asking = [Question(metric, by, (), (Period(FIRST, FIRST),)) for metric in FILTERED for by in SPLITS]
    (batch,) = asked_together(WORLD, ask_each(WORLD.manifest, asking), lambda plan: True)
    assert batch.plan is not None
    assert "facts__by_filter_and_split" in WORLD.compiled(batch.plan).sql


def test_the_plan_says_by_what_rows_are_added_up() -> None:
    holding([(FIRST, "x", "a", 1, 1)])
    asking = [Question("total", by, (), (Period(FIRST, FIRST),)) for by in ((), ("fact__segment",))]
    (batch,) = asked_together(WORLD, ask_each(WORLD.manifest, asking), lambda plan: True)
    assert batch.plan is not None
    assert batch.title == "total in all; by fact__segment"
    assert "  added up in all\n  added up by fact__segment\n" in describe(batch.plan)


def test_what_is_joined_without_proof_is_asked_apart() -> None:
    asking = [Question("total", by, (), (Period(FIRST, FIRST),)) for by in ((), ("customer__region",))]
    found = list(asked_together(WORLD, ask_each(WORLD.manifest, asking)))
    assert [batch.splits for batch in found] == [((),), (("customer__region",),)]
