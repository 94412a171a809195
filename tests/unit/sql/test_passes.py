"""Passes: every example of a docstring, before and after, in the dialects that need it and in those that do not."""

from dataclasses import replace

import duckdb
import pytest
from small_project import SHOP, manifest_of, planned
from sqlglot import exp, parse_one

from metricops.engines import SUPPORT
from metricops.errors import QueryError
from metricops.sql import compile_plan, lower
from metricops.sql.dialects import DIALECTS, Dialect, Support
from metricops.sql.passes import PASSES
from metricops.sql.passes.cast_before_trunc import cast_before_trunc
from metricops.sql.passes.counted_ifs import counted_ifs
from metricops.sql.passes.days_compared import days_compared
from metricops.sql.passes.nested_joins import nested_joins
from metricops.sql.passes.percentiles import percentiles
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
PLAIN = Dialect("duckdb", Support.EXECUTED)
QUICK = Dialect("duckdb", Support.EXECUTED, slow_trunc=True, joins_as_written=True)
STRICT = Dialect("postgres", Support.EXECUTED, typed_nulls=True, cast_before_trunc=True)


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
            "SELECT k, SUM(CASE WHEN won THEN 1 ELSE 0 END) AS n FROM t GROUP BY 1",
            "SELECT k, COALESCE(COUNT_IF(CAST(won AS BOOLEAN)), 0) AS n FROM t GROUP BY 1",
        ),
        (
            "SELECT k, SUM(CASE WHEN (a > 1) THEN 1 ELSE 0 END) FROM t GROUP BY k",
            "SELECT k, COALESCE(COUNT_IF((a > 1)), 0) FROM t GROUP BY k",
        ),
        *(
            (same, same)
            for same in (
                "SELECT SUM(CASE WHEN won THEN 1 ELSE 0 END) FROM t",
                "SELECT SUM(CASE WHEN won THEN 1 ELSE 0 END) FROM (SELECT won FROM t GROUP BY 1)",
                "SELECT k, SUM(CASE WHEN won THEN 1 END) FROM t GROUP BY 1",
                "SELECT k, SUM(CASE WHEN won THEN 2 ELSE 0 END) FROM t GROUP BY 1",
                "SELECT k, SUM(CASE won WHEN TRUE THEN 1 ELSE 0 END) FROM t GROUP BY 1",
                "SELECT k, SUM(CASE WHEN won THEN 1 WHEN lost THEN 1 ELSE 0 END) FROM t GROUP BY 1",
                "SELECT k, SUM(CASE WHEN won THEN 1 ELSE 0 END) OVER (PARTITION BY k) FROM t GROUP BY k, won",
                "SELECT SUM(CASE WHEN won THEN 1 ELSE 0 END) FROM t GROUP BY GROUPING SETS ((k), ())",
            )
        ),
    ],
)
def test_ones_are_counted_where_every_group_has_a_row(before: str, after: str) -> None:
    assert flat(counted_ifs(tree(before), replace(PLAIN, counts_ifs=True))) == after
    assert flat(counted_ifs(tree(before), PLAIN)) == before


@pytest.mark.parametrize("values", ["(TRUE), (FALSE), (NULL)", "(NULL)", "(2), (0), (NULL)", "('true'), ('false')"])
def test_what_is_counted_is_what_was_added(values: str) -> None:
    added = f"SELECT 1 AS k, SUM(CASE WHEN won THEN 1 ELSE 0 END) AS n FROM (VALUES {values}) AS t(won) GROUP BY 1"
    counted = flat(counted_ifs(tree(added), replace(PLAIN, counts_ifs=True)))
    assert "COUNT_IF" in counted
    with duckdb.connect() as connection:
        same = connection.execute(f"({added}) EXCEPT ALL ({counted})").fetchall()
        types = [connection.execute(f"DESCRIBE {one}").fetchall() for one in (added, counted)]
    assert same == []
    assert types[0] == types[1]


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


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("DATE_TRUNC('DAY', a) < DATE_TRUNC('DAY', t.b)", "CAST(a AS DATE) < CAST(t.b AS DATE)"),
        ("NOT DATE_TRUNC('DAY', a) = DATE_TRUNC('DAY', b)", "NOT CAST(a AS DATE) = CAST(b AS DATE)"),
        (
            "DATE_TRUNC('DAY', a AT TIME ZONE 'Asia/Tokyo') <> DATE_TRUNC('DAY', b)",
            "CAST(a AT TIME ZONE 'Asia/Tokyo' AS DATE) <> CAST(b AS DATE)",
        ),
        *(
            (same, same)
            for same in (
                "DATE_TRUNC('DAY', a) < b",
                "DATE_TRUNC('DAY', a) < '2024-02-01'",
                "DATE_TRUNC('MONTH', a) = DATE_TRUNC('DAY', b)",
                "DATE_TRUNC('DAY', a - b) < DATE_TRUNC('DAY', c)",  # an interval is no day
            )
        ),
    ],
)
def test_days_are_compared_as_dates(before: str, after: str) -> None:
    before, after = (f"SELECT 1 FROM t WHERE {condition}" for condition in (before, after))
    assert flat(days_compared(tree(before), QUICK)) == after
    assert flat(days_compared(tree(before), PLAIN)) == before


