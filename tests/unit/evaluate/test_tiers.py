"""From counts to outcomes: shares, empty and unreadable tables, and what a table is worth as a whole."""

from collections.abc import Iterator
from decimal import Decimal

import duckdb
import pytest

from metricops.checks import compile_checks
from metricops.engines import Result, over
from metricops.errors import EngineError
from metricops.evaluate.check_runs import run_checks
from metricops.evaluate.tiers import confirmed, judge_checks, table_quality
from metricops.evaluate.values import CheckResult, Status
from metricops.sql.compiled import CompiledQuery
from tests.made_checks import AS_OF, PLACE, made_check, outcomes_on, relation, results_on, table_of

ROWS = [(n, None if n < 2 else n, "many", "2026-11-01") for n in range(10)]


@pytest.fixture
def ten() -> Iterator[duckdb.DuckDBPyConnection]:
    with table_of({"id": "INTEGER", "x": "INTEGER", "text": "VARCHAR", "loaded": "TIMESTAMP"}, ROWS) as connection:
        connection.execute("CREATE TABLE empty (x INTEGER)")
        yield connection


def test_the_facts_of_the_check_come_back_with_the_outcome(ten: duckdb.DuckDBPyConnection) -> None:
    check = made_check("not_null", name="filled", tier=1, column="x", keys=("id",))
    assert results_on(ten, [check]) == (
        CheckResult("filled", 1, "t", Status.BREACH, 10, 2, "", "", PLACE, "", 10, None, check),
    )


@pytest.mark.parametrize(
    ("mostly", "status", "reason"),
    [
        ("0.8", Status.OK, ""),
        ("0.80001", Status.BREACH, "8 of 10 rows hold it; 80.001% are needed"),
        ("0.9", Status.BREACH, "8 of 10 rows hold it; 90% are needed"),
        ("0", Status.OK, ""),
        ("1", Status.BREACH, ""),
    ],
)
def test_mostly_is_a_share_of_the_rows_judged(
    ten: duckdb.DuckDBPyConnection, mostly: str, status: Status, reason: str
) -> None:
    (result,) = results_on(ten, [made_check("not_null", column="x", mostly=mostly)])
    assert (result.status, result.violations, result.reason) == (status, 2, reason)


def test_no_eligible_row_passes_and_shows_it(ten: duckdb.DuckDBPyConnection) -> None:
    (result,) = results_on(ten, [made_check("not_null", tier=1, column="x", where="id > 100", mostly="0.9")])
    assert (result.status, result.rows, result.eligible) == (Status.OK, 0, 0)


def test_an_empty_table_is_not_judged_when_rows_are_required(ten: duckdb.DuckDBPyConnection) -> None:
    asked, plain = results_on(
        ten,
        [
            made_check("not_null", "empty", name="asked", tier=1, column="x", require_rows=True),
            made_check("not_null", "empty", name="plain", tier=1, column="x"),
        ],
    )
    assert (asked.status, asked.reason) == (Status.NOT_JUDGED, '"empty" has no rows')
    assert plain.status is Status.OK


def test_a_condition_that_no_row_meets_is_no_empty_table(ten: duckdb.DuckDBPyConnection) -> None:
    (result,) = results_on(ten, [made_check("not_null", column="x", where="id > 100", require_rows=True)])
    assert result.status is Status.OK


def test_a_missing_table_is_an_outcome_of_its_checks_and_the_rest_runs(ten: duckdb.DuckDBPyConnection) -> None:
    checks = [
        made_check("not_null", "gone", name="a", column="x"),
        made_check("not_null", "gone", name="b", column="y"),
        made_check("unique", "gone", name="c", tier=1, columns=("y",)),
        made_check("not_null", name="d", column="id"),
    ]
    results = results_on(ten, checks)
    assert [result.status for result in results] == [*[Status.NOT_JUDGED] * 3, Status.OK]
    assert all("gone" in result.reason for result in results[:3])


