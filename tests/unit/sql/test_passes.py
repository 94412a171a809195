"""Passes: every example of a docstring, before and after, in the dialects that need it and in those that do not."""

import pytest
from small_project import SHOP, manifest_of, planned
from sqlglot import exp, parse_one

from metricops.sql import lower
from metricops.sql.dialects import DIALECTS, Dialect
from metricops.sql.passes import PASSES
from metricops.sql.passes.cast_before_trunc import cast_before_trunc
from metricops.sql.passes.typed_nulls import typed_nulls

VISITS = """
models:
  - name: fct_visits
    semantic_model: {name: visits}
    agg_time_dimension: visited_on
    columns:
      - {name: visit_id, entity: {type: primary, name: visit}}
      - {name: customer_id, entity: {type: foreign, name: customer}}
      - {name: visited_on, granularity: day, dimension: time}
    metrics: [{name: visits, agg: count, expr: visit_id}]
"""
PLAIN = Dialect("duckdb", "executed")
STRICT = Dialect("postgres", "executed", typed_nulls=True, cast_before_trunc=True)


def tree(sql: str) -> exp.Select:
    found = parse_one(sql, dialect="duckdb")
    assert isinstance(found, exp.Select)
    return found


def flat(of: exp.Expr) -> str:
    return of.sql(dialect="duckdb")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "SELECT DATE_TRUNC('MONTH', day) FROM t",
            "SELECT DATE_TRUNC('MONTH', CAST(day AS TIMESTAMP)) FROM t",
        ),
        (
            "SELECT DATE_TRUNC('YEAR', DATE_TRUNC('WEEK', day)) FROM t WHERE DATE_TRUNC('DAY', day) > x",
            "SELECT DATE_TRUNC('YEAR', CAST(DATE_TRUNC('WEEK', CAST(day AS TIMESTAMP)) AS TIMESTAMP)) FROM t "
            "WHERE DATE_TRUNC('DAY', CAST(day AS TIMESTAMP)) > x",
        ),
        ("SELECT day FROM t", "SELECT day FROM t"),
    ],
)
def test_times_are_cast_before_they_are_truncated(before: str, after: str) -> None:
    assert flat(cast_before_trunc(tree(before), STRICT)) == after
    assert flat(cast_before_trunc(tree(before), PLAIN)) == before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "SELECT k, MAX(a) AS a, MAX(b) AS b FROM (SELECT k, a, NULL AS b FROM one UNION ALL "
            "SELECT k, NULL AS a, b FROM two) AS parts GROUP BY 1",
            "SELECT k, MAX(a) AS a, MAX(b) AS b FROM (SELECT k, a, (SELECT b FROM two WHERE FALSE) AS b FROM one "
            "UNION ALL SELECT k, (SELECT a FROM one WHERE FALSE) AS a, b FROM two) AS parts GROUP BY 1",
        ),
        (
            "SELECT * FROM (SELECT a, NULL AS b, NULL AS c FROM one UNION ALL SELECT NULL AS a, b, NULL AS c FROM two "
            "UNION ALL SELECT NULL AS a, NULL AS b, c FROM three) AS parts",
            "SELECT * FROM (SELECT a, (SELECT b FROM two WHERE FALSE) AS b, (SELECT c FROM three WHERE FALSE) AS c "
            "FROM one UNION ALL SELECT (SELECT a FROM one WHERE FALSE) AS a, b, (SELECT c FROM three WHERE FALSE) AS c "
            "FROM two UNION ALL SELECT (SELECT a FROM one WHERE FALSE) AS a, (SELECT b FROM two WHERE FALSE) AS b, c "
            "FROM three) AS parts",
        ),
        ("SELECT NULL AS a FROM t", "SELECT NULL AS a FROM t"),
    ],
)
def test_a_null_takes_the_type_of_the_column_it_stands_for(before: str, after: str) -> None:
    assert flat(typed_nulls(tree(before), STRICT)) == after
    assert flat(typed_nulls(tree(before), PLAIN)) == before


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=lambda d: d.name)
def test_a_pass_changes_a_plan_only_where_its_dialect_needs_it(dialect: Dialect) -> None:
    plan = planned(manifest_of(SHOP, VISITS), "revenue", "visits", group_by=["metric_time__month", "customer"])
    made = before = lower(plan, "main")
    before = before.copy()
    for one in PASSES:
        made = one(made, dialect)
    needed = dialect.typed_nulls or dialect.cast_before_trunc
    assert (made != before) is needed


def test_passes_twice_are_passes_once_for_nulls() -> None:
    plan = planned(manifest_of(SHOP, VISITS), "revenue", "visits", group_by=["customer"])
    once = typed_nulls(lower(plan, "main"), STRICT)
    assert typed_nulls(once.copy(), STRICT) == once
