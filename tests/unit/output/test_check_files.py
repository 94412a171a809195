"""The files of checks: counts that agree, names that any system takes, waived and resolved records told apart."""

import csv
from dataclasses import replace
from datetime import date
from io import StringIO

from made_evaluation import place

from metricops.evaluate.values import CheckResult, Status
from metricops.exception_list import Record, RecordList, Resolved, by_owner
from metricops.manifest import Waiver
from metricops.output.check_files import check_files, coaching_markdown, file_name, records_csv
from tests.made_checks import made_check

DAY = date(2026, 11, 15)
WAIVER = Waiver("amounts", "Paid, in cash.", "CFO", date(2026, 12, 31), place(3))
RESULT = CheckResult(
    "amounts", 2, "t", Status.BREACH, 10, 2, "Sales", "Fill it.", place(1), declared=made_check(), waived=1
)
RECORDS = (
    Record(("1",), (1, None), "Ann", date(2026, 11, 1), False),
    Record(("2",), (2, "a|b\nc"), "Bob", DAY, True),
    Record(("3",), (3, None), "Ann", DAY, True, WAIVER),
)
GONE = (Resolved(("7",), date(2026, 10, 1), date(2026, 11, 8)),)
LIST = RecordList(DAY, RESULT, ("id", "note"), ("id",), RECORDS, GONE, date(2026, 11, 8))


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text)))


def test_there_are_as_many_rows_as_were_counted_and_each_says_how_it_stands() -> None:
    found = rows(records_csv(LIST))
    assert len(found) == RESULT.violations + RESULT.waived
    assert [row["record_state"] for row in found] == ["open", "new", "waived"]
    assert [row["record_age_days"] for row in found] == ["14", "0", "0"]
    assert found[1]["note"] == "a|b\nc"
    assert (found[2]["record_waived_until"], found[2]["record_waived_because"]) == ("2026-12-31", "Paid, in cash.")


def test_a_check_that_nothing_breaks_has_a_header_and_one_that_was_not_listed_no_file() -> None:
    fine = replace(LIST, result=replace(RESULT, check="fine", violations=0, waived=0), columns=("id",), records=())
    blind = replace(LIST, result=replace(RESULT, check="blind"), records=(), failed="timeout")
    files = check_files([RESULT], [fine, blind])
    assert files["checks/fine.csv"].count("\n") == 1
    assert "checks/blind.csv" not in files


def test_resolved_records_stand_in_one_file_and_a_list_that_failed_resolves_nothing() -> None:
    files = check_files([RESULT], [LIST, replace(LIST, failed="timeout")])
    assert rows(files["checks/resolved.csv"]) == [
        {
            "check": "amounts",
            "record": '{"id": "7"}',
            "first_seen": "2026-10-01",
            "last_seen": "2026-11-08",
            "resolved_by": "2026-11-15",
        }
    ]


def test_every_owner_has_a_list_of_tier_2_without_waived_records() -> None:
    tier_1 = replace(LIST, result=replace(RESULT, check="hard", tier=1))
    files = check_files([RESULT], [LIST, tier_1])
    assert {name for name in files if name.startswith("owners/")} == {"owners/Ann.md", "owners/Bob.md"}
    assert "hard" not in files["owners/Ann.md"]
    assert "# Ann: 1 record to mend" in files["owners/Ann.md"]


def test_a_coaching_list_says_what_to_do_and_how_old_it_is() -> None:
    text = "".join(map(coaching_markdown, by_owner([LIST])))
    assert "Fill it." in text
    assert "| 1 | 14 d |  |" in text
    assert "| 2 | new | a\\|b<br>c |" in text


def test_names_of_files_are_safe_and_differ_where_case_does_not() -> None:
    assert file_name("../a b/ü: c") == "a_b_ü_c"
    assert file_name("...") == "_"
    names = ("Deals/x", "deals x", "resolved")
    lists = [replace(LIST, result=replace(RESULT, check=name, tier=1)) for name in names]
    files = [name for name in check_files([], lists) if name.startswith("checks/")]
    assert files == ["checks/resolved.csv", "checks/Deals_x.csv", "checks/deals_x_2.csv", "checks/resolved_2.csv"]
