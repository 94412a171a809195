"""The queries of checks: how many, what they say, and in which dialect."""

import pytest
import sqlglot

from metricops.checks import CompiledChecks, compile_checks, exception_query, narrowed
from metricops.checks.columns import Columns
from metricops.engines import over
from metricops.manifest import Check
from tests.made_checks import AS_OF, exceptions_on, made_check, outcomes_on, relation, table_of

CHECKS = (
    made_check("not_null", "a.t", name="n1", tier=1, column="x"),
    made_check("within", "a.t", name="w", column="x", min=0, max=9),
    made_check("not_null", "b", name="other table", column="x"),
    made_check("column_max", "a.t", name="m", column="x", max=9),
    made_check("expect", "a.t", name="e", tier=1, where="y = 'a'", expect="x > 1"),
    made_check("fresh", "a.t", name="f", column="z", within="1 day"),
)


def compiled(*checks: Check, dialect: str = "duckdb", columns: Columns | None = None) -> CompiledChecks:
    return compile_checks(checks, AS_OF, dialect, columns)


def selected(sql: str, dialect: str) -> list[str]:
    tree = sqlglot.parse_one(sql, dialect=dialect)
    assert isinstance(tree, sqlglot.exp.Select)
    return tree.named_selects


def test_all_rules_on_rows_and_values_of_a_table_share_one_scan() -> None:
    queries = compiled(*CHECKS).queries
    assert [[check.name for check in query.checks] for query in queries] == [
        ["n1", "w", "m", "e", "f"],
        ["other table"],
    ]
    for query in queries:
        assert query.compiled.sql.count("FROM") == 1


def test_a_rule_that_looks_further_has_a_query_of_its_own() -> None:
    unique = made_check("unique", "a.t", name="u", columns=("x",))
    exists = made_check("exists", "a.t", name="x", column="x", arguments={"in": "b"})
    queries = compiled(CHECKS[0], unique, exists).queries
    assert [[check.name for check in query.checks] for query in queries] == [["n1"], ["u"], ["x"]]


def test_aggregates_join_the_scan_and_what_looks_at_groups_or_other_tables_does_not() -> None:
    together = [
        made_check("column_median", name="m", column="x", max=9),
        made_check("column_stdev", name="s", column="x", max=9),
        made_check("column_quantiles", name="q", column="x", quantiles=(1,), ranges=((None, 9),)),
        made_check("unique_count", name="c", column="x", max=9),
        made_check("distinct_equal", name="d", column="x", values=(1,)),
    ]
    common = made_check("most_common", name="common", column="x", values=(1,))
    other = made_check("row_count_as", name="other", arguments={"in": "b"})
    queries = compiled(*together, common, other).queries
    assert [[check.name for check in query.checks] for query in queries] == [
        ["m", "s", "q", "c", "d"],
        ["common"],
        ["other"],
    ]
    assert queries[0].compiled.sql.count("FROM") == 1


def test_the_same_count_is_asked_for_once() -> None:
    (query,) = compiled(
        made_check("within", name="a", column="x", min=0), made_check("accepted", name="b", column="x", values=(1,))
    ).queries
    assert query.tallies[0].eligible == query.tallies[1].eligible
    assert query.compiled.sql.count("COUNT(") == 2  # rows, filled cells
    assert query.compiled.sql.count("SUM(") == 2  # two kinds of violations


def test_columns_are_named_in_the_order_of_the_sql() -> None:
    for query in compiled(*CHECKS).queries:
        names = selected(query.compiled.sql, "duckdb")
        assert names == [column.name for column in query.compiled.columns]
        assert len(set(names)) == len(names)


def test_the_count_of_tier_1_rows_is_in_the_scan_unless_a_rule_looks_further() -> None:
    (scan,) = compiled(*(check for check in CHECKS if check.on == "a.t")).queries
    assert scan.tier_1_rows is not None
    assert [entry.check.name for entry in scan.tier_1] == ["n1", "e"]
    unique = made_check("unique", "a.t", name="u", tier=1, columns=("x",))
    queries = compiled(CHECKS[0], CHECKS[1], unique).queries
    assert [query.tier_1_rows is not None for query in queries] == [False, False, True]
    assert queries[-1].checks == ()
    assert [entry.check.name for entry in queries[-1].tier_1] == ["n1", "u"]
    (only,) = compiled(unique).queries
    assert only.tier_1_rows is not None


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "snowflake", "bigquery", "spark", "trino", "clickhouse"])
def test_every_dialect_has_text_that_its_own_parser_reads(dialect: str) -> None:
    change = made_check("on_change", "a.t", name="c", field="amount", requires=("note",), beyond=25000)
    checks = (*CHECKS, made_check("unique", "a.t", name="u", tier=1, columns=("x", "y")), change)
    for query in compiled(*checks, dialect=dialect).queries:
        assert query.compiled.dialect == dialect
        assert selected(query.compiled.sql, dialect) == [column.name for column in query.compiled.columns]
        assert " FILTER" not in query.compiled.sql


def test_names_are_quoted_where_they_need_it() -> None:
    check = made_check("within", "my schema.order", column="Close Date", min=1, where='"group" > 0 and "when" = 1')
    (query,) = compiled(check).queries
    for written in ('"my schema"."order"', '"Close Date"', '"group"', '"when"'):
        assert written in query.compiled.sql


