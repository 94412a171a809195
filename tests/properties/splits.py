"""Made runs: facts with gaps and NULLs, a table beside them, and KPIs that are split in several ways at once."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from hypothesis import strategies as st

from metricops.definitions import read_texts
from metricops.evaluate.values import Question
from metricops.manifest import Manifest
from metricops.periods import Period
from metricops.pipeline.asked import Asked, ask_each
from metricops.pipeline.batches import Batch
from metricops.pipeline.together import answers, asked_together, replies
from metricops.pipeline.world import World
from metricops.resolve import resolve

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
      - {name: customer_id, entity: {type: foreign, name: customer}}
    metrics:
      - {name: total, agg: sum, expr: amount}
      - {name: rows, agg: count, expr: "1"}
      - {name: mean, agg: average, expr: amount}
      - {name: least, agg: min, expr: amount}
      - {name: most, agg: max, expr: amount, filter: "{{ Dimension('fact__kind') }} = 'a'"}
      - {name: of_kind_a, agg: sum_boolean, expr: kind = 'a'}
      - {name: customers, agg: count_distinct, expr: customer_id}
      - {name: middle, agg: median, expr: amount}
      - {name: in_the_north, agg: sum, expr: amount, filter: "{{ Dimension('customer__region') }} = 'north'"}
  - name: customers
    semantic_model: true
    columns:
      - {name: customer_id, entity: {type: primary, name: customer}}
      - {name: region, dimension: {type: categorical}}
metrics:
  - {name: share, type: ratio, numerator: of_kind_a, denominator: rows}
"""
TABLES = (
    "create table {schema}.facts "
    "(happened_on date, segment varchar(9), kind varchar(9), customer_id integer, amount decimal(9, 2))",
    "create table {schema}.customers (customer_id integer, region varchar(9))",
    "insert into {schema}.customers values (1, 'north'), (2, 'south'), (3, null)",
)
METRICS = ("total", "rows", "mean", "least", "most", "of_kind_a", "customers", "middle", "in_the_north", "share")
SPLITS = (
    (),
    ("fact__segment",),
    ("fact__kind",),
    ("customer__region",),
    ("fact__segment", "customer__region"),
    ("fact__segment", "fact__kind"),
)

days = st.integers(-3, 25).map(lambda n: FIRST + timedelta(days=n))
facts = st.tuples(
    days,
    st.sampled_from([None, "x", "y"]),
    st.sampled_from([None, "a", "b"]),
    st.sampled_from([None, 1, 2, 3, 4]),
    st.none() | st.integers(-9, 9),
)
windows = st.tuples(days, st.integers(0, 12)).map(lambda w: Period(w[0], w[0] + timedelta(days=w[1])))
questions = st.lists(st.tuples(st.sampled_from(METRICS), st.sampled_from(SPLITS)), min_size=2, max_size=9, unique=True)


def manifest() -> Manifest:
    """The definitions, which have no faults."""
    found = resolve(read_texts({"facts.yml": MODELS}))
    assert not found.diagnostics
    return found.manifest


def differences(world: World, asking: list[tuple[str, tuple[str, ...]]], periods: list[Period]) -> list[str]:
    """The questions that are answered otherwise together than each alone."""
    asked = ask_each(world.manifest, [Question(metric, by, (), tuple(sorted(periods))) for metric, by in asking])
    found = replies(world, asked, lambda plan: True)
    assert {reply.sql for reply in found} == set(_asked(world, asked)), "a query failed"
    together = answers(found)
    return [
        f"{one.question.metric} by {one.question.by}: {alone} and not {found.series}"
        for one, found in zip(asked, together, strict=True)
        if (alone := _alone(world, one)) != {s.segment: s for s in found.series if s.first}
    ]


def _asked(world: World, asked: Sequence[Asked]) -> Iterator[str]:
    """The SQL that the run must have asked, and no other."""
    for batch in asked_together(world, asked, lambda plan: True):
        assert batch.stack is not None
        yield world.compiled_stack(batch.stack).sql


def _alone(world: World, one: Asked) -> object:
    (reply,) = replies(world, [one])
    assert not reply.answer.failed
    return {series.segment: series for series in reply.answer.series if series.first}


def stacks(batches: list[Batch]) -> int:
    """How many parts of the batches add up what another part has added up."""
    plans = [plan for batch in batches if batch.stack for plan in batch.stack.plans]
    return sum(bool(part.rolls_up) for plan in plans for part in plan.parts)
