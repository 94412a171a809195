"""Faults of checks as written: kinds, arguments and columns."""

import pytest

from metricops.checks import KINDS, compile_checks, faults
from metricops.checks.columns import column_faults
from metricops.manifest import Check
from metricops.source import Span
from tests.made_checks import AS_OF, made_check, relation


def span(start: int) -> Span:
    return Span("checks/made.yml", start, start + 3, 1, start + 1)


FAULTS = [
    (made_check("uniqe", columns=("a",)), "Q104", '"uniqe" is not a check kind', 'did you mean "unique"?'),
    (
        made_check("expect_column_values_to_be_in_sets", column="a"),
        "Q104",
        "is not a check kind",
        'did you mean "expect_column_values_to_be_in_set"?',
    ),
    (
        made_check("accepted", column="a", values=("x",), valeus=("y",)),
        "Q105",
        '"valeus" is not an argument of "accepted"',
        'did you mean "values"?',
    ),
    (made_check("not_null", column="a", mostyl=1), "Q105", '"mostyl" is not an argument', 'did you mean "mostly"?'),
    (made_check("not_null", column="a", sort="b"), "Q105", '"sort" is not an argument', "it takes column"),
    (
        made_check("accepted", column="a", values=("x",), value_set=("y",)),
        "Q105",
        '"value_set" is another word for an argument already given',
        "",
    ),
    (made_check("accepted", column="a"), "Q106", 'needs "values"', "the values"),
    (made_check("expect"), "Q106", 'needs "expect"', "the condition"),
    (made_check("accepted", column="a", values=()), "Q107", "a list of at least one value is needed", ""),
    (made_check("accepted", column="a", values=(None,)), "Q107", "a list of at least one value is needed", ""),
    (made_check("unique", columns=("a", 3)), "Q107", "one or more column names is needed", ""),
    (made_check("not_null", column=7), "Q107", '"column" is "7": a text is needed', ""),
    (made_check("within", column="a"), "Q107", '"min" or "max" is needed', ""),
    (made_check("within", column="a", min=3, max=2), "Q107", "nothing lies between them", ""),
    (made_check("within", column="a", min=3, strict_min="yes"), "Q107", "true or false is needed", ""),
    (made_check("within", column="a", min=("x", "y")), "Q107", "a number or a text is needed", ""),
    (made_check("matches", column="a", regex="(x"), "Q107", '"(x" is not a regular expression', ""),
    (made_check("fresh", column="a", within="nightly"), "Q107", '"nightly" is no refresh', ""),
    (made_check("on_change", field="a", requires=("b",), beyond="much"), "Q107", "a number is needed", ""),
    (made_check("on_change", field="a", requires=("b",), beyond=True), "Q107", "a number is needed", ""),
    (
        made_check("pair_equal", a="x", b="y", ignore_row_if="never"),
        "Q107",
        "one of both_values_are_missing, either_value_is_missing, neither is needed",
        "",
    ),
    (made_check("not_null", column="a", where="b >"), "P010", "a value is missing after", ""),
    (made_check(expect="count(*) > 1"), "Q102", '"count" looks at many rows', ""),
]


@pytest.mark.parametrize(("check", "code", "message", "hint"), FAULTS)
def test_a_fault_names_the_thing_and_what_is_needed(check: Check, code: str, message: str, hint: str) -> None:
    (found,) = faults(check)
    assert found.code == code
    assert message in found.message
    assert hint in found.hint
    assert found.span is not None


def test_a_check_without_faults_has_none() -> None:
    assert faults(made_check("within", column="a", min=1, max=1)) == ()
    assert faults(made_check("expect_column_values_to_be_in_set", column="a", value_set=("x", None))) == ()


def test_all_faults_of_a_check_are_told() -> None:
    check = made_check("accepted", colum="a", values=(), where="now() > a")
    assert sorted(f.code for f in faults(check)) == ["Q102", "Q105", "Q106", "Q107"]


