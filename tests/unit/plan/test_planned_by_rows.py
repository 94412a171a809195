"""Answers over a harbour that is small enough to count by hand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

import metricops as mo

HARBOUR = """
models:
  - name: days
    time_spine: {standard_granularity_column: day}
    columns: [{name: day, granularity: day}]
  - name: ships
    semantic_model: true
    columns:
      - {name: ship_id, entity: {type: primary, name: ship}}
      - {name: flag, dimension: categorical}
  - name: visits
    semantic_model: true
    agg_time_dimension: visited_on
    columns:
      - {name: visit_id, entity: {type: primary, name: visit}}
      - {name: ship_id, entity: {type: foreign, name: ship}}
      - {name: visited_on, granularity: day, dimension: time}
      - {name: pilot, dimension: categorical}
    metrics:
      - {name: visits, agg: count, expr: visit_id}
      - {name: visits_every_day, agg: count, expr: visit_id, join_to_timespine: true}
      - {name: visits_by_week, agg: count, expr: visit_id, time_granularity: week}
  - name: repairs
    semantic_model: true
    agg_time_dimension: repaired_on
    columns:
      - {name: repair_id, entity: {type: primary, name: repair}}
      - {name: ship_id, entity: {type: foreign, name: ship}}
      - {name: repaired_on, granularity: day, dimension: time}
    metrics:
      - {name: repairs, agg: count, expr: repair_id}
  - name: plans
    semantic_model: true
    agg_time_dimension: planned_for
    columns:
      - {name: plan_id, entity: {type: primary, name: plan}}
      - {name: planned_for, granularity: month, dimension: time}
    metrics:
      - {name: planned, agg: sum, expr: planned}
metrics:
  - {name: visits_twice, type: derived, expr: visits_by_week * 2, input_metrics: [visits_by_week]}
  - name: visits_at_month_start
    type: derived
    expr: visits
    input_metrics: [{name: visits, offset_to_grain: month}]
  - name: piloted_repairs
    type: conversion
    calculation: conversions
    entity: ship
    base_metric: visits
    conversion_metric: repairs
    filter: "{{ Dimension('visit__pilot') }} = 'ann'"
"""
LIFTS = """
models:
  - name: lifts
    semantic_model: true
    agg_time_dimension: kept_on
    columns:
      - {name: lift_id, entity: {type: primary, name: lift}}
      - {name: crane_id, entity: {type: foreign, name: crane}}
      - {name: kept_on, granularity: day, dimension: {type: time, is_partition: true}}
    metrics: [{name: lifts, agg: count, expr: lift_id}]
  - name: cranes
    semantic_model: true
    columns:
      - {name: crane_id, entity: {type: primary, name: crane}}
      - {name: owner_id, entity: {type: foreign, name: owner}}
  - name: owners
    semantic_model: true
    columns:
      - {name: owner_id, entity: {type: primary, name: owner}}
      - {name: kept_on, granularity: day, dimension: {type: time, is_partition: true}}
      - {name: rate, dimension: categorical}
"""
PINGS = """
models:
  - name: instants
    time_spine: {standard_granularity_column: instant}
    columns: [{name: instant, granularity: nanosecond}]
  - name: pings
    semantic_model: true
    agg_time_dimension: heard_at
    columns:
      - {name: ping_id, entity: {type: primary, name: ping}}
      - {name: heard_at, granularity: nanosecond, dimension: time}
    metrics: [{name: pings, agg: count, expr: ping_id}]
"""
TABLES = """
CREATE TABLE days AS SELECT DATE '2024-02-20' + d::INTEGER AS day FROM range(22) AS r(d);
CREATE TABLE ships AS SELECT * FROM (VALUES ('s1', 'no'), ('s2', 'dk'), ('s3', 'no')) AS v(ship_id, flag);
CREATE TABLE visits AS SELECT * FROM (VALUES
  ('v1', 's1', DATE '2024-03-01', 'ann'), ('v2', 's2', DATE '2024-03-01', 'bo'),
  ('v3', 's1', DATE '2024-03-03', 'bo'), ('v4', NULL, DATE '2024-03-03', 'ann')
) AS v(visit_id, ship_id, visited_on, pilot);
CREATE TABLE plans AS SELECT * FROM (VALUES
  ('p1', DATE '2024-02-01', 1), ('p2', DATE '2024-03-01', 4)
) AS v(plan_id, planned_for, planned);
CREATE TABLE repairs AS SELECT * FROM (VALUES
  ('r1', 's1', DATE '2024-03-02'), ('r2', 's2', DATE '2024-03-02'), ('r3', 's1', DATE '2024-03-04')
) AS v(repair_id, ship_id, repaired_on);
"""
Ask = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """Rows of a query over the harbour, as text where they hold dates."""
    file = tmp_path / "harbour.yml"
    file.write_text(HARBOUR, encoding="utf-8")
    connection = duckdb.connect()
    connection.execute(TABLES)
    project = mo.from_yaml([file], engine=mo.duckdb(connection))

    def rows(*metrics: str, **query: Any) -> list[tuple[Any, ...]]:
        found = project.query(metrics, **query).rows
        return [tuple(str(v)[:10] if hasattr(v, "year") else v for v in row) for row in found]

    return rows


def test_a_filter_of_a_conversion_limits_the_base_events_alone(ask: Ask) -> None:
    """r1 follows Ann's v1; r3 belongs to v1 as well, since Bo's v3 is no base event; r2 follows Bo's v2."""
    assert ask("piloted_repairs") == [(2,)]


