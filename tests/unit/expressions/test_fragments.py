"""Fragments: one value of a row, its columns with their places, and every other text refused under the word."""

import pytest

from metricops.errors import QueryError
from metricops.expressions import column, in_table, parse_sql
from metricops.expressions.sums import added_columns
from metricops.source import Fragment, Run, Span, fragment


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("amount", ["amount"]),
        (" amount ", ["amount"]),
        ("order", ["order"]),
        ("select", ["select"]),
        ("amount - discount", ["amount", "discount"]),
        ("amount * amount", ["amount", "amount"]),
        ("case when a > 1 then b else c end", ["a", "b", "c"]),
        ("coalesce(x, 0)", ["x"]),
        ("cast(x as date)", ["x"]),
        ("x::date", ["x"]),
        ("x at time zone 'utc'", ["x"]),
        ("date_trunc('month', created)", ["created"]),
        ("extract(year from created)", ["created"]),
        ("x is null or not y", ["x", "y"]),
        ("x in ('a', 'b')", ["x"]),
        ("x between 1 and 2", ["x"]),
        ("x like '%a%'", ["x"]),
        ("json -> 'a'", ["json"]),
        ("tags[1]", ["tags"]),
        ("count(*)", []),
        ("1", []),
        ("true", []),
        ("null", []),
        ("'text'", []),
        ("current_date", []),
        ('"two words"', ["two words"]),
        ("a -- a comment", ["a"]),
        ("/* a comment */ a", ["a"]),
        ("größe * 2", ["größe"]),
    ],
)
def test_a_value_is_read_with_its_columns(text: str, columns: list[str]) -> None:
    assert [use.name for use in parse_sql(fragment(text)).columns] == columns


@pytest.mark.parametrize("text", ["amount - discount", "case when a\n  > 1 then b\nelse c end", 'x + "two words"'])
def test_every_column_stands_where_it_says(text: str) -> None:
    for use in parse_sql(fragment(text)).columns:
        assert text[use.span.start : use.span.end].strip('"') == use.name
        line = text.split("\n")[use.span.line - 1]
        assert line[use.span.column - 1 :].lstrip('"').startswith(use.name)


def test_places_are_those_of_the_file() -> None:
    inside = Fragment("a +\nbc", Span("m.yml", 100, 120, 7, 9), (Run(0, 100, 7, 9), Run(4, 112, 8, 9)))
    first, second = parse_sql(inside).columns
    assert (str(first.span), str(second.span)) == ("m.yml:7:9", "m.yml:8:9")
    assert (second.span.start, second.span.end) == (112, 114)


