"""Days at the ends of the calendar, which stand for "always" in many tables, cost no row and no number."""

from collections.abc import Iterator

import duckdb
import pytest

import metricops as mo

MODELS = """
models:
  - name: days
    time_spine: {standard_granularity_column: day}
    columns: [{name: day, granularity: day}]
  - name: facts
    semantic_model: true
    agg_time_dimension: happened_on
    columns:
      - {name: id, entity: {type: primary, name: fact}}
      - {name: happened_on, granularity: day, dimension: {type: time}}
      - {name: kind, dimension: {type: categorical}}
    metrics:
      - {name: total, type: simple, agg: sum, expr: amount}
      - {name: sold, type: simple, agg: count, expr: amount}
      - {name: of_b, type: simple, agg: sum, expr: amount, filter: "{{ Dimension('fact__kind') }} = 'b'"}
      - {name: middle, type: simple, agg: median, expr: amount}
metrics:
  - {name: sold_7d, type: cumulative, input_metric: sold, window: 7 days}
  - {name: total_1w, type: cumulative, input_metric: total, window: 1 week}
  - {name: total_1q, type: cumulative, input_metric: total, window: 1 quarter}
  - {name: total_3m, type: cumulative, input_metric: total, window: 3 months}
  - {name: of_b_ever, type: cumulative, input_metric: of_b}
"""
TABLES = """
create table days as select unnest(generate_series(date '2024-01-01', date '2024-03-31', interval 1 day))::date as day;
insert into days values ('1900-01-01'), ('9999-12-31');
create table facts (id integer, happened_on date, kind varchar, amount decimal(12, 2));
insert into facts values (1, '2024-02-04', 'a', 5.11), (2, '2024-02-20', 'b', 6.06), (3, '9999-12-31', 'a', 7.00),
  (4, '1900-01-01', 'a', 1.00);
"""


@pytest.fixture
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[mo.Project]:
    file = tmp_path_factory.mktemp("ends") / "models.yml"
    file.write_text(MODELS)
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        yield mo.from_yaml([file], engine=mo.duckdb(connection), schema="main")


def test_a_window_around_the_last_day_needs_no_day_before_it(project: mo.Project) -> None:
    rows = {day.date().isoformat(): n for day, n in project.query("sold_7d", by="metric_time__day").rows}
    assert len(rows) == 1 + 7 + 7 + 1
    assert (rows["1900-01-01"], rows["2024-02-10"], rows["2024-02-26"], rows["9999-12-31"]) == (1, 1, 1, 1)


def test_the_last_day_can_be_asked_for(project: mo.Project) -> None:
    (asked,) = project.query("total", time_constraint=("2024-01-01", "9999-12-31")).rows
    assert float(asked[0]) == 5.11 + 6.06 + 7.00
    (until,) = project.query("total", time_constraint=(None, "9990-01-01")).rows
    assert float(until[0]) == 5.11 + 6.06 + 1.00


def test_windows_of_the_same_days_are_one_window(project: mo.Project) -> None:
    """Seven days and a week beside a metric with a filter lost the rows of both."""
    asked = ["sold_7d", "total_1w", "of_b_ever"]
    rows = project.query(asked, by="metric_time__day", time_constraint=("2024-01-01", "2024-03-31")).rows
    assert len(rows) == 7 + (31 + 10)  # from 4 to 10 February, and from the 20th until the end of March
    assert [row[1:] for row in rows if row[0].date().isoformat() == "2024-02-04"] == [(1, rows[0][2], None)]
    for pair in (["sold_7d", "total_1w"], ["total_1q", "total_3m"]):
        both = project.query(pair, by="metric_time__day").rows
        alone = [project.query(one, by="metric_time__day").rows for one in pair]
        assert [(row[0], row[1]) for row in both] == list(alone[0])
        assert [(row[0], row[2]) for row in both] == list(alone[1])


def test_a_median_between_two_decimals_keeps_its_half(project: mo.Project) -> None:
    (row,) = project.query("middle", time_constraint=("2024-01-01", "2024-12-31")).rows
    assert row[0] == pytest.approx(5.585, abs=1e-12)