def test_a_rule_the_engine_refuses_costs_no_other(ten: duckdb.DuckDBPyConnection) -> None:
    checks = [made_check("within", name=f"good {n}", column="id", max=n) for n in range(5)]
    checks.insert(2, made_check("within", name="text", tier=1, column="text", min=1))
    checks.append(made_check("not_null", name="gone", tier=1, column="nowhere"))
    checks.append(made_check("not_null", name="filled", tier=1, column="x"))
    results, outcomes = outcomes_on(ten, checks)
    status = {result.check: result.status for result in results}
    assert status["text"] is Status.NOT_JUDGED
    assert status["gone"] is Status.NOT_JUDGED
    assert [result.check for result in results] == [check.name for check in checks]
    assert [result.violations for result in results if result.check.startswith("good")] == [9, 8, 7, 6, 5]
    (table,) = table_quality(results, outcomes).values()
    assert (table.violated, table.breaking, table.not_judged) == (("filled",), 2, ("text", "gone"))


def test_tier_1_rows_are_counted_even_beside_a_refused_rule(ten: duckdb.DuckDBPyConnection) -> None:
    checks = [
        made_check("not_null", name="gone", tier=1, column="nowhere"),
        made_check("not_null", name="filled", tier=1, column="x"),
        made_check("unique", name="once", tier=1, columns=("text",)),
    ]
    results, outcomes = outcomes_on(ten, checks)
    (table,) = table_quality(results, outcomes).values()
    assert (table.rows, table.breaking, table.share) == (10, 10, Decimal(1))


def test_few_queries_find_the_one_that_is_refused(ten: duckdb.DuckDBPyConnection) -> None:
    asked: list[str] = []

    def run(query: CompiledQuery) -> Result:
        asked.append(query.sql)
        return over(ten).run(query)

    checks = [made_check("within", name=str(n), column="id", max=n) for n in range(63)]
    checks.append(made_check("within", name="text", column="text", max=5))
    compiled = compile_checks(checks, AS_OF, "duckdb")
    results = judge_checks(compiled, run_checks(compiled, run))
    assert [result.check for result in results if result.status is Status.NOT_JUDGED] == ["text"]
    assert len(asked) <= 16


def test_an_engine_that_never_answers_leaves_everything_unjudged() -> None:
    def run(query: CompiledQuery) -> Result:
        raise EngineError("the warehouse did not answer")

    checks = [made_check("not_null", name=str(n), column="x") for n in range(40)]
    compiled = compile_checks(checks, AS_OF, "duckdb")
    results = judge_checks(compiled, run_checks(compiled, run))
    assert {(result.status, result.reason) for result in results} == {
        (Status.NOT_JUDGED, "the warehouse did not answer")
    }


def test_a_check_with_faults_is_not_judged_and_says_why(ten: duckdb.DuckDBPyConnection) -> None:
    checks = [made_check("not_null", name="a", column="xx"), made_check("not_null", name="b", column="x")]
    first, second = results_on(ten, checks, {relation("t"): ("id", "x", "text", "loaded")})
    assert (first.status, first.reason) == (Status.NOT_JUDGED, '"xx" is not a column of "t"')
    assert second.status is Status.BREACH


def test_the_share_of_tier_1_rows_and_the_names_of_what_broke(ten: duckdb.DuckDBPyConnection) -> None:
    checks = [
        made_check("not_null", name="filled", tier=1, column="x"),
        made_check("within", name="high", tier=1, column="id", max=8),
        made_check("not_null", name="fine", tier=1, column="id"),
        made_check("within", name="soft", tier=2, column="id", max=1),
        made_check("fresh", name="t.fresh", tier=3, column="loaded", within="daily"),
    ]
    results, outcomes = outcomes_on(ten, checks)
    (table,) = table_quality(results, outcomes).values()
    assert table.share == Decimal("0.3")
    assert table.violated == ("filled", "high")
    assert table.stale == ("t.fresh",)


def test_a_table_without_tier_1_rules_has_no_share(ten: duckdb.DuckDBPyConnection) -> None:
    results, outcomes = outcomes_on(ten, [made_check("not_null", column="x"), made_check("row_count", tier=1, min=99)])
    (table,) = table_quality(results, outcomes).values()
    assert (table.breaking, table.share, table.violated) == (None, Decimal(0), ("row_count",))


def test_a_list_of_another_length_is_said_aloud(ten: duckdb.DuckDBPyConnection) -> None:
    (result,) = results_on(ten, [made_check("not_null", column="x")])
    assert confirmed(result, 2) == result
    assert confirmed(result, 3).reason == "2 rows were counted but 3 listed: the table changed in between"
    assert confirmed(result, 3).status is Status.BREACH
