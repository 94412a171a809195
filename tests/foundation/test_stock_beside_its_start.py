"""A stock beside the same stock at the start of the week: two parts that look at other days of one snapshot table."""

from pathlib import Path

import duckdb

import metricops as mo

MODELS = """
models:
  - name: dim_date
    time_spine: {standard_granularity_column: day}
    columns: [{name: day, granularity: day}]
  - name: levels
    semantic_model: true
    agg_time_dimension: seen_on
    columns:
      - {name: level_id, entity: {type: primary, name: level}}
      - {name: seen_on, granularity: day, dimension: {type: time}}
    metrics:
      - {name: stock, agg: sum, expr: amount, non_additive_dimension: {name: seen_on, window_agg: max}}
metrics:
  - name: moved
    type: derived
    expr: now - before
    input_metrics: [{name: stock, alias: now}, {name: stock, alias: before, offset_to_grain: week}]
"""
LEVELS = """
create table levels as
select range as level_id, date '2026-11-02' + cast(range as integer) as seen_on, 10 * range as amount from range(14)
"""


def test_a_stock_moved_since_the_week_began(tmp_path: Path) -> None:
    (tmp_path / "models.yml").write_text(MODELS)
    with duckdb.connect() as connection:
        connection.execute("create table dim_date as select date '2026-11-09' as \"day\"")
        connection.execute(LEVELS)
        project = mo.from_yaml([tmp_path / "models.yml"], engine=mo.duckdb(connection), schema="main")
        found = project.query("moved", window="1w", as_of="2026-11-15").rows
    assert found == ((130 - 70,),)  # the snapshots of Sunday and of Monday
