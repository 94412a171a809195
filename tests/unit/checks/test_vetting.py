"""What SQL may stand in a check, and where the fault is shown when it may not."""

import pytest

from metricops.checks.functions import CALLABLE, known_names
from metricops.checks.vetting import vetted
from metricops.diagnostics import picture
from metricops.errors import QueryError
from metricops.source import Fragment, Run, Span, fragment

ALLOWED = [
    "amount > 0 and not is_won",
    "close_date between quarter_start and quarter_end",
    "abs(try_cast(new_value as double) - try_cast(old_value as double)) > 25000",
    "stage in ('New', 'Won') or stage like 'Closed%' escape '!'",
    "email ~ '^[^@]+@[^@]+$' and regexp_matches(lower(email), 'x')",
    "case when a = 1 then b else c end is distinct from d",
    "date_diff('day', opened, closed) <= 30 and date_trunc('month', opened) = month_start",
    "closed - interval 30 day > opened",
    "extract(year from closed) = 2026",
    "coalesce(nullif(trim(note), ''), 'x') <> 'x'",
    "payload->>'$.plan' = 'pro'",
    "tags[1] = 'a' and list_contains(tags, 'b')",
    "opened at time zone 'UTC' < closed",
    "(a, b) in ((1, 2), (3, 4))",
    "order",
    "isfinite(score) and not isnan(score)",
    "-- a remark\namount > 0",
]

REFUSED = [
    ("amount > (select 1)", "Q101|P011", ""),
    ("exists (select 1 from t)", "Q101|P011", ""),
    ("account_id in (select account_id from accounts)", "Q101|P011", ""),
    ("sum(amount) > 1", "Q102", "sum"),
    ("a > 0 and count(*) > 1", "Q102", "count"),
    ("row_number() over () = 1", "Q101", "row_number"),
    ("a = 1; drop table t", "P010|P011|Q101", ""),
    ("a = 1 as b", "Q101|P010", ""),
    ("a between", "P010", ""),
    ("a = 'open", "P010", ""),
    ("read_csv('/etc/passwd') = 'x'", "Q102", "read_csv"),
    ("a = 1 or read_text('x') = 'y'", "Q102", "read_text"),
    ("getenv('HOME') = a", "Q102", "getenv"),
    ("nextval('s') = a", "Q102", "nextval"),
    ("a > 1 and current_date > a", "Q102", "current_date"),
    ("a < now()", "Q102", "now"),
    ("random() < 0.5", "Q102", "random"),
    ("unnest(a) = 1", "Q102", "unnest"),
    ("a = $1", "P011", ""),
    ("a = ?", "P011", ""),
    ("lenght(a) > 1", "Q102", "lenght"),
    ("list_filter(a, x -> x > 1) = b", "Q102", "list_filter"),
    ("pg_sleep(10) is null", "Q102", "pg_sleep"),
    ("{'a': b} is null", "Q101|Q102", ""),
    ("attach 'x.db'", "P010|P011|Q101", ""),
    ("copy t to 'x.csv'", "P010|P011|Q101", ""),
    ("set threads = 1", "P010|P011|Q101", ""),
    ("*", "Q101|P011|P010", ""),
    ("columns(*) = 1", "Q101|Q102|P011", ""),
]


@pytest.mark.parametrize("sql", ALLOWED)
def test_conditions_over_one_row_are_allowed(sql: str) -> None:
    assert vetted(fragment(sql)).tree is not None


@pytest.mark.parametrize(("sql", "codes", "word"), REFUSED)
def test_everything_else_is_refused_with_a_place(sql: str, codes: str, word: str) -> None:
    with pytest.raises(QueryError) as refusal:
        vetted(fragment(sql))
    (found,) = refusal.value.diagnostics
    assert found.code in codes.split("|")
    assert found.span is not None
    if word:
        assert sql[found.span.start : found.span.end] == word


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(QueryError) as refusal:
        vetted(fragment("sum(a) > now() and lenght(b) = 1"))
    assert sorted(d.message.split('"')[1] for d in refusal.value.diagnostics) == ["lenght", "now", "sum"]
    hints = [d.hint for d in refusal.value.diagnostics]
    assert 'did you mean "length"?' in hints
    assert any('"today"' in hint for hint in hints)


@pytest.mark.parametrize("depth", [200, 3000])
def test_deep_nesting_is_a_fault_and_no_crash(depth: int) -> None:
    sql = "(" * depth + "a" + ")" * depth + " > 1"
    with pytest.raises(QueryError):
        vetted(fragment(sql + " and sum(a) > 1"))


def test_a_long_chain_of_conditions_is_read() -> None:
    assert vetted(fragment(" or ".join(f"a = {n}" for n in range(150)))).tree is not None


def test_the_caret_stands_under_the_word_inside_a_block_scalar() -> None:
    text = "checks:\n  - on: t\n    expect: >\n      amount > 0\n      and lenght(stage) > 1\n"
    start = text.index("amount > 0")
    second = text.index("and lenght")
    runs = (Run(0, start, 4, 7), Run(11, second, 5, 7))
    folded = Fragment("amount > 0 and lenght(stage) > 1", Span("checks/a.yml", start, len(text) - 1, 4, 7), runs)
    with pytest.raises(QueryError) as refusal:
        vetted(folded)
    shown = picture(refusal.value.diagnostics[0], {"checks/a.yml": text}).splitlines()
    assert shown[0].startswith("checks/a.yml:5:11: error[Q102]")
    assert shown[1][shown[2].index("^") : shown[2].rindex("^") + 1] == "lenght"


def test_the_list_of_functions_names_no_aggregate() -> None:
    assert {"length", "date_diff", "regexp_matches"} <= known_names()
    assert not known_names() & {"sum", "count", "max", "now", "random", "read_csv", "current_date"}
    assert all(kind.__module__.startswith("sqlglot.") for kind in CALLABLE)
