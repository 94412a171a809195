"""Records beside what the ledger listed before: new, open since when, resolved, and whose they are."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from made_evaluation import place

from metricops.evaluate.values import CheckResult, Status
from metricops.exception_list import RecordList, by_owner, follow
from metricops.exception_list.records import definition
from metricops.ledger import Listed
from metricops.manifest import Check, Waiver
from tests.made_checks import made_check

CHECK = replace(made_check("require", keys=("id",), name="amounts"), owner="Sales", owner_column="rep")
AT = datetime(2026, 11, 16, tzinfo=UTC)
D1, D8, D15 = date(2026, 11, 1), date(2026, 11, 8), date(2026, 11, 15)
WAIVER = Waiver("amounts", "Paid in cash.", "CFO", date(2026, 12, 31), place(3))


def result(check: Check = CHECK, violations: int = 0, tier: int = 2) -> CheckResult:
    status = Status.BREACH if violations else Status.OK
    return CheckResult(check.name, tier, "t", status, 10, violations, check.owner, "Fill it.", place(1), declared=check)


def event(day: date, *ids: str, check: Check = CHECK, columns: tuple[str, ...] = ("id",)) -> Listed:
    records = tuple((each,) for each in ids)
    return Listed(
        run="", at=AT, as_of=day, check=check.name, columns=columns, records=records, definition=definition(check)
    )


def followed(
    rows: Sequence[tuple[Any, ...]],
    *events: Listed,
    as_of: date = D15,
    waived: Sequence[Any] = (),
    check: Check = CHECK,
) -> RecordList:
    marked = [(row, WAIVER if row[0] in waived else None) for row in rows]
    return follow(result(check, len(rows)), ("id", "rep", "amount"), ("id",), marked, events, as_of)


def seen(found: RecordList) -> dict[str | None, tuple[bool, int]]:
    return {record.key[0]: (record.new, found.age(record)) for record in found.records}


def test_without_a_listing_before_everything_is_new() -> None:
    found = followed([(1, "Ann", None), (None, "Bob", None)])
    assert seen(found) == {"1": (True, 0), None: (True, 0)}
    assert (found.before, found.resolved) == (None, ())


def test_age_counts_from_the_first_of_an_unbroken_row_of_listings() -> None:
    found = followed([(1, "Ann", None), (2, "Bob", None), (3, "Bob", None)], event(D1, "1", "2"), event(D8, "1"))
    assert seen(found) == {"1": (False, 14), "2": (True, 0), "3": (True, 0)}
    assert found.before == D8


def test_what_is_listed_no_more_is_resolved() -> None:
    (gone,) = followed([(1, "Ann", None)], event(D1, "2"), event(D8, "1", "2")).resolved
    assert (gone.key, gone.first_seen, gone.last_seen) == (("2",), D1, D8)


def test_a_listing_without_records_resolves_all_of_them() -> None:
    assert [one.key for one in followed([], event(D8, "1", "2")).resolved] == [("1",), ("2",)]


def test_another_definition_resolves_nothing_and_keeps_ages() -> None:
    other = replace(CHECK, where=made_check(where="stage = 'Won'").where)
    found = followed([(1, "Ann", None)], event(D8, "1", "2", check=other))
    assert seen(found) == {"1": (False, 7)}
    assert found.resolved == ()


def test_other_keys_are_other_records() -> None:
    found = followed([(1, "Ann", None)], event(D8, "1", columns=("account_id",)))
    assert seen(found) == {"1": (True, 0)}


def test_a_run_made_again_says_the_same_and_so_does_one_made_late() -> None:
    rows = [(1, "Ann", None), (2, "Bob", None)]
    first = followed(rows, event(D8, "1"))
    assert followed(rows, event(D8, "1"), event(D15, "1", "2")) == first
    assert followed(rows, event(D15, "9"), event(date(2026, 11, 22), "3"), event(D8, "1")) == first


def test_the_last_listing_of_a_day_counts() -> None:
    assert followed([], event(D8, "1", "2"), event(D8, "2")).resolved[0].key == ("2",)


def test_the_owner_column_says_whose_a_record_is_else_the_check_does() -> None:
    found = followed([(1, "Ann", None), (2, None, None), (3, "  ", None)])
    assert [record.owner for record in found.records] == ["Ann", "Sales", "Sales"]
    plain = followed([(1, "Ann", None)], check=replace(CHECK, owner_column=""))
    assert plain.records[0].owner == "Sales"


def test_owners_get_the_oldest_first_and_are_not_asked_for_what_is_waived() -> None:
    rows = [(1, "Ann", None), (2, "Ann", None), (3, "Bob", None), (4, "Bob", None)]
    ann, bob = by_owner([followed(rows, event(D1, "2"), event(D8, "2", "3"), waived=[4])])
    assert [record.key[0] for record in ann.lists[0][1]] == ["2", "1"]
    assert (ann.owner, ann.count, bob.owner, bob.count) == ("Ann", 2, "Bob", 1)


def test_owners_with_most_records_come_first_and_so_do_their_worst_checks() -> None:
    many = replace(followed([(n, "Bob", None) for n in range(3)]), result=result(violations=3))
    strict = replace(followed([(9, "Bob", None)]), result=result(violations=1, tier=1))
    few = followed([(7, "Ann", None)])
    bob, ann = by_owner([few, many, strict])
    assert (bob.owner, bob.count, ann.owner) == ("Bob", 4, "Ann")
    assert [part.result.tier for part, _ in bob.lists] == [1, 2]


def test_records_nobody_owns_are_somebodys_list_too() -> None:
    nobody = replace(CHECK, owner="", owner_column="")
    (one,) = by_owner([followed([(1, "Ann", None)], check=nobody)])
    assert one.owner == "(no owner)"
