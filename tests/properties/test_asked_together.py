"""Questions answered by one query say what each says alone, whatever metrics, segments and windows they ask for."""

from datetime import timedelta

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import metricops as mo
from metricops.evaluate.values import Question
from metricops.periods import Period
from metricops.pipeline.asked import ask_each
from metricops.pipeline.batch import Batch
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
    several,
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


@settings(max_examples=20, deadline=None)
@given(st.lists(facts, max_size=12), questions, several)
def test_over_other_periods_is_alone(
    rows: list[Fact], asking: list[tuple[str, tuple[str, ...]]], periods: list[list[Period]]
) -> None:
    holding(rows)
    assert not differences(WORLD, asking, *periods)


def spanned(metrics: tuple[str, ...]) -> list[tuple[set[str], int]]:
    """The metrics of each query and over how many periods, when each metric is asked for its own and a common one."""
    asking = [
        Question(metric, ("fact__segment",), (), (Period(FIRST, FIRST + timedelta(days=n)), Period(FIRST, FIRST)))
        for n, metric in enumerate(metrics, start=1)
    ]
    found = asked_together(WORLD, ask_each(WORLD.manifest, asking), lambda plan: True)
    return [({one.question.metric for one in batch.asked}, len(batch.periods)) for batch in found]


def test_questions_over_different_periods_share_a_query_where_little_is_asked_for_in_vain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    holding([(FIRST, "x", "a", 1, 1), (FIRST, None, "b", 2, 2)])
    assert spanned(("total", "rows", "share")) == [({"total", "rows", "share"}, 4)]
    monkeypatch.setattr("metricops.pipeline.spans.IN_VAIN", 2 * 2)  # two groups: two numbers of each
    assert spanned(("total", "rows", "share")) == [({"total", "rows"}, 3), ({"share"}, 2)]


def test_what_needs_the_rows_of_each_period_is_asked_over_its_own() -> None:
    holding([(FIRST, "x", "a", 1, 1)])
    assert spanned(("total", "customers", "rows", "middle")) == [
        ({"total", "rows"}, 3),
        ({"customers"}, 2),
        ({"middle"}, 2),
    ]


def batched(splits: tuple[tuple[str, ...], ...]) -> list[Batch]:
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
    monkeypatch.setattr("metricops.pipeline.batches.MANY", 1)
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