TO_A = "f LEFT JOIN a ON f.x = a.x"
TO_B = "LEFT JOIN b ON a.y = b.y"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{TO_A} {TO_B}", "f LEFT JOIN (a LEFT JOIN b ON a.y = b.y) ON f.x = a.x"),
        (
            f"{TO_A} {TO_B} LEFT JOIN c ON b.z = c.z AND b.w = c.w",
            "f LEFT JOIN (a LEFT JOIN (b LEFT JOIN c ON b.z = c.z AND b.w = c.w) ON a.y = b.y) ON f.x = a.x",
        ),
        (
            f"{TO_A} LEFT JOIN d ON f.v = d.v {TO_B} LEFT JOIN c ON c.w = a.w",
            "f LEFT JOIN (a LEFT JOIN b ON a.y = b.y LEFT JOIN c ON c.w = a.w) ON f.x = a.x LEFT JOIN d ON f.v = d.v",
        ),
        *(
            (same, same)
            for same in (
                f"{TO_A} LEFT JOIN b ON f.y = b.y",
                f"{TO_A} LEFT JOIN b ON COALESCE(a.y, 0) = b.y",  # what a does not meet may meet b
                f"{TO_A} LEFT JOIN b ON a.y = b.y AND f.t = b.t",
                f"{TO_A} LEFT JOIN b ON a.y = b.y AND f.t >= b.t",
                f"{TO_A} LEFT JOIN b ON a.y = 1",
                f"f FULL JOIN a ON f.x = a.x {TO_B}",
                f"f CROSS JOIN a {TO_B}",
            )
        ),
    ],
)
def test_joined_tables_meet_their_own_joins_first(before: str, after: str) -> None:
    before, after = (f"SELECT 1 FROM {joined}" for joined in (before, after))
    assert flat(nested_joins(tree(before), QUICK)) == after
    assert flat(nested_joins(tree(before), PLAIN)) == before


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=lambda d: d.name)
def test_a_pass_changes_a_plan_only_where_its_dialect_needs_it(dialect: Dialect) -> None:
    plan = planned(manifest_of(SHOP, VISITS), "revenue", "visits", group_by=["metric_time__month", "customer"])
    made = before = lower(plan, "main")
    before = before.copy()
    for one in PASSES:
        made = one(made, dialect)
    needed = dialect.typed_nulls or dialect.cast_before_trunc or bool(dialect.settings)
    assert (made != before) is needed


def test_passes_twice_are_passes_once_for_nulls() -> None:
    plan = planned(manifest_of(SHOP, VISITS), "revenue", "visits", group_by=["customer"])
    once = typed_nulls(lower(plan, "main"), STRICT)
    assert typed_nulls(once.copy(), STRICT) == once


@pytest.mark.parametrize(
    ("dialect", "before", "after"),
    [
        ("bigquery", "DATE_TRUNC('WEEK', day)", "DATETIME_TRUNC(CAST(day AS DATETIME), WEEK(MONDAY))"),
        ("bigquery", "DATE_TRUNC('MONTH', day)", "DATETIME_TRUNC(CAST(day AS DATETIME), MONTH)"),
        ("bigquery", "EXTRACT(ISODOW FROM day)", "(MOD(EXTRACT(DAYOFWEEK FROM day) + 5, 7) + 1)"),
        ("redshift", "EXTRACT(ISODOW FROM day)", "((EXTRACT(DOW FROM day) + 6) % 7 + 1)"),
        ("spark", "EXTRACT(ISODOW FROM day)", "EXTRACT(DAYOFWEEK_ISO FROM day)"),
        ("snowflake", "EXTRACT(ISODOW FROM day)", "DATE_PART(DAYOFWEEKISO, day)"),
        ("trino", "EXTRACT(ISODOW FROM day)", "EXTRACT(DAY_OF_WEEK FROM day)"),
        ("clickhouse", "EXTRACT(ISODOW FROM day)", "toDayOfWeek(day)"),
        ("clickhouse", "EXTRACT(DOY FROM day)", "toDayOfYear(day)"),
        ("bigquery", "EXTRACT(DOY FROM day)", "EXTRACT(DAYOFYEAR FROM day)"),
        ("bigquery", "day >= CAST('2024-02-01' AS DATE)", "day >= '2024-02-01'"),
        ("bigquery", "CAST('2024-02-01' AS DATE)", "CAST('2024-02-01' AS DATE)"),
        ("redshift", "a IS NOT DISTINCT FROM b", "(a = b OR (a IS NULL AND b IS NULL))"),
        ("spark", "ROW_NUMBER() OVER ()", "ROW_NUMBER() OVER (ORDER BY NULL)"),
        ("snowflake", "ROW_NUMBER() OVER ()", "ROW_NUMBER() OVER (ORDER BY NULL NULLS FIRST)"),
        ("spark", "ROW_NUMBER() OVER (ORDER BY a)", "ROW_NUMBER() OVER (ORDER BY a NULLS LAST)"),
        ("bigquery", "t", "t.t"),
        ("bigquery", "(SELECT t FROM u)", "(SELECT t FROM u)"),
    ],
)
def test_every_dialect_has_its_own_words(dialect: str, before: str, after: str) -> None:
    assert rendered(before, dialect) == after