def test_a_range_without_time_holds_whole_periods_of_the_times_as_they_are_kept(ask: Ask) -> None:
    """Plans are kept by month: two days of March mean March, for what is asked beside them, too."""
    days = ("2024-03-02", "2024-03-03")
    assert ask("visits", time_constraint=days) == [(2,)]
    assert ask("planned", time_constraint=days) == [(4,)]
    assert ask("planned", "visits", time_constraint=days) == [(4, 4)]


def test_the_grain_that_an_input_names_is_its_own(ask: Ask) -> None:
    assert ask("visits_by_week", by=["metric_time"]) == [("2024-02-26", 4)]
    assert ask("visits_twice", by=["metric_time"]) == [("2024-03-01", 4), ("2024-03-03", 4)]


def test_a_week_sees_the_month_that_its_first_day_is_in(ask: Ask) -> None:
    """Monday 26 February looks at 1 February, when nobody came; that its Friday is 1 March changes nothing."""
    weeks = ask("visits_at_month_start", by=["metric_time__week"])
    assert weeks == [("2024-03-04", 2), ("2024-03-11", 2)]


def test_a_filter_of_a_shown_key_also_holds_for_times_without_rows(ask: Ask) -> None:
    """Days without visits have no pilot; where the pilot is no key they stay, without a number."""
    ann = ["{{ Dimension('visit__pilot') }} = 'ann'", "{{ TimeDimension('metric_time', 'day') }} >= '2024-03-01'"]
    days = ("2024-03-01", "2024-03-03")
    by_pilot = ask("visits_every_day", by=["metric_time", "visit__pilot"], where=ann, time_constraint=days)
    assert by_pilot == [("2024-03-01", "ann", 1), ("2024-03-03", "ann", 1)]
    by_day = ask("visits_every_day", by=["metric_time"], where=ann, time_constraint=days)
    assert by_day == [("2024-03-01", 1), ("2024-03-02", None), ("2024-03-03", 1)]


def test_a_metric_in_a_filter_may_be_computed_by_a_path_of_its_own(ask: Ask) -> None:
    """s1 was visited twice and repaired twice, s2 once each; a repair knows its ship by another path than a visit."""
    for path in ("ship", "visit__ship"):
        assert ask("repairs", where=[f"{{{{ Metric('visits', group_by=['{path}']) }}}} > 1"]) == [(2,)]


def test_a_partition_two_joins_away_is_that_of_the_rows(tmp_path: Path) -> None:
    """The rates of a crane's owner change by day: both lifts are of one crane, each meets its own day's rate."""
    (tmp_path / "lifts.yml").write_text(LIFTS, encoding="utf-8")
    connection = duckdb.connect()
    connection.execute("CREATE TABLE cranes AS SELECT 'c1' AS crane_id, 'o1' AS owner_id")
    connection.execute(
        """CREATE TABLE owners AS SELECT * FROM (VALUES ('o1', DATE '2024-03-01', 'low'),
        ('o1', DATE '2024-03-02', 'high')) AS v(owner_id, kept_on, rate)"""
    )
    connection.execute(
        """CREATE TABLE lifts AS SELECT * FROM (VALUES (1, 'c1', DATE '2024-03-01'), (2, 'c1', DATE '2024-03-02'),
        (3, 'c1', DATE '2024-03-02'), (4, 'c1', DATE '2024-03-03')) AS v(lift_id, crane_id, kept_on)"""
    )
    project = mo.from_yaml([tmp_path / "lifts.yml"], engine=mo.duckdb(connection))
    assert project.query("lifts", by=["crane__owner__rate"]).rows == (("high", 2), ("low", 1), (None, 1))


def test_values_are_read_where_filters_reach_too(ask: Ask) -> None:
    """Ships know nothing of pilots; visits know both, and Ann's were of s1 and of no ship."""
    ann = ["{{ Dimension('visit__pilot') }} = 'ann'"]
    assert ask(by=["ship__flag"]) == [("dk",), ("no",)]
    assert ask(by=["ship__flag"], where=ann) == [("no",), (None,)]


def test_a_spine_and_a_time_may_be_kept_by_nanoseconds(tmp_path: Path) -> None:
    (tmp_path / "pings.yml").write_text(PINGS, encoding="utf-8")
    connection = duckdb.connect()
    connection.execute("CREATE TABLE instants AS SELECT TIMESTAMP '2024-03-01 00:00:00' AS instant")
    connection.execute("CREATE TABLE pings AS SELECT 1 AS ping_id, TIMESTAMP '2024-03-01 10:20:30.123456' AS heard_at")
    project = mo.from_yaml([tmp_path / "pings.yml"], engine=mo.duckdb(connection))
    for grain, shown in (("nanosecond", "10:20:30.123456"), ("second", "10:20:30"), ("day", "00:00:00")):
        ((moment, pings),) = project.query("pings", by=[f"metric_time__{grain}"]).rows
        assert (str(moment).removeprefix("2024-03-01 "), pings) == (shown, 1)
