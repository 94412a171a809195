"""Fields of PostgreSQL's composite columns, in a table of its own and in a joined one."""

from pathlib import Path

import pytest

import metricops as mo
from tests.engines.conftest import Open

MODELS = """
models:
  - name: deals
    semantic_model: true
    agg_time_dimension: closed_on
    columns:
      - {name: deal_id, entity: {type: primary, name: deal}}
      - {name: account_id, entity: {type: foreign, name: account}}
      - {name: closed_on, granularity: day, dimension: {type: time}}
    metrics:
      - {name: revenue, type: simple, agg: sum, expr: info.amount}
  - name: accounts
    semantic_model: true
    columns:
      - {name: account_id, entity: {type: primary, name: account}}
    derived_semantics:
      dimensions:
        - {name: segment, expr: info.segment, type: categorical}
"""
ROWS = """
CREATE SCHEMA composites;
CREATE TYPE composites.deal_info AS (amount INTEGER);
CREATE TYPE composites.account_info AS (segment TEXT);
CREATE TABLE composites.deals (deal_id INTEGER, account_id INTEGER, closed_on DATE, info composites.deal_info);
INSERT INTO composites.deals VALUES (1, 1, '2024-01-01', ROW(10)), (2, 2, '2024-01-01', ROW(5)), (3, 1, NULL, NULL);
CREATE TABLE composites.accounts (account_id INTEGER, info composites.account_info);
INSERT INTO composites.accounts VALUES (1, ROW('smb')), (2, ROW('big'));
"""

pytestmark = pytest.mark.postgres


def test_a_field_of_a_composite_column_is_read(postgres: Open, tmp_path: Path) -> None:
    import psycopg

    (tmp_path / "models.yml").write_text(MODELS)
    with postgres(schema="composites") as engine:
        settings = engine._settings  # type: ignore[attr-defined]
        where = {"host": settings.host, "port": settings.port, "user": settings.user, "password": settings.password}
        with psycopg.connect(**where, dbname=settings.dbname, autocommit=True) as other:
            other.execute(ROWS)
        project = mo.from_yaml([tmp_path / "models.yml"], engine=engine, schema="composites")
        assert project.query(["revenue"]).rows == ((15,),)
        assert project.query(["revenue"], by=["account__segment"]).rows == (("big", 5), ("smb", 10))