@pytest.mark.parametrize(
    "check",
    [
        made_check("fresh", column="a", within="nightly", places=(("within", (span(40),)),)),
        made_check("fresh", column="a", refresh="nightly", places=(("refresh", (span(40),)),)),
        made_check("within", column="a", min=9, max_value=1, places=(("max_value", (span(40),)),)),
        made_check("within", column="a", min=("x",), places=(("min", (span(40),)),)),
    ],
)
def test_the_caret_stands_under_the_argument(check: Check) -> None:
    assert [fault.span for fault in faults(check)] == [span(40)]


COLUMNS = {relation("t"): ("Amount", "stage", "payload", "today"), relation("u"): ("id",)}

UNKNOWN = [
    (made_check(expect="amout > 0"), "amout", 'did you mean "Amount"?'),
    (made_check(where="stage = 'x'\n and clsoed", expect="amount > 0"), "clsoed", ""),
    (made_check(expect="other.x = 1"), "other", ""),
    (made_check(expect="t.stge = 'a'"), "stge", 'did you mean "stage"?'),
]


@pytest.mark.parametrize(("check", "word", "hint"), UNKNOWN)
def test_an_unknown_column_is_underlined_where_it_is_written(check: Check, word: str, hint: str) -> None:
    (found,) = column_faults(check, KINDS[check.kind], COLUMNS)
    assert (found.code, found.message) == ("Q103", f'"{word}" is not a column of "t"')
    text = (check.where or check.expressions[0][1]).text if word == "clsoed" else check.expressions[0][1].text
    assert found.span is not None
    assert text[found.span.start : found.span.end] == word
    assert found.hint == hint


@pytest.mark.parametrize(
    "check",
    [
        made_check(expect="AMOUNT > 0 and t.stage = 'x' and payload.plan = 'pro'"),
        made_check(expect="\"today\" is null and as_of > date '2020-01-01'"),
        made_check("unique", columns=("amount", "Stage")),
        made_check("exists", column="amount", key="id", arguments={"in": "u"}),
        made_check("not_null", column="anything", on="not_listed"),
    ],
)
def test_known_columns_are_found_whatever_their_case(check: Check) -> None:
    assert column_faults(check, KINDS[check.kind], COLUMNS) == ()


def test_columns_in_arguments_are_checked_one_by_one() -> None:
    places = (("columns", (span(10), span(20), span(30))),)
    check = made_check("unique", columns=("amount", "sector", "x"), places=places)
    found = column_faults(check, KINDS["unique"], COLUMNS)
    assert [(f.message.split('"')[1], f.span) for f in found] == [("sector", span(20)), ("x", span(30))]


def test_columns_that_nobody_wrote_are_checked_too() -> None:
    check = made_check("on_change", field="amount", requires=("stage",))
    found = column_faults(check, KINDS["on_change"], COLUMNS)
    assert [f.message.split('"')[1] for f in found] == ["field", "old_value", "new_value"]


def test_the_key_is_looked_for_in_the_other_table() -> None:
    check = made_check("exists", column="stage", arguments={"in": "u"})
    (found,) = column_faults(check, KINDS["exists"], COLUMNS)
    assert found.message == '"stage" is not a column of "u"'


def test_a_word_that_is_a_date_and_a_column_is_not_guessed() -> None:
    (found,) = column_faults(made_check(expect="amount > 0 and today > 1"), KINDS["expect"], COLUMNS)
    assert (found.code, found.span and found.span.start) == ("Q108", 15)


def test_a_faulty_check_hides_no_other() -> None:
    checks = [
        made_check("not_null", name="good", column="stage"),
        made_check(name="unknown", expect="amout > 0"),
        made_check(name="unreadable", expect="amount >"),
        made_check("exists", name="lost", column="stage", arguments={"in": "u"}),
        made_check("not_null", name="good too", column="amount"),
    ]
    compiled = compile_checks(checks, AS_OF, "duckdb", COLUMNS)
    assert [left.check.name for left in compiled.left_out] == ["unknown", "unreadable", "lost"]
    (query,) = compiled.queries
    assert [check.name for check in query.checks] == ["good", "good too"]
