"""Drawn questions over moving windows, each as SQL in two lowerings: by frames over a grid, and by ranges of days."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from metricops.definitions import read_texts
from metricops.manifest import Manifest
from metricops.periods import Window, parse_window
from metricops.plan import Query, plan_each
from metricops.plan.ask import group_item
from metricops.plan.plan import Plan
from metricops.resolve import resolve
from metricops.source import fragment
from metricops.sql import lower, render
from metricops.sql.dialects import dialect_named
from metricops.sql.passes import PASSES

FIRST = date(2024, 2, 10)
MEASURES = ("total", "rows", "mean", "least", "most", "of_kind_a", "total_of_a", "kinds", "middle", "stock")
WINDOWS = {
    "3d": "window: 3 days",
    "9d": "window: 9 days",
    "2w": "window: 2 weeks",
    "14d": "window: 14 days",
    "1m": "window: 1 month",
    "1q": "window: 1 quarter",
    "3m": "window: 3 months",
    "wtd": "grain_to_date: week",
    "mtd": "grain_to_date: month",
    "ever": "",
}
AGGREGATIONS = ("first", "last", "average")
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
      - {name: total_of_a, agg: sum, expr: amount, filter: "{{ Dimension('fact__kind') }} = 'a'"}
      - {name: kinds, agg: count_distinct, expr: kind}
      - {name: middle, agg: median, expr: amount}
      - name: stock
        agg: sum
        expr: amount
        non_additive_dimension: {name: happened_on, window_agg: max}
  - name: days
    time_spine: {standard_granularity_column: day}
    columns: [{name: day, granularity: day}]
metrics:
  - {name: share, type: ratio, numerator: total_of_a, denominator: rows}
"""


def metrics() -> Iterator[tuple[str, str]]:
    """Every measure over every window, with what is picked of a coarser period going round."""
    for i, (measure, (name, window)) in enumerate((m, w) for m in MEASURES for w in WINDOWS.items()):
        called = f"{measure}_{name}"
        head = f"  - {{name: {called}, type: cumulative, input_metric: {measure}, period_agg: {AGGREGATIONS[i % 3]}"
        yield called, f"{head}, {window}}}" if window else f"{head}}}"


def manifest() -> Manifest:
    """The definitions, which have no faults: also windows as of an earlier time, and shares of two windows."""
    lines = [line for _, line in metrics()]
    for name in ("3d", "1m", "mtd"):
        before = f"{{name: total_{name}, offset_window: 1 month, alias: before}}"
        lines.append(f"  - {{name: growth_{name}, type: derived, expr: total_{name} - before, input_metrics: ")
        lines[-1] += f"[total_{name}, {before}]}}"
    lines.append("  - {name: share_9d, type: ratio, numerator: total_of_a_9d, denominator: rows_9d}")
    found = resolve(read_texts({"facts.yml": MODELS + "\n".join(lines)}))
    assert not found.diagnostics, found.diagnostics
    return found.manifest


KNOWN = manifest()
CUMULATIVE = (*(name for name, _ in metrics()), "growth_3d", "growth_1m", "growth_mtd", "share_9d")
Fact = tuple[date | None, str | None, str | None, int | None]

days = st.integers(0, 70).map(lambda n: FIRST + timedelta(days=n))
facts = st.tuples(
    st.none() | days,
    st.sampled_from([None, "x", "y"]),
    st.sampled_from([None, "a", "b"]),
    st.none() | st.integers(-9, 9),
)
tables = (
    st.lists(facts, max_size=1) | st.lists(facts, min_size=5, max_size=14) | st.lists(facts, min_size=9, max_size=9)
)
FAR = (date(1900, 1, 1), date(9999, 12, 31))
"""Days that a spine may hold so that every time finds one."""
spines = st.tuples(
    st.sampled_from((-9, 0, 12)),
    st.sampled_from((50, 70, 90, 1)),
    st.sets(st.integers(10, 60), max_size=6),
    st.sampled_from(((), (), FAR)),
).map(lambda s: [*(FIRST + timedelta(days=n) for n in range(s[0], s[0] + s[1]) if n not in s[2]), *s[3]])


@dataclass(frozen=True)
class Asked:
    """A question about moving windows."""

    metrics: tuple[str, ...]
    by: tuple[str, ...]
    window: str | None = None
    where: tuple[str, ...] = ()
    between: tuple[date, date] | None = None

    @property
    def plan(self) -> Plan:
        """What it comes down to."""
        window: Window | None = parse_window(self.window) if self.window else None
        query = Query(
            metrics=tuple(fragment(m) for m in self.metrics),
            group_by=tuple(group_item(name) for name in self.by),
            where=tuple(fragment(w) for w in self.where),
            window=window,
            time_constraint=self.between,
        )
        (plan,) = plan_each(KNOWN, [query])
        assert isinstance(plan, Plan), plan
        return plan


TIMES = ("metric_time__day", "metric_time__week", "metric_time__month", "metric_time__extract_dow")
shapes = st.fixed_dictionaries(
    {
        "by": st.tuples(st.sampled_from(TIMES)) | st.tuples(st.sampled_from(TIMES), st.just("fact__segment")),
        "where": st.sampled_from(
            (
                (),
                ("{{ Dimension('fact__segment') }} = 'x'",),
                ("{{ TimeDimension('metric_time', 'day') }} > '2024-03-01'",),
            )
        ),
        "between": st.none()
        | st.none()
        | st.tuples(days, st.integers(7, 40)).map(lambda b: (b[0], b[0] + timedelta(days=b[1]))),
    }
)
asked = st.builds(
    lambda metrics, shape: Asked(tuple(metrics), **shape),
    st.lists(st.sampled_from(CUMULATIVE), min_size=1, max_size=4, unique=True),
    shapes,
) | st.builds(
    lambda metrics, window, shape: Asked(tuple(metrics), window=window, **shape),
    st.lists(st.sampled_from((*MEASURES, "share")), min_size=1, max_size=4, unique=True),
    st.sampled_from(("3d", "9d", "1w", "2w", "1 month", "3 months", "1 quarter", "wtd", "mtd")),
    shapes,
)


def forms(question: Asked, dialect: str) -> list[str]:
    """The question's SQL by ranges of days as for an engine without frames, by frames, and by frames without a calendar
    of every day."""
    known = dialect_named(dialect)
    found = dict[str, None]()
    for row in (replace(known, moving_frames=False), known, replace(known, day_series=False)):
        tree: Any = lower(question.plan, "main", row)
        for one in PASSES:
            tree = one(tree, row)
        found[render(tree, dialect)] = None
    return list(found)
