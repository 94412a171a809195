"""Every supported expectation gives what Great Expectations gives, on its SQL engine over DuckDB and on pandas.

Where they differ the difference stands in DIFFERENCES with its reason, and a test sees that it is real.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from metricops.checks import ALL
from metricops.manifest import Check
from metricops.output.gx import validation
from tests.gx.witness import Expectation, Witness
from tests.made_checks import made_check, relation, results_on, table_of

COLUMNS = {"n": "INTEGER", "m": "INTEGER", "d": "DECIMAL(9, 2)", "s": "VARCHAR", "day": "DATE"}
PAIR = "expect_column_pair_values_a_to_be_greater_than_b"
COMPOUND = "expect_compound_columns_to_be_unique"

EXPECTATIONS: list[Expectation] = [
    ("expect_column_values_to_not_be_null", {"column": "n"}),
    ("expect_column_values_to_be_null", {"column": "s"}),
    ("expect_column_values_to_be_in_set", {"column": "n", "value_set": [1, 2]}),
    ("expect_column_values_to_be_in_set", {"column": "s", "value_set": ["a", "é", "O'Neill"], "mostly": 0.5}),
    ("expect_column_values_to_not_be_in_set", {"column": "s", "value_set": ["a", ""]}),
    ("expect_column_values_to_be_between", {"column": "n", "min_value": 0, "max_value": 1}),
    ("expect_column_values_to_be_between", {"column": "d", "min_value": 0, "max_value": 1.5, "strict_min": True}),
    ("expect_column_values_to_be_between", {"column": "d", "max_value": 1.5, "strict_max": True, "mostly": 0.6}),
    ("expect_column_values_to_be_between", {"column": "day", "min_value": "2026-01-02", "max_value": "2026-01-03"}),
    ("expect_column_value_lengths_to_be_between", {"column": "s", "min_value": 1, "max_value": 2}),
    ("expect_column_values_to_match_regex", {"column": "s", "regex": "^[aé]"}),
    ("expect_column_values_to_be_unique", {"column": "n"}),
    ("expect_column_values_to_be_unique", {"column": "s", "mostly": 0.5}),
    ("expect_column_values_to_be_unique", {"column": "day"}),
    (COMPOUND, {"column_list": ["n", "s"]}),
    (COMPOUND, {"column_list": ["n", "m"], "ignore_row_if": "any_value_is_missing"}),
    (COMPOUND, {"column_list": ["n", "m"], "ignore_row_if": "never"}),
    (PAIR, {"column_A": "n", "column_B": "m"}),
    (PAIR, {"column_A": "n", "column_B": "d", "or_equal": True, "ignore_row_if": "either_value_is_missing"}),
    (PAIR, {"column_A": "n", "column_B": "m", "or_equal": True, "ignore_row_if": "neither"}),
    ("expect_column_pair_values_to_be_equal", {"column_A": "n", "column_B": "m"}),
    (
        "expect_column_pair_values_to_be_equal",
        {"column_A": "n", "column_B": "m", "ignore_row_if": "either_value_is_missing"},
    ),
    ("expect_column_pair_values_to_be_equal", {"column_A": "n", "column_B": "m", "ignore_row_if": "neither"}),
    ("expect_table_row_count_to_be_between", {"min_value": 3, "max_value": 6}),
    ("expect_column_max_to_be_between", {"column": "n", "max_value": 2, "strict_max": True}),
    ("expect_column_max_to_be_between", {"column": "day", "min_value": "2026-01-02", "max_value": "2026-01-03"}),
    ("expect_column_min_to_be_between", {"column": "d", "min_value": 0, "max_value": 2}),
    ("expect_column_sum_to_be_between", {"column": "n", "min_value": 0, "max_value": 4}),
    ("expect_column_sum_to_be_between", {"column": "d", "min_value": 0, "max_value": 4}),
    ("expect_column_mean_to_be_between", {"column": "n", "min_value": 0, "max_value": 1}),
    ("expect_column_to_exist", {"column": "n"}),
    ("expect_column_to_exist", {"column": "nowhere"}),
]

Row = tuple[Any, ...]


def drawn(seed: int, size: int) -> list[Row]:
    random = Random(seed)
    cells: Sequence[Sequence[Any]] = (
        (None, -1, 0, 1, 2, 2),
        (None, 0, 1, 2),
        (None, Decimal("0.10"), Decimal("1.50"), Decimal("-1.00"), Decimal("2.00")),
        (None, "", "a", "é", "ab", "💡💡💡", "O'Neill"),
        (None, date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 4)),
    )
    return [tuple(random.choice(column) for column in cells) for _ in range(size)]


TABLES: dict[str, list[Row]] = {
    "empty": [],
    "all null": [(None,) * 5] * 3,
    "duplicates": [(1, 1, Decimal("1.50"), "a", date(2026, 1, 2))] * 3,
    "pairs": [(1, None, None, "ab", None), (None, 1, Decimal("0.10"), "ab", None), (2, 1, Decimal("2.00"), None, None)],
    "drawn": drawn(1, 6),
    "more drawn": drawn(2, 9),
}

Differs = Callable[[str, Mapping[str, Any], Sequence[Row]], bool]

# (engine, why, which expectation, on which table): ours stays as it is
DIFFERENCES: tuple[tuple[str, str, Differs], ...] = (
    ("duckdb", "it knows no regular expressions on DuckDB", lambda name, _, __: name.endswith("match_regex")),
    (
        "duckdb",
        "its SQL takes a > NULL for kept, its pandas for broken; here NULL never passes",
        lambda name, a, rows: name == PAIR and any(one_missing(row, a) for row in rows),
    ),
    (
        "duckdb",
        "its SQL takes two missing values for equal enough, its pandas does not",
        lambda name, a, rows: (
            name == PAIR and a.get("ignore_row_if") == "neither" and any(gone(row, a) for row in rows)
        ),
    ),
    (
        "duckdb",
        "its SQL finds no copies among rows with missing values, its pandas does",
        lambda name, a, rows: name == COMPOUND and a.get("ignore_row_if") == "never",
    ),
    (
        "pandas",
        "pandas sums nothing to 0; in SQL there is no sum, and what is not there is not inside a range",
        lambda name, a, rows: "_sum_" in name and not any(cell(row, a["column"]) is not None for row in rows),
    ),
    (
        "pandas",
        "pandas cannot add decimals beside missing values",
        lambda name, a, rows: "_sum_" in name and a["column"] == "d" and any(cell(r, "d") is None for r in rows),
    ),
)


def cell(row: Row, column: str) -> Any:
    return row[list(COLUMNS).index(column)]


def one_missing(row: Row, arguments: Mapping[str, Any]) -> bool:
    return (cell(row, arguments["column_A"]) is None) != (cell(row, arguments["column_B"]) is None)


def gone(row: Row, arguments: Mapping[str, Any]) -> bool:
    return cell(row, arguments["column_A"]) is None and cell(row, arguments["column_B"]) is None


def ours(name: str, arguments: Mapping[str, Any], number: int, where: str | None = None) -> Check:
    given = {key: _argument(value) for key, value in arguments.items() if key not in ("mostly", "row_condition")}
    mostly = str(arguments.get("mostly", 1))
    return made_check(name, name=str(number), mostly=mostly, where=where, arguments=given)


def _argument(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return Decimal(str(value)) if isinstance(value, float) else value


def told(result: Mapping[str, Any]) -> dict[str, Any]:
    """What two results must agree on; 1.50 and 1.5 are the same number, and no count over no rows is 0."""
    facts = {k: v for k, v in result["result"].items() if not k.startswith("partial_")}
    if facts.get("unexpected_count", 0) is None:
        facts["unexpected_count"] = 0
    if isinstance(facts.get("observed_value"), int | float | Decimal):
        facts["observed_value"] = float(facts["observed_value"])
    return {"success": result["success"], **facts}


def raised(result: Mapping[str, Any]) -> bool:
    return result["exception_info"].get("raised_exception") is not False


@pytest.fixture(scope="module")
def answers(witness: Witness) -> dict[tuple[str, str], list[tuple[dict[str, Any], dict[str, Any]]]]:
    """For each engine and table, our result and theirs of every expectation."""
    checks = [ours(name, arguments, number) for number, (name, arguments) in enumerate(EXPECTATIONS)]
    found = {}
    for title, rows in TABLES.items():
        with table_of(COLUMNS, rows) as connection:
            own = validation(results_on(connection, checks, {relation("t"): tuple(COLUMNS)}))["results"]
            sql = witness.over_duckdb(connection, "t", EXPECTATIONS)
        columns = {name: [cell(row, name) for row in rows] for name in COLUMNS}
        found["duckdb", title] = list(zip(own, sql, strict=True))
        found["pandas", title] = list(zip(own, witness.over_pandas(columns, EXPECTATIONS), strict=True))
    return found


Answers = dict[tuple[str, str], list[tuple[dict[str, Any], dict[str, Any]]]]


@pytest.mark.parametrize("title", TABLES)
@pytest.mark.parametrize("engine", ["duckdb", "pandas"])
def test_success_counts_and_values_agree(answers: Answers, engine: str, title: str) -> None:
    for (name, arguments), (own, theirs) in zip(EXPECTATIONS, answers[engine, title], strict=True):
        if any(engine == where and differs(name, arguments, TABLES[title]) for where, _, differs in DIFFERENCES):
            continue
        assert not raised(theirs), (name, theirs["exception_info"])
        assert told(own) == told(theirs), (name, arguments)


@pytest.mark.parametrize(("engine", "why", "differs"), DIFFERENCES)
def test_a_known_difference_is_real(answers: Answers, engine: str, why: str, differs: Differs) -> None:
    different = [
        told(own) != told(theirs)
        for title, rows in TABLES.items()
        for (name, arguments), (own, theirs) in zip(EXPECTATIONS, answers[engine, title], strict=True)
        if differs(name, arguments, rows)
    ]
    assert any(different), f"no longer: {why}"


def test_where_their_sql_is_set_aside_their_pandas_agrees(answers: Answers) -> None:
    for engine, _, differs in DIFFERENCES:
        if engine != "duckdb":
            continue
        for title, rows in TABLES.items():
            for (name, arguments), (own, theirs) in zip(EXPECTATIONS, answers["pandas", title], strict=True):
                if differs(name, arguments, rows):
                    assert told(own) == told(theirs), (name, arguments, title)


def test_both_outcomes_of_every_expectation_are_seen(answers: Answers) -> None:
    seen: dict[str, set[bool]] = {}
    for pairs in answers.values():
        for own, _ in pairs:
            seen.setdefault(own["expectation_config"]["type"], set()).add(own["success"])
    assert seen == {name: {True, False} for name, _ in EXPECTATIONS}


def test_every_supported_expectation_is_compared() -> None:
    assert {name for name, _ in EXPECTATIONS} == {alias for kind in ALL for alias in kind.aliases}


def test_the_documents_have_the_same_shape(answers: Answers) -> None:
    for own, theirs in answers["duckdb", "drawn"]:
        assert set(own) == set(theirs)
        assert set(own["exception_info"]) == {"raised_exception", "exception_traceback", "exception_message"}
        assert own["expectation_config"]["type"] == theirs["expectation_config"]["type"]
        kwargs = {k: v for k, v in theirs["expectation_config"]["kwargs"].items() if k != "batch_id"}
        written = own["expectation_config"]["kwargs"]
        assert {k: float(v) if isinstance(v, Decimal) else list(v) if isinstance(v, tuple) else v
                for k, v in written.items() if k in kwargs} == kwargs  # fmt: skip


def test_a_row_condition_leaves_the_same_rows(witness: Witness) -> None:
    from great_expectations.expectations.row_conditions import Column

    rows = [(1, "a"), (2, "b"), (None, "a"), (3, None), (2, None), (0, "b")]
    bare: list[Expectation] = [
        ("expect_column_values_to_be_in_set", {"column": "s", "value_set": ["a"]}),
        ("expect_column_values_to_not_be_null", {"column": "s"}),
        ("expect_column_values_to_be_unique", {"column": "n"}),
        ("expect_column_max_to_be_between", {"column": "n", "max_value": 2}),
        ("expect_table_row_count_to_be_between", {"min_value": 4}),
        (COMPOUND, {"column_list": ["n", "s"]}),
    ]
    with table_of({"n": "INTEGER", "s": "VARCHAR"}, rows) as connection:
        for where, condition in (("n > 1", Column("n") > 1), ("s is not null", Column("s").is_not_null())):
            asked = [(name, {**arguments, "row_condition": condition}) for name, arguments in bare]
            checks = [ours(name, arguments, number, where) for number, (name, arguments) in enumerate(asked)]
            own = validation(results_on(connection, checks))["results"]
            columns: dict[str, list[Any]] = {"n": [row[0] for row in rows], "s": [row[1] for row in rows]}
            for theirs in (witness.over_duckdb(connection, "t", asked), witness.over_pandas(columns, asked)):
                assert [told(result) for result in own] == [told(result) for result in theirs]
