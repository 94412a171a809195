"""Any row-level checks over any small table: counted, listed and fused as plain Python counts them."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from metricops.evaluate.values import CheckResult, Status
from metricops.manifest import Check
from metricops.manifest.checks import Argument
from tests.made_checks import AS_OF, exceptions_on, made_check, outcomes_on, results_on

COLUMNS = {"id": "INTEGER", "n": "INTEGER", "d": "DECIMAL(9, 2)", "s": "VARCHAR", "day": "DATE", "b": "BOOLEAN"}
LETTERS = "ab0é💡 '\""
DAYS = [AS_OF + timedelta(days=n) for n in (-50, -46, -45, -14, 0, 1, 46)]

Row = dict[str, Any]
Judge = Callable[[Row], bool | None]
Drawn = tuple[str, dict[str, Any], Judge, Callable[[Row, Sequence[Row]], bool]]  # kind, arguments, eligible, broken

cells = {
    "n": st.none() | st.integers(-3, 3),
    "d": st.none() | st.sampled_from([Decimal(x) for x in ("-1.10", "0", "0.10", "1.00", "2.50")]),
    "s": st.none() | st.text(LETTERS, max_size=3),
    "day": st.none() | st.sampled_from(DAYS),
    "b": st.none() | st.booleans(),
}
rows_of = st.lists(st.fixed_dictionaries(cells), max_size=8).map(
    lambda rows: [{"id": number, **row} for number, row in enumerate(rows)]
)


@dataclass(frozen=True)
class Case:
    """A check, and the same in Python: which rows are in scope, which of those are judged, which break it."""

    check: Check
    scope: Judge
    eligible: Judge
    broken: Callable[[Row, Sequence[Row]], bool]

    def counted(self, rows: Sequence[Row]) -> tuple[int, int, list[int]]:
        """Rows in scope, rows judged, ids of the rows that break it."""
        scope = [row for row in rows if self.scope(row) is True]
        judged = [row for row in scope if self.eligible(row)]
        return len(scope), len(judged), [row["id"] for row in judged if self.broken(row, judged)]


def compared(left: Any, right: Any, holds: Callable[[Any, Any], bool]) -> bool | None:
    """A comparison as SQL makes it: unknown beside a missing value."""
    return None if left is None or right is None else holds(left, right)


def both(left: bool | None, right: bool | None) -> bool | None:
    """AND of three values."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def either(left: bool | None, right: bool | None) -> bool | None:
    """OR of three values."""
    if left is True or right is True:
        return True
    return None if left is None or right is None else False


CONDITIONS: list[tuple[str, Judge]] = [
    ("n > 0", lambda r: compared(r["n"], 0, lambda a, b: a > b)),
    ("b", lambda r: r["b"]),
    ("not b", lambda r: None if r["b"] is None else not r["b"]),
    ("n > 0 or b", lambda r: either(compared(r["n"], 0, lambda a, b: a > b), r["b"])),
    ("d >= n and day <= today", lambda r: both(
        compared(r["d"], r["n"], lambda a, b: a >= b), compared(r["day"], AS_OF, lambda a, b: a <= b))),
    ("day between quarter_start and as_of + 1", lambda r: compared(
        r["day"], AS_OF, lambda a, b: date(2026, 10, 1) <= a <= b + timedelta(days=1))),
    ("s in ('a', 'é')", lambda r: compared(r["s"], ("a", "é"), lambda a, b: a in b)),
    ("length(s) > 1 or s is null", lambda r: either(
        compared(r["s"], 1, lambda a, b: len(a) > b), r["s"] is None)),
    ("coalesce(n, 0) = 0", lambda r: (r["n"] or 0) == 0),
    ("n is distinct from 1", lambda r: r["n"] != 1),
]  # fmt: skip


def everything(_: Row) -> bool:
    return True


def filled(column: str) -> Judge:
    return lambda row: row[column] is not None


@st.composite
def expectations(draw: st.DrawFn) -> Drawn:
    """One check of any kind."""
    column = draw(st.sampled_from(["n", "d", "s", "day", "b"]))
    kind = draw(st.sampled_from(sorted(MAKERS)))
    return MAKERS[kind](draw, column)


def _expect(draw: st.DrawFn, _: str) -> Drawn:
    sql, judge = draw(st.sampled_from(CONDITIONS))
    return "expect", {"expect": sql}, everything, lambda row, _: judge(row) is not True


def _not_null(draw: st.DrawFn, column: str) -> Drawn:
    return "not_null", {"column": column}, everything, lambda row, _: row[column] is None


def _is_null(draw: st.DrawFn, column: str) -> Drawn:
    return "is_null", {"column": column}, everything, lambda row, _: row[column] is not None


def _require(draw: st.DrawFn, column: str) -> Drawn:
    columns = (column, draw(st.sampled_from(["n", "s"])))
    return "require", {"columns": columns}, everything, lambda row, _: any(row[c] is None for c in columns)


def _accepted(draw: st.DrawFn, column: str) -> Drawn:
    values = tuple(draw(st.lists(cells[column].filter(lambda v: v is not None), min_size=1, max_size=3)))
    written = tuple(v.isoformat() if isinstance(v, date) else v for v in values)
    kind = draw(st.sampled_from(["accepted", "refused"]))
    inside = kind == "refused"
    arguments = {"column": column, "values": written}
    return kind, arguments, filled(column), lambda row, _: (row[column] in values) is inside


