"""Every check kind on a table small enough to count by eye."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from metricops.checks import ALL, KINDS
from metricops.evaluate.values import CheckResult, Status
from metricops.manifest import Check
from tests.made_checks import exceptions_on, made_check, results_on, table_of

COLUMNS = {
    "id": "INTEGER",
    "stage": "VARCHAR",
    "amount": "DECIMAL(12, 2)",
    "list_amount": "DECIMAL(12, 2)",
    "closed": "DATE",
    "account": "INTEGER",
    "note": "VARCHAR",
    "_loaded_at": "TIMESTAMP",
}
ROWS = (
    (1, "New", Decimal("10.00"), Decimal("12.00"), None, 7, "é", datetime(2026, 11, 12, 5)),
    (2, "Won", Decimal("20.50"), Decimal("20.50"), date(2026, 11, 1), 8, "", datetime(2026, 11, 13, 5)),
    (3, "won", None, Decimal("30.00"), date(2026, 12, 1), 8, None, datetime(2026, 11, 13, 7)),
    (4, None, Decimal("-5.00"), None, None, None, "abc", None),
    (5, "New", None, None, date(2026, 11, 1), 9, None, datetime(2026, 11, 11, 5)),
)


@pytest.fixture(scope="module")
def deals() -> Iterator[duckdb.DuckDBPyConnection]:
    with table_of(COLUMNS, ROWS) as connection:
        connection.execute("CREATE TABLE accounts (account INTEGER, code INTEGER)")
        connection.execute("INSERT INTO accounts VALUES (7, 70), (8, 80), (NULL, 90)")
        connection.execute(
            "CREATE TABLE history (n INTEGER, field VARCHAR, old_value VARCHAR, new_value VARCHAR, note VARCHAR)"
        )
        connection.execute(
            """INSERT INTO history VALUES (1, 'amount', '1000', '30000', NULL), (2, 'amount', '1000', '26000', NULL),
            (3, 'amount', '1000', '99000', 'agreed'), (4, 'stage', 'a', 'b', NULL), (5, 'amount', 'n/a', '99000', NULL),
            (6, 'amount', '500', '500', NULL), (7, 'amount', NULL, '500', NULL)"""
        )
        yield connection


def one(connection: duckdb.DuckDBPyConnection, check: Check) -> CheckResult:
    (result,) = results_on(connection, [check])
    return result


# (check, rows in scope, rows judged, ids of the rows that break it)
ROW_CASES: list[tuple[Check, int, int, list[int]]] = [
    (made_check(expect="amount > 0"), 5, 5, [3, 4, 5]),
    (made_check(where="stage = 'New'", expect="amount > 0"), 2, 2, [5]),
    (made_check(where="amount > 100", expect="false"), 0, 0, []),
    (made_check(expect="stage = 'New' or amount > 15"), 5, 5, [3, 4]),
    (made_check(where="stage = 'New' or stage = 'Won'", expect="account = 8 or note = 'é'"), 3, 3, [5]),
    (made_check(expect="closed is null"), 5, 5, [2, 3, 5]),
    (made_check(expect="t.amount >= 10 or t.amount < 0"), 5, 5, [3, 5]),
    (made_check("not_null", column="amount"), 5, 5, [3, 5]),
    (made_check("not_null", column="amount", where="stage is not null"), 4, 4, [3, 5]),
    (made_check("expect_column_values_to_be_null", column="note"), 5, 5, [1, 2, 4]),
    (made_check("require", columns=("amount", "account")), 5, 5, [3, 4, 5]),
    (made_check("require", columns=("account",), where="stage is null"), 1, 1, [4]),
    (made_check("accepted", column="stage", values=("New", "Won")), 5, 4, [3]),
    (made_check("accepted", column="stage", values=("New", None)), 5, 4, [2, 3]),
    (made_check("accepted", column="amount", values=(10, Decimal("20.5"))), 5, 3, [4]),
    (made_check("refused", column="stage", values=("won",)), 5, 4, [3]),
    (made_check("within", column="amount", min=0, max=Decimal("20.5")), 5, 3, [4]),
    (made_check("within", column="amount", max=Decimal("20.5"), strict_max=True), 5, 3, [2]),
    (made_check("within", column="amount", min=-5, strict_min=True), 5, 3, [4]),
    (made_check("within", column="closed", min="2026-11-01", max="2026-11-30"), 5, 3, [3]),
    (made_check("matches", column="stage", regex="^[A-Z]"), 5, 4, [3]),
    (made_check("matches", column="id", regex="[13]"), 5, 5, [2, 4, 5]),
    (made_check("length_within", column="note", min=1, max=2), 5, 3, [2, 4]),
    (made_check("unique", columns=("account",)), 5, 4, [2, 3]),
    (made_check("unique", columns=("account",), where="stage = 'Won'"), 1, 1, []),
    (made_check("unique", columns=("closed", "account")), 5, 4, []),
    (made_check("unique", columns=("stage", "closed")), 5, 4, []),
    (made_check("unique", columns=("closed",)), 5, 3, [2, 5]),
    (made_check("unique", columns=("closed",), ignore_row_if="never"), 5, 5, [1, 2, 4, 5]),
    (made_check("exists", column="account", arguments={"in": "accounts"}), 5, 4, [5]),
    (made_check("exists", column="account", key="code", arguments={"in": "accounts"}), 5, 4, [1, 2, 3, 5]),
    (made_check("pair_greater", a="list_amount", b="amount"), 5, 4, [2, 3, 4]),
    (made_check("pair_greater", a="list_amount", b="amount", or_equal=True), 5, 4, [3, 4]),
    (
        made_check("pair_greater", a="list_amount", b="amount", ignore_row_if="either_value_is_missing"),
        5,
        2,
        [2],
    ),
    (made_check("pair_equal", a="list_amount", b="amount", ignore_row_if="neither"), 5, 5, [1, 3, 4, 5]),
    (made_check("matches_not", column="stage", regex="^[A-Z]"), 5, 4, [1, 2, 5]),
    (made_check("matches_list", column="stage", regexes=("^N", "n$")), 5, 4, []),
    (made_check("matches_list", column="stage", regexes=("^N", "n$"), match_on="all"), 5, 4, [1, 2, 3, 5]),
    (made_check("matches_list", column="stage", regexes="^[NW]"), 5, 4, [3]),
    (made_check("matches_none", column="stage", regexes=("^N", "^x")), 5, 4, [1, 5]),
    (made_check("like", column="note", pattern="%b%"), 5, 3, [1, 2]),
    (made_check("not_like", column="note", pattern="_"), 5, 3, [1]),
    (made_check("like_list", column="stage", patterns=("N%", "w%")), 5, 4, [2]),
    (made_check("like_list", column="stage", patterns=("N%", "%w"), match_on="all"), 5, 4, [2, 3]),
    (made_check("like_none", column="stage", patterns=("W%", "w%")), 5, 4, [2, 3]),
    (made_check("length_is", column="note", length=3), 5, 3, [1, 2]),
    (made_check("is_json", column="id"), 5, 5, []),
    (made_check("is_json", column="note"), 5, 3, [1, 2, 4]),
    (made_check("is_date", column="closed"), 5, 3, []),
    (made_check("is_date", column="note", where="stage is null"), 1, 1, [4]),
    (made_check("fits_format", column="closed", format="%Y-%m-01"), 5, 3, []),
    (made_check("fits_format", column="closed", format="%d.%m.%Y"), 5, 3, [2, 3, 5]),
    (made_check("increasing", column="amount", by=("id",)), 5, 3, [4]),
    (made_check("increasing", column="account", by="id"), 5, 4, []),
    (made_check("increasing", column="account", by="id", strictly=True), 5, 4, [3]),
    (made_check("increasing", column="amount", by="id", where="id <> 2"), 4, 2, [4]),
    (made_check("decreasing", column="amount", by="id"), 5, 3, [2]),
    (made_check("decreasing", column="id", by=("closed", "account")), 5, 5, [4, 5]),
    (made_check("pair_accepted", a="stage", b="account", pairs=(("New", 7), ("Won", 8))), 5, 4, [3, 5]),
    (
        made_check("pair_accepted", a="stage", b="closed", pairs=(("New", None), ("Won", "2026-11-01"))),
        5,
        4,
        [3, 5],
    ),
    (made_check("distinct_in_row", columns=("amount", "list_amount")), 5, 4, [2]),
    (made_check("distinct_in_row", columns=("amount", "list_amount"), ignore_row_if="never"), 5, 5, [2, 5]),
    (made_check("columns_sum", columns=("amount", "list_amount"), total=22), 5, 4, [2, 3, 4]),
    (
        made_check("columns_sum", columns=("amount", "list_amount"), total=22, ignore_row_if="any_value_is_missing"),
        5,
        2,
        [2],
    ),
]


@pytest.mark.parametrize(("check", "rows", "eligible", "broken"), ROW_CASES, ids=lambda v: getattr(v, "kind", ""))
def test_rows_are_counted_and_listed(
    deals: duckdb.DuckDBPyConnection, check: Check, rows: int, eligible: int, broken: list[int]
) -> None:
    result = one(deals, check)
    assert (result.rows, result.eligible, result.violations) == (rows, eligible, len(broken))
    assert result.status is (Status.BREACH if broken else Status.OK)
    assert [row[0] for row in exceptions_on(deals, check, "id").rows] == broken


@pytest.mark.parametrize(
    ("check", "eligible", "broken"),
    [
        (made_check("on_change", "history", field="amount", requires=("note",), beyond=25000), 2, [1]),
        (made_check("on_change", "history", field="amount", requires=("note",), beyond=24999), 3, [1, 2]),
        (made_check("on_change", "history", field="amount", requires=("note",)), 5, [1, 2, 5, 7]),
    ],
)
def test_a_change_requires_a_note(
    deals: duckdb.DuckDBPyConnection, check: Check, eligible: int, broken: list[int]
) -> None:
    result = one(deals, check)
    assert (result.rows, result.eligible, result.violations) == (7, eligible, len(broken))
    assert [row[0] for row in exceptions_on(deals, check, "n").rows] == broken


# (check, observed, whether it holds)
VALUE_CASES: list[tuple[Check, Any, bool]] = [
    (made_check("row_count", min=5, max=5), 5, True),
    (made_check("row_count", min=6), 5, False),
    (made_check("row_count", max=1, where="stage = 'New'"), 2, False),
    (made_check("column_max", column="amount", max=Decimal("20.5")), Decimal("20.50"), True),
    (made_check("column_max", column="amount", max=Decimal("20.5"), strict_max=True), Decimal("20.50"), False),
    (made_check("column_min", column="amount", min=0), Decimal("-5.00"), False),
    (made_check("column_sum", column="amount", min=25, max=26), Decimal("25.50"), True),
    (made_check("column_mean", column="amount", min=8, max=9), 8.5, True),
    (made_check("column_mean", column="amount", min=8, where="stage = 'none'"), None, False),
    (made_check("column_max", column="closed", max="2026-11-30"), "2026-12-01", False),
    (made_check("fresh", column="_loaded_at", within="daily by 06:00"), "2026-11-13 07:00:00", True),
    (made_check("fresh", column="_loaded_at", within="daily by 08:00"), "2026-11-13 07:00:00", False),
    (made_check("fresh", column="_loaded_at", within="3 days"), "2026-11-13 07:00:00", True),
    (made_check("fresh", column="_loaded_at", within="2 days"), "2026-11-13 07:00:00", False),
    (made_check("fresh", column="_loaded_at", within="2 days", where="stage is null"), None, False),
    (made_check("row_count_is", count=5), 5, True),
    (made_check("row_count_is", count=5, where="stage = 'New'"), 2, False),
    (made_check("row_count_as", arguments={"in": "accounts"}), 5, False),
    (made_check("row_count_as", where="id <= 3", arguments={"other_table_name": "accounts"}), 3, True),
    (made_check("column_median", column="amount", min=10, max=10), 10.0, True),
    (made_check("column_median", column="amount", min=10, where="id < 3"), 15.25, True),
    (made_check("column_stdev", column="amount", max=12), 164.25**0.5, False),
    (made_check("column_stdev", column="amount", min=0, where="id = 1"), None, False),
    (
        made_check(
            "column_quantiles",
            column="amount",
            quantiles=(0, Decimal("0.5"), 1),
            ranges=((-5, 0), (10, 10), (20, None)),
        ),
        (Decimal("-5.00"), Decimal("10.00"), Decimal("20.50")),
        True,
    ),
    (
        made_check("column_quantiles", column="amount", quantiles=(1,), ranges=((None, 20),)),
        (Decimal("20.50"),),
        False,
    ),
    (
        made_check("column_quantiles", column="amount", quantiles=(0,), ranges=((None, None),), where="false"),
        (None,),
        False,
    ),
    (made_check("unique_count", column="account", min=3, max=3), 3, True),
    (made_check("unique_count", column="account", min=3, where="account = 8"), 1, False),
    (made_check("unique_share", column="account", min=Decimal("0.75")), 0.75, True),
    (made_check("unique_share", column="account", min=Decimal("0.1"), where="false"), 0, False),
    (made_check("filled_share", column="amount", max=Decimal("0.6")), 0.6, True),
    (made_check("filled_share", column="amount", min=0, where="false"), 0, True),
    (made_check("distinct_in", column="stage", values=("New", "Won")), 1, False),
    (made_check("distinct_in", column="stage", values=("New", "Won"), where="id <> 3"), 0, True),
    (made_check("distinct_contain", column="stage", values=("New", "Lost")), 1, False),
    (made_check("distinct_contain", column="stage", values=("New", "New")), 0, True),
    (made_check("distinct_equal", column="stage", values=("New", "Won", "won")), 0, True),
    (made_check("distinct_equal", column="stage", values=("New", "Lost")), 3, False),
    (made_check("most_common", column="stage", values=("New",)), "New", True),
    (made_check("most_common", column="account", values=(7, 9)), 8, False),
    (made_check("most_common", column="note", values=("abc",)), "", False),
    (made_check("most_common", column="note", values=("abc",), ties_okay=True), "", True),
    (made_check("most_common", column="stage", values=("New",), where="false"), None, False),
]


@pytest.mark.parametrize(("check", "observed", "holds"), VALUE_CASES)
def test_a_value_is_judged(deals: duckdb.DuckDBPyConnection, check: Check, observed: Any, holds: bool) -> None:
    result = one(deals, check)
    assert result.observed == observed
    assert (result.status, result.eligible, result.violations) == (
        Status.OK if holds else Status.BREACH,
        1,
        int(not holds),
    )
    assert bool(result.reason) is not holds


def test_a_breach_of_a_value_says_what_was_found_and_what_is_needed(deals: duckdb.DuckDBPyConnection) -> None:
    stale = one(deals, made_check("fresh", column="_loaded_at", within="daily by 08:00"))
    assert stale.reason == (
        'the newest row is 2026-11-13 07:00:00; one after 2026-11-13 08:00 ("daily by 08:00") is needed'
    )
    few = one(deals, made_check("row_count", min=6))
    assert few.reason == "the number of rows is 5; at least 6 is needed"
    low = one(deals, made_check("column_min", column="amount", min=0, max=3, strict_max=True))
    assert low.reason == 'the min of "amount" is -5.00; at least 0 and below 3 is needed'
    empty = one(deals, made_check("column_min", column="amount", min=0, where="false"))
    assert empty.reason == "there is no value; at least 0 is needed"


def test_every_kind_has_a_name_of_its_own_and_says_what_it_is_about() -> None:
    assert len(KINDS) == sum(len(kind.names) for kind in ALL)
    for kind in ALL:
        assert kind.about.endswith(".")
        spellings = [name for parameter in kind.arguments for name in parameter.names]
        assert len(spellings) == len(set(spellings))
        assert all(name in spellings for name in kind.listed)


def test_every_kind_is_tried_here() -> None:
    tried = {check.kind for check, *_ in ROW_CASES} | {check.kind for check, *_ in VALUE_CASES}
    untried = {kind.name for kind in ALL if not tried & set(kind.names)}
    shapes = {kind.name for kind in ALL if kind.judges == "shape"}
    assert untried == {"on_change", *shapes}  # these have tests of their own


LISTED = tuple(COLUMNS)
SORTED = tuple(sorted(COLUMNS))
TYPES = tuple(COLUMNS.values())
# (check, observed, what is wrong)
SHAPE_CASES: list[tuple[Check, Any, str]] = [
    (made_check("column_exists", column="STAGE"), None, ""),
    (made_check("column_exists", column="stage", column_index=1), None, ""),
    (
        made_check("column_exists", column="stage", column_index=0),
        None,
        '"stage" is column 1 of "t", counted from 0; 0 is needed',
    ),
    (made_check("columns_are", columns=LISTED[::-1]), SORTED, ""),
    (made_check("columns_are", columns=("id", "Stage"), exact_match=False), SORTED, ""),
    (made_check("columns_are", columns=("id", "gone"), exact_match=False), SORTED, '"t" lacks "gone"'),
    (made_check("columns_are", columns=(*LISTED[1:], "gone")), SORTED, '"t" lacks "gone" and also has "id"'),
    (made_check("columns_in_order", columns=LISTED), LISTED, ""),
    (
        made_check("columns_in_order", columns=("stage", "id")),
        LISTED,
        '"t" has the columns "id", "stage", "amount", "list_amount", "closed", "account", "note", "_loaded_at"',
    ),
    (made_check("column_count", min=8, max=8), 8, ""),
    (made_check("column_count", min=8, strict_min=True), 8, '"t" has 8 columns; above 8 is needed'),
    (made_check("column_count", max=8, strict_max=True), 8, '"t" has 8 columns; below 8 is needed'),
    (made_check("column_count_is", count=7), 8, '"t" has 8 columns; 7 are needed'),
    (made_check("type_is", column="stage", type="TEXT"), "VARCHAR", ""),
    (made_check("type_is", column="stage", type="varchar"), "VARCHAR", ""),
    (made_check("type_is", column="amount", type="DECIMAL"), "DECIMAL(12, 2)", ""),
    (made_check("type_is", column="amount", type="decimal(12,2)"), "DECIMAL(12, 2)", ""),
    (
        made_check("type_is", column="amount", type="DECIMAL(9,2)"),
        "DECIMAL(12, 2)",
        '"amount" of "t" is of type DECIMAL(12, 2); DECIMAL(9,2) is needed',
    ),
    (made_check("type_in", column="id", types=("BIGINT", "INTEGER")), "INTEGER", ""),
    (
        made_check("type_in", column="id", types=("BIGINT", "float64")),
        "INTEGER",
        '"id" of "t" is of type INTEGER; BIGINT or float64 is needed',
    ),
]


@pytest.mark.parametrize(("check", "observed", "wrong"), SHAPE_CASES)
def test_a_shape_is_seen_in_the_listing(
    deals: duckdb.DuckDBPyConnection, check: Check, observed: Any, wrong: str
) -> None:
    (result,) = results_on(deals, [check], {check.relation: LISTED}, {check.relation: TYPES})
    assert (result.observed, result.reason) == (observed, wrong)
    assert (result.status, result.eligible) == (Status.BREACH if wrong else Status.OK, 1)


def test_every_kind_on_shapes_is_seen() -> None:
    seen = {check.kind for check, *_ in SHAPE_CASES}
    assert seen == {kind.name for kind in ALL if kind.judges == "shape"}


def test_a_type_cannot_be_seen_without_a_listing_of_types(deals: duckdb.DuckDBPyConnection) -> None:
    check = made_check("type_is", column="id", type="INTEGER")
    (result,) = results_on(deals, [check], {check.relation: LISTED})
    assert (result.status, result.reason) == (Status.NOT_JUDGED, 'the columns of "t" are not known')


@pytest.mark.parametrize(("listed", "status"), [(("id", "Stage"), Status.OK), (("id",), Status.BREACH)])
def test_a_column_is_looked_for_in_the_listing(
    deals: duckdb.DuckDBPyConnection, listed: tuple[str, ...], status: Status
) -> None:
    check = made_check("expect_column_to_exist", column="stage")
    (result,) = results_on(deals, [check], {check.relation: listed})
    assert result.status is status


def test_a_column_cannot_be_looked_for_without_a_listing(deals: duckdb.DuckDBPyConnection) -> None:
    assert one(deals, made_check("column_exists", column="stage")).status is Status.NOT_JUDGED
