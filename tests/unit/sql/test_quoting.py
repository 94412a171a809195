"""Quoting: columns and tables of any name are read, written and found again in every dialect."""

from collections.abc import Iterator
from typing import Any

import pytest
from small_project import manifest_of, project_of, sql_of
from sqlglot import exp, parse_one

from metricops import Project
from metricops.sql.dialects import DIALECTS
from metricops.sql.render import render

ODD = """
models:
  - name: dim_day
    time_spine: {standard_granularity_column: Day}
    columns: [{name: Day, granularity: day}]
  - name: Fct Odd
    semantic_model: {name: odd}
    agg_time_dimension: at_time
    columns:
      - {name: id, entity: {type: primary, name: thing}}
      - {name: group, entity: {type: foreign, name: team}}
      - {name: order, dimension: categorical}
      - {name: select, dimension: categorical}
    derived_semantics:
      dimensions:
        - {name: at_time, type: time, granularity: day, expr: '"Order Date"'}
        - {name: spaced, type: categorical, expr: '"two words"'}
        - {name: quoted, type: categorical, expr: '"we""ird"'}
        - {name: mixed, type: categorical, expr: '"MiXed"'}
        - {name: dashed, type: categorical, expr: '"a-b"'}
    metrics:
      - {name: total, agg: sum, expr: '"Amount"'}
      - {name: from, agg: sum, expr: '"Amount" * 2'}
      - {name: where, agg: count, expr: order}
      - {name: stock, agg: sum, expr: '"Amount"', non_additive_dimension: {name: at_time, window_agg: max}}
      - {name: limit, agg: count_distinct, expr: '"two words" || ''"'' || "we""ird"'}
  - name: dim team
    semantic_model: {name: teams}
    columns:
      - {name: group, entity: {type: primary, name: team}}
      - {name: table, dimension: categorical}
metrics:
  - {name: join, type: cumulative, input_metric: total, window: 2 days}
  - {name: having, type: ratio, numerator: total, denominator: where}
"""
TABLES = """
create table dim_day as
  select cast(range as date) as "Day" from range(date '2024-01-01', date '2024-02-01', interval 1 day);
create table "Fct Odd"
  (id int, "group" int, "order" varchar, "select" varchar, "Amount" int, "Order Date" date, "two words" varchar,
   "we""ird" varchar, "MiXed" varchar, "a-b" varchar);
insert into "Fct Odd" values
  (1, 1, 'a', 's', 10, '2024-01-01', 'tw', 'we', 'mi', 'da'),
  (2, null, 'b', 't', 5, '2024-01-02', 'tw', 'we', 'mi', 'da');
create table "dim team" ("group" int, "table" varchar);
insert into "dim team" values (1, 'x');
"""


@pytest.fixture(scope="module")
def project() -> Iterator[Project]:
    with project_of(TABLES, ODD) as opened:
        yield opened


NAMES = ["order", "thing__select", "spaced", "quoted", "mixed", "dashed", "team__table", "team"]
FIRST, SECOND = ("a", "s", "tw", "we", "mi", "da", "x", 1), ("b", "t", "tw", "we", "mi", "da", None, None)


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        (
            {"metrics": ["total", "from", "where", "limit", "having"], "by": NAMES},
            [(*FIRST, 10, 20, 1, 1, 10), (*SECOND, 5, 10, 1, 1, 5)],
        ),
        ({"metrics": ["stock", "total"], "by": NAMES}, [(*FIRST, None, 10), (*SECOND, 5, 5)]),
        ({"metrics": ["total"], "where": ["order = 'a' and thing__select <> 'x' and quoted = 'we'"]}, [(10,)]),
        ({"metrics": ["total"], "where": ["{{ Dimension('team__table') }} = 'x'"]}, [(10,)]),
        (
            {"metrics": ["total"], "by": ["order"], "order_by": ["-order"], "limit": 1},
            [("b", 5)],
        ),
        ({"metrics": ["stock"], "window": "mtd", "as_of": "2024-01-31", "by": ["order"]}, [("b", 5)]),
        ({"by": ["team__table", "order"]}, [("x", "a"), (None, "b")]),
    ],
)
def test_any_name_is_read_on_the_warehouse(project: Project, asked: dict[str, Any], rows: list[Any]) -> None:
    assert list(project.query(**asked).rows) == rows


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_finds_the_names_again(dialect: str) -> None:
    sql = sql_of(manifest_of(ODD), "total", "from", "where", "having", group_by=NAMES, dialect=dialect)
    tree = parse_one(sql, dialect=dialect)
    columns = {column.name for column in tree.find_all(exp.Column)}
    assert {"order", "select", "two words", 'we"ird', "MiXed", "a-b", "Amount", "group"} <= columns
    assert {"Fct Odd", "dim team"} <= {table.name for table in tree.find_all(exp.Table)}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_identifier_is_one_whatever_is_in_it(dialect: str) -> None:
    names = ["order", "group", "Amount", "two words", 'a"b', "a`b", 'x"; drop table t; --', "größe"]
    tree = exp.Select(expressions=[exp.column(exp.to_identifier(name)) for name in names]).from_("t")
    found = parse_one(render(tree, dialect), dialect=dialect).expressions
    assert all(isinstance(column, exp.Column) for column in found)
    assert [column.name for column in found] == names


@pytest.mark.parametrize("name", ["revenue", "metric_time__day", "_x", "x1"])
def test_plain_names_stay_plain(name: str) -> None:
    assert render(exp.column(exp.to_identifier(name)), "duckdb") == name