@pytest.mark.parametrize(
    ("text", "code", "word", "message"),
    [
        ("", "P010", "", "cannot be read"),
        ("a +", "P010", "+", "missing after"),
        ("a + + ", "P010", "+", ""),
        ("a and and b", "P010", "and", "missing before"),
        ("(a", "P010", "a", '")" is missing'),
        ("a)", "P010", ")", "near"),
        ("'a", "P010", "'a", "nothing closes"),
        ('b + "a', "P010", '"a', "nothing closes"),
        ("a /* b", "P010", "a /* b", "comment"),
        ("a b", "P010", "b", "after the end"),
        ("a as b", "P010", "b", "after the end"),
        ("a in", "P010", "in", "list is missing"),
        ("cast(a as )", "P010", ")", "near"),
        ("select 1", "P011", "select", "query"),
        ("(select 1)", "P011", "select", "query"),
        ("'select' = (select 1)", "P011", "select", "query"),
        ("with t as (select 1) select 1", "P011", "with", "query"),
        ("values (1)", "P011", "values", "query"),
        ("drop table t", "P011", "drop", "statement"),
        ("update t set a = 1", "P011", "update", "statement"),
        ("grant all on t to x", "P011", "grant", "statement"),
        ("begin; a", "P011", ";", "something else"),
        ("a; b", "P011", ";", "something else"),
        ("(a, b)", "P011", "(a, b)", "several values"),
        ("*", "P011", "*", "no value"),
        ("t.*", "P011", "*", "no value"),
        ("a + ?", "P011", "?", "not given"),
        ("a = $1", "P011", "$", "not given"),
        ("a = :name", "P011", ":", "not given"),
        ("any_value(a)", "P011", "any_value", ""),
        ("(" * 400 + "a" + ")" * 400, "P010", "", "too deeply"),
        ("-" + " -" * 400 + "a", "P010", "", "too deeply"),
    ],
)
def test_anything_else_is_refused_under_the_word(text: str, code: str, word: str, message: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse_sql(fragment(text))
    (fault,) = refused.value.diagnostics
    assert fault.code == code
    assert message in fault.message
    assert fault.span is not None
    if word:
        assert text[fault.span.start : fault.span.end] == word


def test_a_long_list_of_conditions_is_not_deep() -> None:
    parsed = parse_sql(fragment(" or ".join(f"a = {n}" for n in range(2000))))
    assert len(parsed.columns) == 2000


@pytest.mark.parametrize(
    ("text", "strict"),
    [
        ("a", True),
        ("a + b * 2", True),
        ("(a - b) / nullif(b, 0)", True),
        ("-a", True),
        ("coalesce(a, 0)", False),
        ("case when a > 0 then 1 end", False),
        ("a is null", False),
        ("1", False),
    ],
)
def test_strict_is_what_a_missing_column_makes_missing(text: str, strict: bool) -> None:
    assert parse_sql(fragment(text)).is_strict is strict


def test_the_same_text_is_the_same_value_wherever_it_stands() -> None:
    here, there = parse_sql(fragment("a + 1")), parse_sql(fragment("a + 1", "other.yml"))
    assert here == there
    assert hash(here) == hash(there)
    assert here != parse_sql(fragment("a + 2"))


def test_a_column_may_name_its_table() -> None:
    assert column("order", "t").sql() == "t.order"


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("a + b - c", [("a", "b"), ("a", "c")]),
        ("a * b", []),
        ("(a + b) / c", [("a", "b")]),
        ("a + (b - c)", [("a", "b"), ("a", "c")]),
        ("coalesce(a - b, 0)", [("a", "b")]),
        ("a + 1", []),
        ("a * 2 + b", []),
    ],
)
def test_what_is_added_up_can_be_compared(text: str, pairs: list[tuple[str, str]]) -> None:
    assert [(one.name, other.name) for one, other in added_columns(fragment(text))] == pairs


@pytest.mark.parametrize(
    ("text", "sql", "columns"),
    [
        ("amount", "amount", ["amount"]),
        ("orders.amount", "amount", ["amount"]),
        ("ORDERS.amount - fct_orders.cost", "amount - cost", ["amount", "cost"]),
        ("info.amount", "info.amount", ["info"]),
        ("info.part.size", "info.part.size", ["info"]),
        ("orders.info.amount", "info.amount", ["info"]),
        ("main.fct_orders.amount", "amount", ["amount"]),
        ("main.fct_orders.info.amount", "info.amount", ["info"]),
        ("customer.orders", "customer.orders", ["customer"]),
        ("coalesce(info.a, other.b, c)", "COALESCE(info.a, other.b, c)", ["info", "other", "c"]),
    ],
)
def test_a_word_before_a_dot_is_the_table_or_a_column(text: str, sql: str, columns: list[str]) -> None:
    found = in_table(parse_sql(fragment(text)), ("orders", "fct_orders"))
    assert found.tree.sql(dialect="duckdb") == sql
    assert [use.name for use in found.columns] == columns
    for use in found.columns:
        assert text[use.span.start : use.span.end] == use.name


def test_reading_a_field_leaves_the_parsed_text_as_it_was() -> None:
    parsed = parse_sql(fragment("orders.info.amount"))
    before = parsed.tree.copy()
    in_table(parsed, ("orders",))
    assert parsed.tree == before