def rendered(expression: str, dialect: str) -> str:
    made = tree(f"SELECT {expression} AS x FROM t")
    for one in PASSES:
        made = one(made, DIALECTS[dialect])
    return made.expressions[0].this.sql(dialect=dialect)


@pytest.mark.parametrize("share", [0, 0.07, 0.25, 0.5, 0.9, 1])
@pytest.mark.parametrize("values", [[], [None], [3], [1, 2], [5, None, 1, 4, 2], list(range(100)), [1.5] * 7 + [9]])
def test_percentiles_by_arrays_are_the_percentiles(values: list[float | None], share: float) -> None:
    """Whole-number arithmetic over sorted lists, here with DuckDB's lists, against its own quantiles."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE t (x DOUBLE)")
    connection.executemany("INSERT INTO t VALUES (?)", [(v,) for v in values] or [(None,)])
    for kind in ("CONT", "DISC"):
        made = tree(f"SELECT PERCENTILE_{kind}({share}) WITHIN GROUP (ORDER BY x) AS x FROM t")
        lists = percentiles(made, replace(STRICT, percentiles="element")).sql(dialect="duckdb")
        lists = lists.replace(" / ", " // ", lists.count(" / ") - (kind == "CONT")).replace(
            "ELEMENT_AT", "LIST_EXTRACT"
        )
        (own,) = connection.execute(f"SELECT QUANTILE_{kind}(x, {share}) FROM t").fetchone() or ()
        (found,) = connection.execute(lists).fetchone() or ()
        assert found == pytest.approx(own) if own is not None else found is None


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_exact_percentile_is_never_approximate(dialect: str) -> None:
    for kind in ("CONT", "DISC"):
        try:
            made = rendered(f"PERCENTILE_{kind}(0.9) WITHIN GROUP (ORDER BY a)", dialect)
        except QueryError as refusal:
            assert (dialect, kind) == ("redshift", "DISC")
            (fault,) = refusal.diagnostics
            assert (fault.code, fault.message) == (
                "P038",
                '"x" is a discrete percentile, and "redshift" has no exact aggregate for it',
            )
            continue
        assert "APPROX" not in made.upper()
        assert "quantile(" not in made


@pytest.mark.parametrize(
    ("dialect", "after"),
    [
        ("duckdb", "APPROX_QUANTILE(a, 0.9)"),
        ("postgres", "PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY a)"),
        ("clickhouse", "quantileExactInclusive(0.9)(CAST(a AS Nullable(Float64)))"),
        ("spark", "PERCENTILE_APPROX(a, 0.9)"),
    ],
)
def test_an_approximate_percentile_is_exact_where_there_is_no_other(dialect: str, after: str) -> None:
    assert rendered("APPROX_QUANTILE(a, 0.9)", dialect) == after


def test_one_table_says_how_far_a_dialect_is_tested() -> None:
    assert {name: dialect.support for name, dialect in DIALECTS.items()} == SUPPORT


@pytest.mark.parametrize(
    ("expr", "duckdb_sql", "postgres_sql"),
    [
        ("info.amount", "SUM(info.amount)", "SUM((info).amount)"),
        ("info.part.size * 2", "SUM(info.part.size * 2)", "SUM((info).part.size * 2)"),
        ("fct_orders.amount", "SUM(amount)", "SUM(amount)"),
        ("orders.info.amount", "SUM(info.amount)", "SUM((info).amount)"),
    ],
)
def test_a_field_is_told_from_a_column_of_a_table(expr: str, duckdb_sql: str, postgres_sql: str) -> None:
    manifest = manifest_of(SHOP.replace("expr: amount}", f"expr: {expr}}}", 1))
    for dialect, written in (("duckdb", duckdb_sql), ("postgres", postgres_sql)):
        sql = compile_plan(planned(manifest, "revenue"), dialect, "main").sql
        assert close(f"{written} AS revenue") in close(sql)
    joined = compile_plan(planned(manifest, "revenue", group_by=["customer__segment"]), "postgres", "main").sql
    qualified = postgres_sql.replace("(info)", "(orders.info)").replace("(amount)", "(orders.amount)")
    assert close(qualified) in close(joined)


def close(sql: str) -> str:
    return "".join(sql.split())
