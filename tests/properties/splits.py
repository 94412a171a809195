"""Made runs: facts with gaps and NULLs, a table beside them, and KPIs that are split in several ways at once."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import cycle

from hypothesis import strategies as st

from metricops.definitions import read_texts
from metricops.evaluate.values import Question, Segment, Series
from metricops.manifest import Manifest
from metricops.periods import Period
from metricops.pipeline.asked import Asked, ask_each
from metricops.pipeline.batch import Batch
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
      - {name: of_x, agg: sum, expr: amount, filter: "{{ Dimension('fact__segment') }} = 'x'"}
      - {name: of_y, agg: sum, expr: amount, filter: "{{ Dimension('fact__segment') }} = 'y'"}
      - {name: mean_of_b, agg: average, expr: amount, filter: "{{ Dimension('fact__kind') }} = 'b'"}
      - {name: least_of_a, agg: min, expr: amount, filter: "{{ Dimension('fact__kind') }} = 'a'"}
      - {name: rows_of_x, agg: count, expr: amount, filter: "{{ Dimension('fact__segment') }} = 'x'"}
      - name: rows_of_a_and_x
        agg: count
        expr: amount
        filter: "{{ Dimension('fact__kind') }} = 'a' and {{ Dimension('fact__segment') }} in ('x', 'y')"
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
FILTERED = ("most", "in_the_north", "of_x", "of_y", "mean_of_b", "least_of_a", "rows_of_x", "rows_of_a_and_x")
METRICS = ("total", "rows", "mean", "least", "most", "of_kind_a", "customers", "middle", "share", *FILTERED)
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
several = st.lists(st.lists(windows, min_size=1, max_size=6, unique=True), min_size=2, max_size=4)
questions = st.lists(st.tuples(st.sampled_from(METRICS), st.sampled_from(SPLITS)), min_size=2, max_size=9, unique=True)


def manifest() -> Manifest:
    """The definitions, which have no faults."""
    found = resolve(read_texts({"facts.yml": MODELS}))
    assert not found.diagnostics
    return found.manifest


def differences(world: World, asking: list[tuple[str, tuple[str, ...]]], *periods: list[Period]) -> list[str]:
    """The questions that are answered otherwise together than each alone; they take turns with the lists of periods."""
    turns = zip(asking, cycle(periods), strict=False)
    asked = ask_each(world.manifest, [Question(m, by, (), tuple(sorted(its))) for (m, by), its in turns])
    found = replies(world, asked, lambda plan: True)
    assert {reply.sql for reply in found} == set(_asked(world, asked)), "a query failed"
    together = answers(found)
    return [
        f"{one.question.metric} by {one.question.by}: {alone} and not {found.series}"
        for one, found in zip(asked, together, strict=True)
        if (alone := _alone(world, one)) != _said(found.series)
    ]


def _asked(world: World, asked: Sequence[Asked]) -> Iterator[str]:
    """The SQL that the run must have asked, and no other."""
    for batch in asked_together(world, asked, lambda plan: True):
        assert batch.plan is not None
        yield world.compiled(batch.plan).sql


def _alone(world: World, one: Asked) -> dict[Segment, object]:
    (reply,) = replies(world, [one])
    assert not reply.answer.failed
    return _said(reply.answer.series)


def _said(found: Iterable[Series]) -> dict[Segment, object]:
    """What was seen of every segment that ever had rows; over no rows a count is as good as none."""
    return {
        series.segment: (
            series.first,
            {p: o if o.n else (o.value, o.numerator) for p, o in series.observations.items()},
        )
        for series in found
        if series.first
    }


def split_up(batches: list[Batch]) -> int:
    """How many of the batches split the same rows in several ways."""
    return sum(bool(batch.plan and batch.plan.parts[0].splits) for batch in batches)
