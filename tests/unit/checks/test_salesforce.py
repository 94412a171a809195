"""Validation formulas: their text for every construct, and that they are true exactly where the check is broken."""

from datetime import date, timedelta
from typing import Any

import pytest
from formula_language import is_true

from metricops.checks import Fields, salesforce
from metricops.checks.dates import NAMES, AsOf
from metricops.checks.salesforce import LONGEST, field_name
from metricops.manifest import Check
from metricops.periods import Calendar
from tests.made_checks import AS_OF, exceptions_on, made_check, table_of

STAGE: Fields = {"stage": ("StageName", True)}


def flat(check: Check, fields: Fields | None = None) -> str:
    """The formula on one line."""
    rule = salesforce(check, fields=fields)
    assert rule.formula, rule.reason
    return " ".join(rule.formula.split()).replace("( ", "(").replace(" )", ")")


def reason(check: Check) -> str:
    rule = salesforce(check)
    assert not rule.formula, rule.formula
    return rule.reason


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        (made_check("not_null", column="close_date"), "ISBLANK(CloseDate)"),
        (made_check("is_null", column="closed_at"), "NOT(ISBLANK(ClosedAt))"),
        (made_check("require", columns=("a", "b")), "OR(ISBLANK(A), ISBLANK(B))"),
        (made_check("require", columns="b", where="is_won"), "AND(IsWon, ISBLANK(B))"),
        (made_check("require", columns="b", where="not is_won"), "AND(NOT(IsWon), ISBLANK(B))"),
        (made_check("require", columns="b", where="is_won = false"), "AND(NOT(IsWon), ISBLANK(B))"),
        (
            made_check("accepted", column="kind", values=("New", 'a "b" \\')),
            'AND(NOT(ISBLANK(Kind)), NOT(Kind = "New"), NOT(Kind = "a \\"b\\" \\\\"))',
        ),
        (
            made_check("refused", column="kind", values=("test",)),
            'AND(NOT(ISBLANK(Kind)), Kind = "test")',
        ),
        (made_check("within", column="n", min=0, max=5), "AND(NOT(ISBLANK(N)), OR(NOT(N >= 0), NOT(N <= 5)))"),
        (made_check("within", column="n", min=-1, strict_min=True), "AND(NOT(ISBLANK(N)), NOT(N > -1))"),
        (made_check("expect", expect="amount > 0"), "NOT(AND(NOT(ISBLANK(Amount)), Amount > 0))"),
        (made_check("expect", expect="amount is not null"), "ISBLANK(Amount)"),
        (made_check("expect", expect="a <> b"), "NOT(AND(NOT(ISBLANK(A)), NOT(ISBLANK(B)), A <> B))"),
        (
            made_check("expect", expect="coalesce(a, 0) < 2 * (b + 1)"),
            "NOT(AND(NOT(ISBLANK(B)), BLANKVALUE(A, 0) < 2 * (B + 1)))",
        ),
        (
            made_check("expect", expect="closed_on >= date '2026-01-31'"),
            "NOT(AND(NOT(ISBLANK(ClosedOn)), ClosedOn >= DATE(2026, 1, 31)))",
        ),
        (
            made_check("expect", expect="closed_on <= today + 90"),
            "NOT(AND(NOT(ISBLANK(ClosedOn)), ClosedOn <= TODAY() + 90))",
        ),
        (made_check("expect", expect="name like 'Acme%'"), 'NOT(AND(NOT(ISBLANK(Name)), BEGINS(Name, "Acme")))'),
        (
            made_check("expect", expect="name not like '%test%'"),
            'NOT(AND(NOT(ISBLANK(Name)), NOT(CONTAINS(Name, "test"))))',
        ),
        (
            made_check("matches", column="email", regex=r"^\S+@"),
            'AND(NOT(ISBLANK(Email)), NOT(REGEX(Email, "(?s).*(?:^\\\\S+@).*")))',
        ),
        (
            made_check("length_within", column="country", min=2, max=2),
            "AND(NOT(ISBLANK(Country)), OR(NOT(LEN(Country) >= 2), NOT(LEN(Country) <= 2)))",
        ),
        (made_check("expect", expect="true"), "FALSE"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_text(check: Check, expected: str) -> None:
    assert flat(check) == expected


def test_a_picklist_is_compared_as_one() -> None:
    check = made_check("require", columns="amount", where="stage = 'Won' or stage <> 'Lost'")
    filled = "NOT(ISBLANK(TEXT(StageName)))"
    assert flat(check, STAGE) == (
        f'AND(OR(AND({filled}, ISPICKVAL(StageName, "Won")), AND({filled}, NOT(ISPICKVAL(StageName, "Lost")))), '
        "ISBLANK(Amount))"
    )
    assert flat(made_check("not_null", column="stage"), STAGE) == "ISBLANK(TEXT(StageName))"


def test_the_message_is_the_fix_and_fields_are_told() -> None:
    rule = salesforce(made_check("not_null", column="use_case"), fields={"use_case": ("Use_Case__c", False)})
    assert rule.fields == (("use_case", "Use_Case__c"),)
    assert rule.message == "Use_Case__c must be filled."


@pytest.mark.parametrize(
    ("column", "expected"),
    [("close_date", "CloseDate"), ("amount", "Amount"), ("OwnerId", "OwnerId"), ("use_case__c", "use_case__c")],
)
def test_columns_are_spelled_as_standard_fields(column: str, expected: str) -> None:
    assert field_name(column) == expected


@pytest.mark.parametrize(
    ("check", "why"),
    [
        (made_check("unique", columns="id"), "other records"),
        (made_check("exists", column="id", **{"in": "u"}), "other records"),
        (made_check("row_count", min=1), "the table as a whole"),
        (made_check("fresh", column="at", within="1 day"), "the table as a whole"),
        (made_check("not_null", column="a", mostly="0.9"), "every record"),
        (made_check("on_change", field="amount", requires="note"), "a history of changes"),
        (made_check("expect", expect="try_cast(a as double) > 1"), "TRY_CAST"),
        (made_check("expect", expect="a / b > 1"), '"a / b" cannot be said'),
        (made_check("expect", expect="a like 'x_y%'"), "pattern"),
        (made_check("expect", expect="trim(a) is null"), "only a field"),
        (made_check("accepted", column="a", values=("x\ny",)), "control characters"),
        (made_check("accepted", column="a", values=tuple(map(str, range(1000)))), f"{LONGEST:,}"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_has_no_formula_says_why(check: Check, why: str) -> None:
    assert why in reason(check)


COLUMNS = {"a": "INTEGER", "b": "INTEGER", "t": "VARCHAR", "d": "DATE"}
CONDITIONS = (
    "a > b",
    "not (a > b)",
    "a > b and t = 'x'",
    "a > b or t = 'x'",
    "not (a > b or t = 'x')",
    "not (a <> b and t is null)",
    "(a = 1) is true or (b = 1) is false",
    "coalesce(a, 0) >= b",
    "abs(coalesce(a, 0) - b) < 2",
    "length(coalesce(t, 'none')) > 1",
    "t in ('x', 'xy') and a not in (1, 2)",
    "a between 0 and b",
    "not (a between 0 and b)",
    "t like 'x%' or t like '%y'",
    "t not like '%y%'",
    "lower(t) = 'x'",
    "coalesce(a > b, false)",
    "coalesce(a > b, true)",
    "d between month_start and today",
    "d < as_of - 30 or d > year_end",
)
ROWS = [
    (a, b, t, d)
    for a in (None, 0, 1, 3)
    for b in (None, 0, 1)
    for t in (None, "x", "xy", "ay")
    for d in (None, date(2026, 11, 1), date(2026, 9, 1))
]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_formula_is_true_exactly_where_the_check_is_broken(condition: str) -> None:
    columns = {"id": "INTEGER", **COLUMNS}
    rows = [(n, *row) for n, row in enumerate(ROWS)]
    connection = table_of(columns, rows)
    for check in (made_check(expect=condition), made_check("require", columns="t", where=condition)):
        broken = {row[0] for row in exceptions_on(connection, check, "id").rows}
        formula = salesforce(check).formula
        records = (dict(zip(("A", "B", "T", "D"), row, strict=True)) for row in ROWS)
        assert {n for n, record in enumerate(records) if is_true(formula, record, AS_OF)} == broken, formula


@pytest.mark.parametrize("starts", [1, 2, 7, 12])
@pytest.mark.parametrize("name", NAMES)
def test_dates_by_name_are_those_of_the_calendar(name: str, starts: int) -> None:
    calendar = Calendar(week_starts=starts % 7, fiscal_year_starts=starts)
    formula = salesforce(made_check(expect=f"d = {name}"), calendar).formula
    for days in range(0, 800, 13):
        today = date(2024, 1, 1) + timedelta(days)
        record: dict[str, Any] = {"D": AsOf(today, calendar).day_of(name)}
        assert not is_true(formula, record, today), (name, today)
