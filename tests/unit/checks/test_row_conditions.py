"""Row conditions of Great Expectations as SQL, and SQL as its conditions."""

from typing import Any

import pytest

from metricops.checks.row_conditions import condition_of, sql_of, sql_of_text
from metricops.source import fragment


def compared(name: str, operator: str, value: Any) -> dict[str, Any]:
    return {"type": "comparison", "column": {"name": name}, "operator": operator, "parameter": value}


def null(name: str, *, is_null: bool) -> dict[str, Any]:
    return {"type": "nullity", "column": {"name": name}, "is_null": is_null}


BOTH_WAYS = [
    ("n > 1", compared("n", ">", 1)),
    ("n <= -2.5", compared("n", "<=", -2.5)),
    ("s = 'O''Neill'", compared("s", "==", "O'Neill")),
    ("s <> ''", compared("s", "!=", "")),
    ('"Close Date" IS NULL', null("Close Date", is_null=True)),
    ("NOT n IS NULL", null("n", is_null=False)),
    ("n IN (1, 2)", compared("n", "IN", [1, 2])),
    (
        "(n > 1) AND (NOT s IS NULL)",
        {"type": "and", "conditions": [compared("n", ">", 1), null("s", is_null=False)]},
    ),
    (
        "((n > 1) AND (n < 5)) OR (s = 'a')",
        {
            "type": "or",
            "conditions": [
                {"type": "and", "conditions": [compared("n", ">", 1), compared("n", "<", 5)]},
                compared("s", "==", "a"),
            ],
        },
    ),
]


@pytest.mark.parametrize(("sql", "condition"), BOTH_WAYS)
def test_both_ways(sql: str, condition: dict[str, Any]) -> None:
    assert condition_of(fragment(sql)) == condition
    assert sql_of(condition) == sql


@pytest.mark.parametrize(
    "sql",
    [
        "n > m",
        "n > today",
        "abs(n) > 1",
        "n between 1 and 2",
        "not n > 1",
        "s like 'a%'",
        "(a = 1 or b = 2) and c = 3",
        "t.n > 1",
        "sum(n) > 1",
        "n in (1, null)",
    ],
)
def test_what_a_condition_cannot_say(sql: str) -> None:
    assert condition_of(fragment(sql)) is None


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ('col("n") > 1', "n > 1"),
        ("col('n')>=1.50", "n >= 1.50"),
        ('col("stage") == "Won"', "stage = 'Won'"),
        ("col('stage') != 'O\"Neill'", "stage <> 'O\"Neill'"),
        ('col("day") <= date("2026-01-01")', "day <= '2026-01-01'"),
        ('col("Close Date").notNull()', 'NOT "Close Date" IS NULL'),
        ('col("n").isNull()', "n IS NULL"),
        ("n > 1", None),
        ('col("n") > other', None),
        ('col("n")', None),
    ],
)
def test_condition_strings(text: str, sql: str | None) -> None:
    assert sql_of_text(text) == sql


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"type": "pass_through", "pass_through_filter": "n > 1"},
        {"type": "and", "conditions": []},
        {"type": "or", "conditions": [{"type": "like"}, null("n", is_null=True)]},
        compared("n", "~", 1),
        compared("n", "==", None),
        compared("n", "IN", []),
        {"type": "nullity"},
        {"type": "comparison", "column": "n", "operator": ">", "parameter": 1},
        {"type": "and", "conditions": None},
    ],
)
def test_other_conditions_are_not_understood(condition: dict[str, Any]) -> None:
    assert sql_of(condition) is None


def test_not_in_is_understood() -> None:
    assert sql_of(compared("n", "NOT_IN", ["a"])) == "NOT (n IN ('a'))"
