"""Numbers by stretches of days alone are added up from those by day, where truncating is slow; and by nothing else."""

from typing import Any

import pytest
from small_project import SHOP, TABLES, manifest_of, planned, project_of, sql_of

from metricops.sql import lower
from metricops.sql.dialects import DIALECTS

MORE = """
models:
  - name: fct_visits
    semantic_model: {name: visits}
    agg_time_dimension: visited_at
    primary_entity: visit
    columns:
      - {name: customer_id, entity: {type: foreign, name: customer}}
      - {name: visited_at, granularity: day, dimension: time}
      - {name: seen_at, granularity: second, dimension: time}
      - {name: device, dimension: categorical}
    metrics:
      - {name: visits, agg: count, expr: "1"}
      - {name: devices, agg: count, expr: device}
      - {name: by_phone, agg: count, expr: minutes, filter: "{{ Dimension('visit__device') }} = 'phone'"}
      - {name: minutes, agg: sum, expr: minutes}
      - {name: least, agg: min, expr: minutes}
      - {name: most, agg: max, expr: minutes}
      - {name: long, agg: sum_boolean, expr: minutes > 3}
      - {name: mean, agg: average, expr: minutes}
      - {name: middle, agg: median, expr: minutes}
      - {name: guests, agg: count_distinct, expr: customer_id}
      - {name: seen, agg: count, expr: "1", agg_time_dimension: seen_at}
"""
VISITS = """
create table fct_visits
  (customer_id integer, visited_at timestamp, seen_at timestamp, device varchar, minutes integer);
insert into fct_visits values
  (1, '2024-01-31 23:59:59', '2024-01-31 23:59:59', 'phone', 5), (1, '2024-02-01', '2024-02-01', null, null),
  (2, '2024-02-01 10:00', '2024-02-01 10:00', 'phone', null), (2, '2024-02-29 23:59:59.999', null, 'desk', 1),
  (3, null, null, 'phone', 9), (3, 'infinity', null, 'desk', 2);
"""
MANIFEST = manifest_of(SHOP, MORE)
ADDED = ("visits", "devices", "by_phone", "minutes", "least", "most", "long")
MONTH, YEAR = "metric_time__month", "metric_time__year"


def steps(*metrics: str, **asked: Any) -> bool:
    """Whether the SQL adds up days; only in DuckDB."""
    assert "__by_day" not in sql_of(MANIFEST, *metrics, dialect="postgres", **asked)
    return "__by_day" in sql_of(MANIFEST, *metrics, **asked)


@pytest.mark.parametrize(
    "by",
    [
        [MONTH],
        ["metric_time__day"],
        ["metric_time__week"],
        [MONTH, YEAR],
        [MONTH, "metric_time__extract_year"],
        ["visit__visited_at__quarter"],
    ],
)
def test_days_add_up_to_what_their_rows_add_up_to(by: list[str]) -> None:
    plan = planned(MANIFEST, *ADDED, group_by=by)
    in_steps, at_once = (lower(plan, "main", DIALECTS[name]).sql(dialect="duckdb") for name in ("duckdb", "postgres"))
    assert ("__by_day" in in_steps, "__by_day" in at_once) == (True, False)
    with project_of(TABLES + VISITS, SHOP, MORE) as project:
        found, expected = (run(project, sql) for sql in (in_steps, at_once))
    assert found == expected
    assert len(found) > 3


def run(project: Any, sql: str) -> list[tuple[Any, ...]]:
    connection = project.engine._connection
    described = connection.execute(f"DESCRIBE {sql}").fetchall()
    return [*described, *sorted(connection.execute(sql).fetchall(), key=str)]


@pytest.mark.parametrize(
    ("metrics", "asked"),
    [
        (["visits"], {}),
        (["visits"], {"group_by": [MONTH, "visit__device"]}),
        (["visits"], {"group_by": ["metric_time__extract_year"]}),  # nothing is truncated
        (["mean"], {"group_by": [MONTH]}),
        (["middle"], {"group_by": [MONTH]}),
        (["guests"], {"group_by": [MONTH]}),
        (["seen"], {"group_by": [MONTH]}),  # there may be as many seconds as rows
    ],
)
def test_days_are_not_added_up_where_that_gains_nothing(metrics: list[str], asked: dict[str, Any]) -> None:
    assert not steps(*metrics, **asked)


def test_days_of_a_joined_table_add_up_too() -> None:
    joined = SHOP.replace(
        "      - {name: segment, dimension: categorical}\n",
        "      - {name: segment, dimension: categorical}\n"
        "      - {name: signed_on, granularity: day, dimension: time}\n",
    )
    sql = sql_of(manifest_of(joined), "revenue", group_by=["customer__signed_on__month"])
    assert "CAST(customer.signed_on AS DATE) AS __day" in sql