def test_listed_columns_are_spelled_as_the_warehouse_spells_them() -> None:
    check = made_check("within", "t", column="closedate", min=1, where="AMOUNT > 0")
    columns = {relation("t"): ("CloseDate", "amount")}
    (folding,) = compiled(check, dialect="postgres", columns=columns).queries
    assert '"CloseDate"' in folding.compiled.sql
    assert "amount > 0" in folding.compiled.sql
    (upper,) = compiled(check, dialect="snowflake", columns={relation("t"): ("CLOSEDATE", "AMOUNT")}).queries
    assert "CLOSEDATE" in upper.compiled.sql
    assert '"' not in upper.compiled.sql


def test_what_a_dialect_cannot_say_costs_one_check_only() -> None:
    check = made_check(name="dated", expect="try_cast(x as date) < today")
    out = compiled(CHECKS[0], check, dialect="postgres")
    assert [(left.check.name, left.diagnostics[0].code) for left in out.left_out] == [("dated", "Q109")]
    assert len(out.queries) == 1
    assert not compiled(check).left_out


def test_a_careful_cast_stands_in_for_try_cast() -> None:
    (query,) = compiled(made_check(expect="try_cast(x as double) > 1"), dialect="postgres").queries
    assert "TRY_CAST" not in query.compiled.sql
    assert "CAST(CAST(x AS TEXT) AS DOUBLE PRECISION)" in query.compiled.sql


def test_remarks_in_the_sql_of_a_check_do_not_travel() -> None:
    (query,) = compiled(made_check(expect="x > 0 -- not the list price")).queries
    assert "list price" not in query.compiled.sql


def test_a_narrowed_query_counts_the_rest() -> None:
    (scan,) = compiled(*(check for check in CHECKS if check.on == "a.t")).queries
    rest = narrowed(scan, {"n1", "m"})
    assert [check.name for check in rest.checks] == ["w", "e", "f"]
    assert [entry.check.name for entry in rest.tier_1] == ["e"]
    assert narrowed(scan, {check.name for check in scan.checks}).compiled.sql.split() == [
        *("SELECT", "COUNT(*)", "AS", "row_count", "FROM", "a.t"),
    ]


def test_exceptions_are_the_keys_and_what_the_rule_reads() -> None:
    check = made_check(where="stage = 'x' or 1 = 2", expect="amount > 0 and stage <> 'y'")
    query = exception_query(check, AS_OF, "duckdb", ("id", "Stage"))
    assert query is not None
    assert [column.name for column in query.columns] == ["id", "Stage", "amount"]
    assert "ORDER BY" in query.sql
    assert "LIMIT" not in query.sql


def test_a_rule_on_a_value_or_a_shape_has_no_exceptions() -> None:
    for check in (made_check("row_count", min=1), made_check("column_exists", column="x")):
        assert exception_query(check, AS_OF, "duckdb", ("id",)) is None


def test_exceptions_are_listed_in_order_and_cut_only_on_demand() -> None:
    with table_of({"id": "INTEGER", "x": "INTEGER"}, [(3, None), (1, None), (2, 5), (None, None)]) as connection:
        check = made_check("not_null", column="x")
        assert exceptions_on(connection, check, "id").rows == ((1, None), (3, None), (None, None))
        cut = exception_query(check, AS_OF, "duckdb", ("id",), limit=1)
        assert cut is not None
        assert over(connection).run(cut).rows == ((1, None),)


def test_a_rule_that_reads_no_column_lists_whole_rows() -> None:
    with table_of({"id": "INTEGER", "x": "INTEGER"}, [(1, 2)]) as connection:
        assert exceptions_on(connection, made_check(expect="1 = 2")).rows == ((1, 2),)


def test_rows_that_break_several_tier_1_rules_count_once() -> None:
    rows = [(1, None, 5), (2, None, -5), (3, 1, -5), (4, 1, 5), (4, 2, 5)]
    checks = [
        made_check("not_null", name="filled", tier=1, column="x"),
        made_check("within", name="positive", tier=1, column="y", min=0),
        made_check("within", name="small", tier=2, column="id", max=1),
    ]
    with table_of({"id": "INTEGER", "x": "INTEGER", "y": "INTEGER"}, rows) as connection:
        _, (outcome,) = outcomes_on(connection, checks)
        assert outcome.row is not None
        assert outcome.row[outcome.query.tier_1_rows or 0] == 3
        unique = made_check("unique", name="once", tier=1, columns=("id",))
        _, outcomes = outcomes_on(connection, [*checks, unique])
        last = outcomes[-1]
        assert last.row is not None
        assert last.row[last.query.tier_1_rows or 0] == 5


def test_two_rules_with_windows_keep_their_windows_apart() -> None:
    rows = [(1, 1, 1), (1, 2, 2), (2, 2, 3), (None, 2, 3)]
    checks = [
        made_check("unique", name="a", tier=1, columns=("a",)),
        made_check("unique", name="b", tier=1, columns=("b",)),
        made_check("unique", name="a again", tier=1, columns=("a",)),
    ]
    with table_of({"a": "INTEGER", "b": "INTEGER", "c": "INTEGER"}, rows) as connection:
        results, outcomes = outcomes_on(connection, checks)
        assert [result.violations for result in results] == [2, 3, 2]
        assert outcomes[-1].row is not None
        assert outcomes[-1].row[outcomes[-1].query.tier_1_rows or 0] == 4
        assert outcomes[-1].query.compiled.sql.count("OVER") == 2
