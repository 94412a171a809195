"""Every supported expectation gives what Great Expectations gives, on its SQL engine over DuckDB and on pandas.

Where they differ the difference stands in DIFFERENCES with its reason, and a test sees that it is real.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from metricops.checks import ALL
from metricops.manifest import Check
from metricops.output.gx import validation
from metricops.output.json_text import json_text
from tests.gx.witness import Expectation, Witness
from tests.made_checks import made_check, relation, results_on, table_of

COLUMNS = {"n": "INTEGER", "m": "INTEGER", "d": "DECIMAL(9, 2)", "s": "VARCHAR", "day": "DATE"}
PAIR = "expect_column_pair_values_a_to_be_greater_than_b"
COMPOUND = "expect_compound_columns_to_be_unique"
WITHIN_ROW = "expect_select_column_values_to_be_unique_within_record"
SUM = "expect_multicolumn_sum_to_equal"
IN_PAIRS = "expect_column_pair_values_to_be_in_set"
QUANTILES = "expect_column_quantile_values_to_be_between"

EXPECTATIONS: list[Expectation] = [
    ("expect_column_values_to_not_be_null", {"column": "n"}),
    ("expect_column_values_to_be_null", {"column": "s"}),
    ("expect_column_values_to_be_in_set", {"column": "n", "value_set": [1, 2]}),
    ("expect_column_values_to_be_in_set", {"column": "s", "value_set": ["a", "é", "O'Neill"], "mostly": 0.5}),
    ("expect_column_values_to_not_be_in_set", {"column": "s", "value_set": ["a", ""]}),
    ("expect_column_values_to_be_between", {"column": "n", "min_value": 0, "max_value": 1}),
    ("expect_column_values_to_be_between", {"column": "d", "min_value": 0, "max_value": 1.5, "strict_min": True}),
    ("expect_column_values_to_be_between", {"column": "d", "max_value": 1.5, "strict_max": True, "mostly": 0.6}),
    ("expect_column_values_to_be_between", {"column": "n", "min_value": -1e30, "max_value": 1e30}),
    ("expect_column_values_to_be_between", {"column": "d", "min_value": 1e-7, "max_value": 1e300}),
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
    ("expect_column_value_lengths_to_equal", {"column": "s", "value": 1}),
    ("expect_column_values_to_not_match_regex", {"column": "s", "regex": "^[aé]"}),
    ("expect_column_values_to_match_regex_list", {"column": "s", "regex_list": ["^a", "b$"]}),
    ("expect_column_values_to_match_regex_list", {"column": "s", "regex_list": ["^a", "b$"], "match_on": "all"}),
    ("expect_column_values_to_not_match_regex_list", {"column": "s", "regex_list": ["^é", "b$"]}),
    ("expect_column_values_to_match_like_pattern", {"column": "s", "like_pattern": "a%"}),
    ("expect_column_values_to_not_match_like_pattern", {"column": "s", "like_pattern": "_b"}),
    ("expect_column_values_to_match_like_pattern_list", {"column": "s", "like_pattern_list": ["a%", "%é"]}),
    (
        "expect_column_values_to_match_like_pattern_list",
        {"column": "s", "like_pattern_list": ["a%", "%b"], "match_on": "all"},
    ),
    ("expect_column_values_to_not_match_like_pattern_list", {"column": "s", "like_pattern_list": ["é%", "%b"]}),
    ("expect_column_values_to_be_json_parseable", {"column": "s"}),
    ("expect_column_values_to_be_dateutil_parseable", {"column": "s", "mostly": 0.1}),
    ("expect_column_values_to_match_strftime_format", {"column": "s", "strftime_format": "%Y-%m-%d"}),
    (WITHIN_ROW, {"column_list": ["n", "m"]}),
    (WITHIN_ROW, {"column_list": ["n", "m"], "ignore_row_if": "any_value_is_missing"}),
    (WITHIN_ROW, {"column_list": ["n", "m"], "ignore_row_if": "never"}),
    (SUM, {"column_list": ["n", "m"], "sum_total": 2}),
    (SUM, {"column_list": ["n", "d"], "sum_total": 2.5, "ignore_row_if": "any_value_is_missing"}),
    (SUM, {"column_list": ["n", "m"], "sum_total": 2, "ignore_row_if": "never"}),
    (IN_PAIRS, {"column_A": "n", "column_B": "m", "value_pairs_set": [[1, 1], [2, 0]]}),
    (IN_PAIRS, {"column_A": "n", "column_B": "s", "value_pairs_set": [[1, "a"]], "ignore_row_if": "neither"}),
    (
        IN_PAIRS,
        {
            "column_A": "s",
            "column_B": "n",
            "value_pairs_set": [["a", 1], ["ab", 2]],
            "ignore_row_if": "either_value_is_missing",
        },
    ),
    ("expect_table_row_count_to_equal", {"value": 3}),
    ("expect_table_row_count_to_equal_other_table", {"other_table_name": "u"}),
    ("expect_column_median_to_be_between", {"column": "n", "min_value": 1, "max_value": 1.5}),
    ("expect_column_median_to_be_between", {"column": "d", "min_value": 0, "max_value": 1.5}),
    ("expect_column_stdev_to_be_between", {"column": "n", "min_value": 0, "max_value": 1}),
    (QUANTILES, {"column": "n", "quantile_ranges": {"quantiles": [0.5], "value_ranges": [[1, 2]]}}),
    (QUANTILES, {"column": "d", "quantile_ranges": {"quantiles": [0.1, 0.9], "value_ranges": [[-1, 1], [0, 1.5]]}}),
    ("expect_column_unique_value_count_to_be_between", {"column": "s", "min_value": 1, "max_value": 3}),
    ("expect_column_proportion_of_unique_values_to_be_between", {"column": "n", "min_value": 0.5}),
    ("expect_column_proportion_of_non_null_values_to_be_between", {"column": "n", "min_value": 0.5, "max_value": 1}),
    ("expect_column_distinct_values_to_be_in_set", {"column": "n", "value_set": [1, 2]}),
    ("expect_column_distinct_values_to_contain_set", {"column": "n", "value_set": [1]}),
    ("expect_column_distinct_values_to_equal_set", {"column": "n", "value_set": [1]}),
    ("expect_column_most_common_value_to_be_in_set", {"column": "n", "value_set": [1]}),
    ("expect_column_most_common_value_to_be_in_set", {"column": "n", "value_set": [1, 2], "ties_okay": True}),
    ("expect_table_columns_to_match_set", {"column_set": ["day", "s", "d", "m", "n"]}),
    ("expect_table_columns_to_match_set", {"column_set": ["n", "nowhere"], "exact_match": False}),
    ("expect_table_columns_to_match_ordered_list", {"column_list": ["n", "m", "d", "s", "day"]}),
    ("expect_table_columns_to_match_ordered_list", {"column_list": ["m", "n", "d", "s", "day"]}),
    ("expect_table_column_count_to_be_between", {"min_value": 5, "max_value": 6}),
    ("expect_table_column_count_to_be_between", {"min_value": 6}),
    ("expect_table_column_count_to_equal", {"value": 5}),
    ("expect_table_column_count_to_equal", {"value": 4}),
    ("expect_column_values_to_be_of_type", {"column": "s", "type_": "VARCHAR"}),
    ("expect_column_values_to_be_of_type", {"column": "s", "type_": "INTEGER"}),
    ("expect_column_values_to_be_in_type_list", {"column": "n", "type_list": ["INTEGER", "BIGINT"]}),
    ("expect_column_values_to_be_in_type_list", {"column": "n", "type_list": ["VARCHAR"]}),
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
    "texts": [
        (n, 0, None, text, None)
        for n, text in enumerate(("2026-01-02", "2026-01-02 10:00:00", '{"a": 1}', "[1", "true", "Jan 5 2026", None))
    ],
    "dates": [(1, 1, None, "2026-01-02", None), (2, 1, None, None, None)],
    "drawn": drawn(1, 6),
    "more drawn": drawn(2, 9),
}

READINGS = ("json_parseable", "dateutil_parseable", "strftime_format")
Differs = Callable[[str, Mapping[str, Any], Sequence[Row]], bool]

# (engine, why, which expectation, on which table): ours stays as it is
DIFFERENCES: tuple[tuple[str, str, Differs], ...] = (
    ("duckdb", "it knows no regular expressions on DuckDB", lambda name, _, __: "match_regex" in name),
    ("duckdb", "it knows no LIKE on DuckDB", lambda name, _, __: "like_pattern" in name),
    ("pandas", "it knows no LIKE on pandas", lambda name, _, __: "like_pattern" in name),
    ("duckdb", "it reads no text as JSON or dates in SQL", lambda name, _, __: name.endswith(READINGS)),
    (
        "pandas",
        "dateutil reads dates in words; here a date is what the warehouse takes for one",
        lambda name, _, rows: name.endswith("dateutil_parseable") and any(cell(r, "s") == "Jan 5 2026" for r in rows),
    ),
    (
        "duckdb",
        "its types are SQLAlchemy's words such as String; here they are the warehouse's own",
        lambda name, _, __: "_of_type" in name or "_in_type_list" in name,
    ),
    (
        "pandas",
        "its types are Python's; here they are the warehouse's own",
        lambda name, _, __: "_of_type" in name or "_in_type_list" in name,
    ),
    ("pandas", "its pandas knows one table only", lambda name, _, __: name.endswith("equal_other_table")),
    (
        "pandas",
        "its pandas takes the nearer of two neighbours for a quantile, its SQL the one that is reached, as here",
        lambda name, _, __: name == QUANTILES,
    ),
    (
        "duckdb",
        "in its SQL a sum or a pair with a missing value is neither right nor wrong; here NULL never passes",
        lambda name, a, rows: name in (SUM, IN_PAIRS) and any(part_missing(row, a) for row in rows),
    ),
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
        lambda name, a, rows: (
            name.startswith("expect_column_sum") and not any(cell(row, a["column"]) is not None for row in rows)
        ),
    ),
    (
        "pandas",
        "pandas cannot add decimals beside missing values",
        lambda name, a, rows: (
            name.startswith("expect_column_sum") and a["column"] == "d" and any(cell(r, "d") is None for r in rows)
        ),
    ),
)


def cell(row: Row, column: str) -> Any:
    return row[list(COLUMNS).index(column)]


def one_missing(row: Row, arguments: Mapping[str, Any]) -> bool:
    return (cell(row, arguments["column_A"]) is None) != (cell(row, arguments["column_B"]) is None)


def part_missing(row: Row, arguments: Mapping[str, Any]) -> bool:
    columns = arguments.get("column_list") or [arguments["column_A"], arguments["column_B"]]
    return any(cell(row, column) is None for column in columns)


def gone(row: Row, arguments: Mapping[str, Any]) -> bool:
    return cell(row, arguments["column_A"]) is None and cell(row, arguments["column_B"]) is None


def ours(name: str, arguments: Mapping[str, Any], number: int, where: str | None = None) -> Check:
    flat = {**arguments, **arguments.get("quantile_ranges", {})}
    beside = ("mostly", "row_condition", "quantile_ranges")
    given = {key: _argument(value) for key, value in flat.items() if key not in beside}
    mostly = str(arguments.get("mostly", 1))
    return made_check(name, name=str(number), mostly=mostly, where=where, arguments=given)


def _argument(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_argument(item) for item in value)
    return Decimal(str(value)) if isinstance(value, float) else value


def told(result: Mapping[str, Any]) -> dict[str, Any]:
    """What two results must agree on; 1.50 and 1.5 are the same number, and no count over no rows is 0."""
    facts = {k: v for k, v in result["result"].items() if not k.startswith("partial_") and k != "details"}
    if facts.get("unexpected_count", 0) is None:
        facts["unexpected_count"] = 0
    if "observed_value" in facts:
        facts = {"observed_value": plain(observed(facts))}
    return {"success": bool(result["success"]), **facts}


def observed(facts: Mapping[str, Any]) -> Any:
    """One value for what Great Expectations says in several ways: the known differences in form."""
    value, beside = facts["observed_value"], [k for k in ("unexpected_count", "missing_count") if k in facts]
    if beside:  # of distinct values: theirs are counted beside, ours are the value
        return sum(facts[key] for key in beside)
    if isinstance(value, dict):  # of quantiles, and of this table beside another
        return value.get("values", value.get("self"))
    return value


def plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return float(value) if isinstance(value, int | float | Decimal) else value


def least(name: str, facts: dict[str, Any]) -> dict[str, Any]:
    """Of several most common values Great Expectations shows all, we the least."""
    if "most_common" not in name:
        return facts
    return facts | {"observed_value": min(facts["observed_value"], default=None)}


def raised(result: Mapping[str, Any]) -> bool:
    return result["exception_info"].get("raised_exception") is not False


@pytest.fixture(scope="module")
def answers(witness: Witness) -> dict[tuple[str, str], list[tuple[dict[str, Any], dict[str, Any]]]]:
    """For each engine and table, our result and theirs of every expectation."""
    checks = [ours(name, arguments, number) for number, (name, arguments) in enumerate(EXPECTATIONS)]
    found = {}
    for title, rows in TABLES.items():
        with table_of(COLUMNS, rows) as connection:
            connection.execute("CREATE TABLE u AS FROM range(3)")
            listed, types = {relation("t"): tuple(COLUMNS)}, {relation("t"): tuple(COLUMNS.values())}
            own = validation(results_on(connection, checks, listed, types))["results"]
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
        assert told(own) == least(name, told(theirs)), (name, arguments)


@pytest.mark.parametrize(("engine", "why", "differs"), DIFFERENCES)
def test_a_known_difference_is_real(answers: Answers, engine: str, why: str, differs: Differs) -> None:
    different = [
        raised(theirs) or told(own) != told(theirs)
        for title, rows in TABLES.items()
        for (name, arguments), (own, theirs) in zip(EXPECTATIONS, answers[engine, title], strict=True)
        if differs(name, arguments, rows)
    ]
    assert any(different), f"no longer: {why}"


def differs_too(name: str, arguments: Mapping[str, Any], rows: Sequence[Row]) -> bool:
    return any(differs(name, arguments, rows) for engine, _, differs in DIFFERENCES if engine == "pandas")


def test_where_their_sql_is_set_aside_their_pandas_agrees(answers: Answers) -> None:
    for engine, _, differs in DIFFERENCES:
        if engine != "duckdb":
            continue
        for title, rows in TABLES.items():
            for (name, arguments), (own, theirs) in zip(EXPECTATIONS, answers["pandas", title], strict=True):
                if differs(name, arguments, rows) and not differs_too(name, arguments, rows):
                    assert told(own) == least(name, told(theirs)), (name, arguments, title)


def test_both_outcomes_of_every_expectation_are_seen(answers: Answers) -> None:
    seen: dict[str, set[bool]] = {}
    for pairs in answers.values():
        for own, _ in pairs:
            seen.setdefault(own["expectation_config"]["type"], set()).add(own["success"])
    assert seen == {name: {True, False} for name, _ in EXPECTATIONS}


def test_every_supported_expectation_is_compared() -> None:
    ordered = {"expect_column_values_to_be_increasing", "expect_column_values_to_be_decreasing"}  # a test of their own
    assert {name for name, _ in EXPECTATIONS} | ordered == {alias for kind in ALL for alias in kind.aliases}


LIKES: list[Expectation] = [(name, arguments) for name, arguments in EXPECTATIONS if "like_pattern" in name]


@pytest.mark.parametrize("title", TABLES)
def test_like_agrees_with_what_they_say_on_sqlite(witness: Witness, title: str) -> None:
    checks = [ours(name, arguments, number) for number, (name, arguments) in enumerate(LIKES)]
    with table_of(COLUMNS, TABLES[title]) as connection:
        own = validation(results_on(connection, checks))["results"]
    theirs = witness.over_sqlite("s", [cell(row, "s") for row in TABLES[title]], LIKES)
    assert [told(result) for result in own] == [told(result) for result in theirs]


@pytest.mark.parametrize("direction", ["increasing", "decreasing"])
@pytest.mark.parametrize("strictly", [False, True])
@pytest.mark.parametrize("values", [[], [None], [1, 2, 2, 3], [3, 1], [None, 2, None, 2, 1, 5], [1, 2, 3], [3, 2, 1]])
def test_values_in_order_agree_with_pandas(
    witness: Witness, direction: str, strictly: bool, values: list[int | None]
) -> None:
    name = f"expect_column_values_to_be_{direction}"
    with table_of({"row": "INTEGER", "n": "INTEGER"}, list(enumerate(values))) as connection:
        check = made_check(name, column="n", by="row", strictly=strictly)
        (own,) = validation(results_on(connection, [check]))["results"]
    (theirs,) = witness.over_pandas({"n": values}, [(name, {"column": "n", "strictly": strictly})])
    assert told(own) == told(theirs)


def test_the_documents_have_the_same_shape(answers: Answers) -> None:
    for own, theirs in answers["duckdb", "drawn"]:
        assert set(own) == set(theirs)
        assert set(own["exception_info"]) == {"raised_exception", "exception_traceback", "exception_message"}
        assert own["expectation_config"]["type"] == theirs["expectation_config"]["type"]
        kwargs = {k: v for k, v in theirs["expectation_config"]["kwargs"].items() if k != "batch_id"}
        written = json.loads(json_text(own["expectation_config"]["kwargs"]))
        assert {k: v for k, v in written.items() if k in kwargs} == kwargs


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