def _within(draw: st.DrawFn, _: str) -> Drawn:
    column = draw(st.sampled_from(["n", "d", "day"]))
    low, high = sorted(draw(st.tuples(*[cells[column].filter(lambda v: v is not None)] * 2)))
    strict = draw(st.booleans())
    written = [v.isoformat() if isinstance(v, date) else v for v in (low, high)]
    arguments = {"column": column, "min": written[0], "max": written[1], "strict_max": strict}
    return (
        "within",
        arguments,
        filled(column),
        lambda row, _: not (low <= row[column] and (row[column] < high if strict else row[column] <= high)),
    )


def _length(draw: st.DrawFn, _: str) -> Drawn:
    low = draw(st.integers(0, 3))
    return "length_within", {"column": "s", "min": low}, filled("s"), lambda row, _: len(row["s"]) < low


def _matches(draw: st.DrawFn, _: str) -> Drawn:
    pattern = draw(st.sampled_from(["a", "^a", "b$", "^.{1,2}$", "[0-9]", "é|💡", "^[^ ]*$"]))
    return (
        "matches",
        {"column": "s", "regex": pattern},
        filled("s"),
        lambda row, _: not re.search(pattern, row["s"]),
    )


def _unique(draw: st.DrawFn, column: str) -> Drawn:
    columns = tuple(dict.fromkeys([column, *draw(st.lists(st.sampled_from(["n", "b"]), max_size=2))]))
    return (
        "unique",
        {"columns": columns},
        lambda row: any(row[c] is not None for c in columns),
        lambda row, judged: Counter(_key(r, columns) for r in judged)[_key(row, columns)] > 1,
    )


def _key(row: Row, columns: Sequence[str]) -> tuple[Any, ...]:
    return tuple((row[c] is None, row[c]) for c in columns)


def _pair(draw: st.DrawFn, _: str) -> Drawn:
    or_equal = draw(st.booleans())
    return (
        "pair_greater",
        {"a": "d", "b": "n", "or_equal": or_equal},
        lambda row: row["d"] is not None or row["n"] is not None,
        lambda row, _: compared(row["d"], row["n"], lambda a, b: a >= b if or_equal else a > b) is not True,
    )


MAKERS: dict[str, Callable[[st.DrawFn, str], Drawn]] = {
    "expect": _expect,
    "not_null": _not_null,
    "is_null": _is_null,
    "require": _require,
    "accepted": _accepted,
    "within": _within,
    "length_within": _length,
    "matches": _matches,
    "unique": _unique,
    "pair_greater": _pair,
}


@st.composite
def cases(draw: st.DrawFn) -> list[Case]:
    made = []
    for number in range(draw(st.integers(1, 5))):
        kind, arguments, eligible, broken = draw(expectations())
        where, scope = draw(st.just((None, everything)) | st.sampled_from(CONDITIONS))
        mostly = draw(st.sampled_from(["1", "1", "0.75"]))
        written: dict[str, Argument] = {k: v for k, v in arguments.items() if k != "expect"}
        check = made_check(
            kind,
            name=f"check {number}",
            tier=draw(st.integers(1, 3)),
            where=where,
            expect=arguments.get("expect"),
            mostly=mostly,
            arguments=written,
        )
        made.append(Case(check, scope, eligible, broken))
    return made


@contextmanager
def loaded(rows: Sequence[Row]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t ({', '.join(f'{name} {type_}' for name, type_ in COLUMNS.items())})")
        if rows:
            slots = ", ".join(f"({', '.join('?' for _ in COLUMNS)})" for _ in rows)
            connection.execute(f"INSERT INTO t VALUES {slots}", [row[name] for row in rows for name in COLUMNS])
        yield connection


@settings(max_examples=60, deadline=None)
@given(rows_of, cases())
def test_counts_and_lists_are_those_of_plain_python(rows: list[Row], drawn: list[Case]) -> None:
    with loaded(rows) as connection:
        results, outcomes = outcomes_on(connection, [case.check for case in drawn])
        listed = [[row[0] for row in exceptions_on(connection, case.check, "id").rows] for case in drawn]
    broken_in_tier_1: set[int] = set()
    for case, result, ids in zip(drawn, results, listed, strict=True):
        scope, judged, broken = case.counted(rows)
        assert (result.rows, result.eligible, result.violations) == (scope, judged, len(broken)), case.check
        assert ids == broken
        enough = judged - len(broken) >= case.check.mostly * judged
        assert result.status is (Status.OK if enough else Status.BREACH)
        broken_in_tier_1 |= set(broken) if case.check.tier == 1 else set()
    counted = [o.row[o.query.tier_1_rows] for o in outcomes if o.row and o.query.tier_1_rows is not None]
    assert counted == ([len(broken_in_tier_1)] if any(case.check.tier == 1 for case in drawn) else [])


@settings(max_examples=15, deadline=None)
@given(rows_of, cases())
def test_one_scan_for_all_gives_what_each_alone_gives(rows: list[Row], drawn: list[Case]) -> None:
    checks = [case.check for case in drawn]
    with loaded(rows) as connection:
        together = results_on(connection, checks)
        apart: list[CheckResult] = [results_on(connection, [check])[0] for check in checks]
        backwards = results_on(connection, checks[::-1])[::-1]
    assert list(together) == apart
    assert backwards == together


@settings(max_examples=15, deadline=None)
@given(rows_of, cases(), st.sampled_from(["n", "d", "s", "day", "b"]))
def test_a_check_on_a_missing_column_changes_nothing_for_the_others(
    rows: list[Row], drawn: list[Case], gone: str
) -> None:
    checks = [case.check for case in drawn]
    broken = made_check("not_null", name="broken", tier=1, column=f"{gone}_gone")
    with loaded(rows) as connection:
        alone = results_on(connection, checks)
        beside = results_on(connection, [broken, *checks])
    assert beside[1:] == alone
    assert beside[0].status is Status.NOT_JUDGED
