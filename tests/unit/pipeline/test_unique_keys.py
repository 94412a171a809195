"""Keys of joined tables are proven before numbers are shown: a repeated key would count rows more than once."""

from typing import Any

import pytest
from small_project import SHOP, TABLES, manifest_of, planned, project_of

from metricops.errors import EngineError
from metricops.pipeline import reading
from metricops.pipeline.checking import unique_keys
from metricops.sql import CompiledQuery

SCORES = """
models:
  - name: dim_scores
    semantic_model: {name: scores}
    primary_entity: score_row
    columns:
      - {name: customer_id, entity: {type: unique, name: customer}}
      - {name: region_id, entity: {type: foreign, name: region}}
      - {name: score, dimension: categorical}
  - name: dim_regions
    semantic_model: {name: regions}
    columns:
      - {name: region_id, entity: {type: primary, name: region}}
      - {name: country, dimension: categorical}
  - name: dim_orders_extra
    semantic_model: {name: extras}
    columns:
      - {name: order_id, entity: {type: primary, name: orders}}
      - {name: colour, dimension: categorical}
"""
MORE = """
create table dim_scores (customer_id integer, region_id integer, score varchar);
insert into dim_scores values (1, 1, 'high'), (2, 2, 'low');
create table dim_regions (region_id integer, country varchar);
insert into dim_regions values (1, 'France'), (2, 'Spain');
"""
PAIR = MORE + "insert into dim_scores values (1, 1, 'low')"
REGION = MORE + "insert into dim_regions values (1, 'Italy')"
CUSTOMER = MORE + "insert into dim_customers values (1, 'enterprise')"
EMPTY = MORE + "insert into dim_customers values (null, 'x'), (null, 'y')"


def keys(*names: str) -> set[str]:
    manifest = manifest_of(SHOP, SCORES)
    return {check.name for check in unique_keys(reading.joins(planned(manifest, "revenue", group_by=names)))}


@pytest.mark.parametrize(
    ("names", "proven"),
    [
        (("status",), set()),
        (("customer",), set()),
        (("customer__segment",), {"dim_customers.customer_id.unique"}),
        (("customer__score",), {"dim_scores.customer_id.unique"}),
        (
            ("customer__segment", "customer__score"),
            {"dim_customers.customer_id.unique", "dim_scores.customer_id.unique"},
        ),
        (
            ("customer__region__country",),
            {"dim_scores.customer_id.unique", "dim_regions.region_id.unique"},
        ),
    ],
)
def test_every_joined_key_is_proven_and_no_other(names: tuple[str, ...], proven: set[str]) -> None:
    assert keys(*names) == proven


@pytest.mark.parametrize(
    ("tables", "by", "table", "rows"),
    [
        (CUSTOMER, ["customer__segment"], "dim_customers", 2),
        (PAIR, ["customer__score"], "dim_scores", 2),
        (PAIR, ["customer__segment", "customer__score"], "dim_scores", 2),
        (REGION, ["region__country"], "dim_regions", 2),
    ],
)
def test_a_repeated_key_is_refused_and_named(tables: str, by: list[str], table: str, rows: int) -> None:
    with project_of(TABLES + tables, SHOP, SCORES) as project:
        with pytest.raises(EngineError) as refused:
            project.query("revenue", by=by)
        assert refused.value.message == f'{rows} rows of "main.{table}" share a key that must be unique' or (
            refused.value.message == f'{rows} rows of "{table}" share a key that must be unique'
        )
        assert project.query("revenue").rows == project.query("revenue", by=[]).rows


def test_keys_that_are_missing_are_not_compared() -> None:
    with project_of(TABLES + EMPTY, SHOP, SCORES) as project:
        rows = project.query("revenue", by=["customer__segment"]).rows
    assert {segment: float(value) for segment, value in rows} == {"smb": 30.5, "enterprise": 5.0, None: 7.0}


def test_a_key_is_proven_once_in_the_life_of_a_project() -> None:
    with project_of(TABLES + MORE, SHOP, SCORES) as project:
        asked = recorded(project)
        project.query("revenue", by=["customer__segment"])
        first = len(asked)
        project.query("revenue", by=["customer__segment"])
        assert (first, len(asked)) == (2, 3)


def test_what_joins_nothing_proves_nothing() -> None:
    with project_of(TABLES + MORE, SHOP, SCORES) as project:
        asked = recorded(project)
        project.query("revenue", by=["status"])
        assert len(asked) == 1


def recorded(project: Any) -> list[CompiledQuery]:
    """Every query that the project's engine runs from now on."""
    asked: list[CompiledQuery] = []
    engine = project.engine

    class Recording:
        dialect = engine.dialect
        columns = staticmethod(engine.columns)

        def run(self, query: CompiledQuery, *, timeout: float | None = None) -> Any:
            asked.append(query)
            return engine.run(query, timeout=timeout)

    project.engine = Recording()
    return asked


PARTITIONED = """
models:
  - name: fct_daily
    semantic_model: {name: daily}
    agg_time_dimension: day
    columns:
      - {name: id, entity: {type: primary, name: row}}
      - {name: account_id, entity: {type: foreign, name: account}}
      - {name: ds, granularity: day, dimension: {type: time, is_partition: true}}
    metrics: [{name: amount, agg: sum, expr: x}]
  - name: dim_accounts
    semantic_model: {name: accounts}
    columns:
      - {name: account_id, entity: {type: primary, name: account}}
      - {name: ds, granularity: day, dimension: {type: time, is_partition: true}}
      - {name: plan, dimension: categorical}
""".replace("agg_time_dimension: day", "agg_time_dimension: ds")
SNAPSHOTS = """
create table fct_daily (id int, account_id int, ds date, x int);
insert into fct_daily values (1, 1, '2024-01-01', 10), (2, 1, '2024-01-02', 20);
create table dim_accounts (account_id int, ds date, plan varchar);
insert into dim_accounts values (1, '2024-01-01', 'free'), (1, '2024-01-02', 'paid');
"""


def test_a_key_that_is_unique_within_its_partition_is_enough() -> None:
    with project_of(SNAPSHOTS, PARTITIONED) as project:
        assert dict(project.query("amount", by=["account__plan"]).rows) == {"free": 10, "paid": 20}


def test_a_key_that_repeats_within_its_partition_is_not() -> None:
    twice = SNAPSHOTS + "insert into dim_accounts values (1, '2024-01-01', 'trial')"
    with project_of(twice, PARTITIONED) as project, pytest.raises(EngineError, match="share a key"):
        project.query("amount", by=["account__plan"])


CHANGING = """
models:
  - name: dim_owners
    semantic_model: {name: owners}
    primary_entity: owner_row
    columns:
      - {name: customer_id, entity: {type: natural, name: customer}}
      - {name: since, granularity: day, dimension: {type: time, validity_params: {is_start: true}}}
      - {name: until, granularity: day, dimension: {type: time, validity_params: {is_end: true}}}
      - {name: owner, dimension: categorical}
"""
OWNERS = """
create table dim_owners (customer_id int, since date, until date, owner varchar);
insert into dim_owners values
  (1, '2024-01-01', '2024-02-01', 'ada'), (1, '2024-02-01', null, 'bob'), (2, '2024-01-01', '2024-01-15', 'eve');
"""


def test_a_changing_dimension_may_repeat_its_key() -> None:
    with project_of(TABLES + OWNERS, SHOP, CHANGING) as project:
        rows = project.query("revenue", by=["customer__owner"]).rows
    assert {owner: float(value) for owner, value in rows} == {"ada": 10.0, "bob": 20.5, None: 12.0}
