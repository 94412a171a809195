"""Small projects for the tests of the compiler's rooms: YAML text and tables in, a manifest or an open project out."""

from pathlib import Path
from typing import Any

import duckdb

import metricops as mo
from metricops.definitions import read_texts
from metricops.diagnostics import Diagnostic
from metricops.errors import QueryError
from metricops.manifest import Manifest
from metricops.pipeline.loading import Loaded
from metricops.plan import Plan, ask, plan
from metricops.resolve import resolve
from metricops.sql import compile_plan

SHOP = """
models:
  - name: dim_date
    time_spine: {standard_granularity_column: day}
    columns: [{name: day, granularity: day}]
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
      - {name: order_count, agg: count, expr: order_id}
  - name: dim_customers
    semantic_model: {name: customers}
    columns:
      - {name: customer_id, entity: {type: primary, name: customer}}
      - {name: segment, dimension: categorical}
metrics:
  - {name: average_order, type: ratio, numerator: revenue, denominator: order_count}
"""
TABLES = """
create table dim_date as
  select cast(range as date) as day from range(date '2024-01-01', date '2024-04-01', interval 1 day);
create table fct_orders
  (order_id integer, customer_id integer, ordered_on date, status varchar, amount decimal(9, 2));
insert into fct_orders values
  (1, 1, '2024-01-30', 'paid', 10), (2, 1, '2024-02-01', 'paid', 20.5), (3, 2, '2024-02-02', 'open', 5),
  (4, null, '2024-03-05', 'it''s', 7);
create table dim_customers (customer_id integer, segment varchar);
insert into dim_customers values (1, 'smb'), (2, 'enterprise'), (3, 'unused');
"""


def loaded(*texts: str) -> Loaded:
    """What these YAML texts resolve to, with every fault."""
    definitions = read_texts({f"{at}.yml": text for at, text in enumerate(texts)})
    found = resolve(definitions)
    return Loaded(found.manifest, (*definitions.diagnostics, *found.diagnostics), definitions.texts)


def manifest_of(*texts: str) -> Manifest:
    """The manifest of texts without faults."""
    found = loaded(*texts)
    assert not found.diagnostics, [str(fault) for fault in found.diagnostics]
    return found.manifest


def planned(manifest: Manifest, *metrics: str, **asked: Any) -> Plan:
    """The plan of one query."""
    (one,) = plan(manifest, [ask(metrics, **asked)])
    return one


def sql_of(manifest: Manifest, *metrics: str, dialect: str = "duckdb", **asked: Any) -> str:
    """The SQL of one query on one line, without its comment."""
    text = compile_plan(planned(manifest, *metrics, **asked), dialect, "main").sql
    return " ".join(text.split("*/\n")[-1].split())


def refusal(manifest: Manifest, *metrics: str, **asked: Any) -> Diagnostic:
    """The one reason for which a query is refused."""
    try:
        plan(manifest, [ask(metrics, **asked)])
    except QueryError as refused:
        (reason,) = refused.diagnostics
        return reason
    raise AssertionError("the query was not refused")


def project_of(tables: str, *texts: str) -> mo.Project:
    """Definitions over an own database in memory that holds these tables."""
    connection = duckdb.connect()
    connection.execute(tables)
    found = loaded(*texts)
    assert not found.diagnostics, [str(fault) for fault in found.diagnostics]
    return mo.Project(Path.cwd(), None, found, "main", "duckdb", mo.duckdb(connection))
