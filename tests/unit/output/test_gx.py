"""The Great Expectations validation document: names, counts and failures as its readers expect them."""

import json
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from metricops.manifest import Check
from metricops.output.gx import validation, validation_json
from tests.made_checks import made_check, relation, results_on, table_of


@pytest.fixture
def four() -> Iterator[duckdb.DuckDBPyConnection]:
    rows = [(1, "a"), (2, "b"), (2, None), (None, "a")]
    with table_of({"x": "INTEGER", "s": "VARCHAR"}, rows, name="t") as connection:
        yield connection


def document(connection: duckdb.DuckDBPyConnection, *checks: Check) -> dict[str, Any]:
    columns = {relation("t"): ("x", "s")}
    return dict(json.loads(validation_json(results_on(connection, checks, columns))))


def test_a_short_form_goes_by_its_expectation(four: duckdb.DuckDBPyConnection) -> None:
    check = made_check("accepted", name="letters", tier=1, column="s", values=("a",), where="x > 0", mostly="0.9")
    assert document(four, check) == {
        "success": False,
        "results": [
            {
                "success": False,
                "expectation_config": {
                    "type": "expect_column_values_to_be_in_set",
                    "kwargs": {
                        "batch_id": "t",
                        "column": "s",
                        "value_set": ["a"],
                        "mostly": 0.9,
                        "row_condition": "x > 0",
                    },
                    "meta": {
                        "metricops": {
                            "check": "letters",
                            "tier": 1,
                            "owner": "",
                            "fix": "",
                            "place": "checks/made.yml:1",
                        }
                    },
                    "severity": "critical",
                },
                "result": {
                    "element_count": 3,
                    "unexpected_count": 1,
                    "unexpected_percent": 50.0,
                    "partial_unexpected_list": [],
                    "missing_count": 1,
                    "missing_percent": pytest.approx(100 / 3),
                    "unexpected_percent_total": pytest.approx(100 / 3),
                    "unexpected_percent_nonmissing": 50.0,
                },
                "meta": {},
                "exception_info": {
                    "raised_exception": False,
                    "exception_traceback": None,
                    "exception_message": None,
                },
            }
        ],
        "suite_name": "metricops",
        "suite_parameters": {},
        "statistics": {
            "evaluated_expectations": 1,
            "successful_expectations": 0,
            "unsuccessful_expectations": 1,
            "success_percent": 0.0,
        },
        "meta": {},
        "id": None,
    }


def test_what_could_not_run_is_an_exception_and_no_success(four: duckdb.DuckDBPyConnection) -> None:
    found = document(four, made_check("not_null", column="gone"), made_check("not_null", name="ok", column="s"))
    first = found["results"][0]
    assert (first["success"], first["result"]) == (False, {})
    assert first["exception_info"]["raised_exception"] is True
    assert '"gone" is not a column of "t"' in first["exception_info"]["exception_message"]
    assert found["statistics"]["unsuccessful_expectations"] == 2


@pytest.mark.parametrize(
    ("check", "type_", "kwargs"),
    [
        (made_check("unique", columns=("x",)), "expect_column_values_to_be_unique", {"column": "x"}),
        (
            made_check("unique", columns=("x", "s")),
            "expect_compound_columns_to_be_unique",
            {"column_list": ["x", "s"]},
        ),
        (made_check("within", column="x", min=1), "expect_column_values_to_be_between", {"min_value": 1}),
        (made_check("pair_equal", a="x", b="x"), "expect_column_pair_values_to_be_equal", {"column_A": "x"}),
        (made_check(expect="x > 0"), "expect", {"expect": "x > 0"}),
        (made_check("require", columns=("x", "s")), "require", {"columns": ["x", "s"]}),
    ],
)
def test_arguments_have_the_names_that_go_with_the_type(
    four: duckdb.DuckDBPyConnection, check: Check, type_: str, kwargs: dict[str, Any]
) -> None:
    config = document(four, check)["results"][0]["expectation_config"]
    assert config["type"] == type_
    assert kwargs.items() <= config["kwargs"].items()
    assert "ignore_row_if" not in config["kwargs"]


def test_a_value_is_observed(four: duckdb.DuckDBPyConnection) -> None:
    found = document(four, made_check("column_max", column="x", max=5), made_check("column_exists", column="s"))
    assert [result["result"] for result in found["results"]] == [{"observed_value": 2}, {}]
    assert found["success"] is True


def test_nothing_checked_is_no_failure() -> None:
    assert validation([])["statistics"]["success_percent"] is None
    assert validation([])["success"] is True


def test_tiers_are_severities(four: duckdb.DuckDBPyConnection) -> None:
    checks = [made_check("not_null", name=str(tier), tier=tier, column="x") for tier in (1, 2, 3)]
    found = [result["expectation_config"]["severity"] for result in document(four, *checks)["results"]]
    assert found == ["critical", "warning", "info"]
