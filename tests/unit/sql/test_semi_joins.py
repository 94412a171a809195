"""A filter by a metric that only asks for rows looks for them; every other one adds the metric up."""

from collections.abc import Iterator

import pytest
from small_project import manifest_of, project_of, sql_of

from metricops import Project

MODELS = """
models:
  - name: fct_orders
    semantic_model: {name: orders}
    agg_time_dimension: ordered_on
    columns:
      - {name: order_id, entity: {type: primary, name: sale}}
      - {name: customer_id, entity: {type: foreign, name: customer}}
      - {name: ordered_on, granularity: day, dimension: time}
      - {name: status, dimension: categorical}
    metrics:
      - {name: revenue, agg: sum, expr: amount}
      - {name: total, agg: sum, expr: amount, filter: "{{ Metric('visits', group_by=['customer']) }} > 0"}
  - name: fct_visits
    semantic_model: {name: visits}
    agg_time_dimension: visited_on
    primary_entity: visit
    columns:
      - {name: customer_id, entity: {type: foreign, name: customer}}
      - {name: visited_on, granularity: day, dimension: time}
      - {name: device, dimension: categorical}
    metrics:
      - {name: visits, agg: count, expr: "1"}
      - {name: devices, agg: count_distinct, expr: device}
      - {name: by_phone, agg: count, expr: device, filter: "{{ Dimension('visit__device') }} = 'phone'"}
      - {name: filled, agg: count, expr: device, fill_nulls_with: 0}
      - {name: longest, agg: max, expr: minutes}
      - {name: happy, agg: sum_boolean, expr: minutes > 3}
metrics:
  - {name: share, type: ratio, numerator: by_phone, denominator: visits}
"""
TABLES = """
create table fct_orders (order_id integer, customer_id integer, ordered_on date, status varchar, amount integer);
insert into fct_orders values
  (1, 1, '2024-01-30', 'paid', 1), (2, 1, '2024-02-01', 'open', 2), (3, 2, '2024-02-02', 'open', 4),
  (4, null, '2024-03-05', 'paid', 8), (5, 3, '2024-03-05', 'paid', 16);
create table fct_visits (customer_id integer, visited_on date, device varchar, minutes integer);
insert into fct_visits values
  (1, '2024-01-01', 'phone', 5), (1, '2024-01-02', null, null), (2, '2024-01-03', null, null),
  (null, '2024-01-04', 'phone', 9), (9, '2024-01-05', 'phone', 9);
"""
MANIFEST = manifest_of(MODELS)


@pytest.fixture(scope="module")
def project() -> Iterator[Project]:
    with project_of(TABLES, MODELS) as opened:
        yield opened


def by_customer(metric: str) -> str:
    return "{{ Metric('" + metric + "', group_by=['customer']) }}"


@pytest.mark.parametrize(
    ("metric", "form", "revenue"),
    [
        ("visits", "{} > 0", 7),
        ("visits", "{} >= 1", 7),
        ("visits", "{} <> 0", 7),
        ("visits", "0 < {}", 7),
        ("visits", "1 <= {}", 7),
        ("visits", "0 <> {}", 7),
        ("visits", "(({}) > 0)", 7),
        ("visits", "{} is not null", 7),
        ("devices", "{} > 0", 3),
        ("devices", "{} is not null", 7),  # a count of no values is 0 beside a row
        ("by_phone", "{} > 0", 3),
        ("longest", "{} is not null", 3),
    ],
)
def test_rows_are_looked_for(project: Project, metric: str, form: str, revenue: int) -> None:
    asked = {"where": [form.format(by_customer(metric))]}
    sql = sql_of(MANIFEST, "revenue", **asked)
    assert "JOIN" not in sql
    assert "customer_id IN ( SELECT customer FROM" in sql
    assert project.query(["revenue"], **asked).rows == ((revenue,),)


@pytest.mark.parametrize(
    ("metric", "form", "revenue"),
    [
        ("visits", "{} > 1", 3),
        ("visits", "{} >= 0", 7),
        ("visits", "{} < 1", None),
        ("visits", "0 > {}", None),
        ("visits", "{} is null", 24),
        ("visits", "not {} > 0", None),
        ("visits", "{} > 0 or {{{{ Dimension('sale__status') }}}} = 'paid'", 31),
        ("devices", "coalesce({}, 0) = 0", 28),
        ("filled", "{} > 0", 3),
        ("longest", "{} > 0", 3),  # the longest of all may be below
        ("happy", "{} > 0", 3),
        ("share", "{} > 0", 3),
    ],
)
def test_what_asks_for_more_is_added_up(project: Project, metric: str, form: str, revenue: int | None) -> None:
    asked = {"where": [form.format(by_customer(metric))]}
    assert " IN (" not in sql_of(MANIFEST, "revenue", **asked)
    assert project.query(["revenue"], **asked).rows == ((revenue,),)


def test_a_metric_that_is_also_compared_stays_joined(project: Project) -> None:
    where = [f"{by_customer('visits')} > 0", f"{by_customer('visits')} < 2"]
    assert " IN (" not in sql_of(MANIFEST, "revenue", where=where)
    assert project.query(["revenue"], where=where).rows == ((4,),)


def test_a_metric_is_looked_for_once_however_it_is_asked(project: Project) -> None:
    where = [f"{by_customer('visits')} > 0", f"{by_customer('visits')} >= 1", f"{by_customer('devices')} > 0"]
    sql = sql_of(MANIFEST, "revenue", where=where)
    assert sql.count("IN ( SELECT") == 2
    assert project.query(["revenue"], where=where).rows == ((3,),)


def test_a_metric_in_the_filter_of_one_metric_among_others_stays_joined(project: Project) -> None:
    assert "LEFT JOIN" in sql_of(MANIFEST, "revenue", "total")
    assert project.query(["revenue", "total"]).rows == ((31, 7),)
    assert "LEFT JOIN" not in sql_of(MANIFEST, "total")
    assert project.query(["total"]).rows == ((7,),)


def test_rows_are_looked_for_in_windows_and_lists_of_values_too(project: Project) -> None:
    where = [f"{by_customer('by_phone')} > 0"]
    windowed = {"window": "1 month", "as_of": "2024-01-31", "where": where}
    assert "LEFT JOIN" not in sql_of(MANIFEST, "revenue", **windowed)
    assert project.query(["revenue"], **windowed).rows == ((1,),)
    assert "LEFT JOIN" not in sql_of(MANIFEST, group_by=["sale__status"], where=where)
    assert sorted(project.query([], by=["sale__status"], where=where).rows) == [("open",), ("paid",)]
