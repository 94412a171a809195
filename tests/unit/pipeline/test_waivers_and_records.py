"""Waived records are counted apart, listed records are followed from run to run: on DuckDB, with known answers."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from small_project import project_of

import metricops as mo
from metricops.evaluate.values import CheckResult, Status
from metricops.exception_list import RecordList
from metricops.ledger import Ledger
from metricops.manifest import Relation
from metricops.pipeline import checking
from metricops.pipeline.recording import record_lists

AS_OF = date(2026, 11, 15)
AT = datetime(2026, 11, 16, tzinfo=UTC)
TABLES = """
create table deals (deal_id integer, rep varchar, stage varchar, amount decimal(9, 2), closed_on date);
insert into deals values
  (1, 'Ann', 'Won', 10, '2026-11-01'), (2, 'Ann', 'Won', null, '2026-11-02'), (3, 'Bob', 'Won', null, null),
  (4, null, 'Won', null, '2025-01-01'), (5, 'Bob', 'Open', null, null), (6, 'Bob', null, null, null);
"""
CHECKS = """
checks:
  - name: won_deals_have_an_amount
    tier: 1
    on: deals
    require: amount
    when: stage = 'Won'
    keys: deal_id
    owner: Sales
    owner_column: rep
"""
WON = "won_deals_have_an_amount"


def waiver(records: str, until: str = "2026-12-31", check: str = WON) -> str:
    return f"""
waivers:
  - check: {check}
    {records}
    reason: Paid in kind.
    owner: CFO
    until: {until}
"""


def checked(*texts: str, as_of: date = AS_OF, tables: str = TABLES) -> CheckResult:
    return project_of(tables, CHECKS, *texts).check(as_of=as_of).results[0]


def lists(project: mo.Project, ledger: Ledger | None = None, as_of: date = AS_OF) -> RecordList:
    run = project.check(as_of=as_of)
    (found,) = checking.record_lists(project.world(), ledger, run.results, as_of)
    return found


def counts(result: CheckResult) -> tuple[str, int, int, int]:
    return (result.status.value, result.eligible, result.violations, result.waived)


def test_without_waivers_nothing_is_waived() -> None:
    assert counts(checked()) == ("breach", 4, 3, 0)


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ("key: 2", ("breach", 4, 2, 1)),
        ("key: [2, '3']", ("breach", 4, 1, 2)),
        ("key: {deal_id: 2, rep: Ann}", ("breach", 4, 2, 1)),
        ("key: [{rep: Ann}, {rep: Bob}]", ("breach", 4, 1, 2)),
        ("key: 5", ("breach", 4, 3, 0)),  # breaks nothing: it is no won deal
        ("where: closed_on < as_of - 365", ("breach", 4, 2, 1)),
        ("where: rep is null or rep in ('Ann', 'Bob')", ("ok", 4, 0, 3)),
        ("where: rep = 'Ann'", ("breach", 4, 2, 1)),  # NULL lets nothing pass
    ],
)
def test_waived_records_are_counted_apart(records: str, expected: tuple[str, int, int, int]) -> None:
    assert counts(checked(waiver(records))) == expected


def test_a_waiver_holds_up_to_and_including_its_last_day() -> None:
    text = waiver("key: 2", until="2026-11-15")
    assert checked(text).waived == 1
    assert checked(text, as_of=date(2026, 11, 16)).waived == 0


def test_waivers_of_one_check_add_up_without_counting_a_record_twice() -> None:
    both = waiver("key: [2, 3]") + waiver("where: rep = 'Ann'").replace("\nwaivers:\n", "")
    assert counts(checked(both)) == ("breach", 4, 1, 2)


def test_a_waiver_that_does_not_fit_its_table_lets_nothing_pass_and_is_told() -> None:
    result = checked(waiver("key: {deal: 2}"))
    assert counts(result) == ("breach", 4, 3, 0)
    assert 'lets nothing pass: "deal" is not a column of "deals"' in result.reason


def test_the_share_that_must_hold_counts_waived_records_as_holding() -> None:
    text = CHECKS.replace("tier: 1", "tier: 1\n    mostly: 0.75")
    assert project_of(TABLES, text, waiver("key: [2, 3]")).check(as_of=AS_OF).results[0].status is Status.OK


def test_rows_that_are_not_unique_can_be_waived_too() -> None:
    text = CHECKS.replace("    require: amount\n    when: stage = 'Won'\n", "    unique: rep\n")
    result = project_of(TABLES, text, waiver("key: 1")).check(as_of=AS_OF).results[0]
    assert (result.violations, result.waived) == (4, 1)


def test_a_waived_tier_1_violation_does_not_exit_2_and_closes_no_gate() -> None:
    project = project_of(TABLES, CHECKS, waiver("where: true"))
    evaluation = project.evaluate(as_of="2026-11-15")
    assert evaluation.exit == 0
    assert [check.waived for check in evaluation.checks] == [3]
    quality = checking.run(project.world(), checking.declared(project.manifest), AS_OF).quality
    assert quality[Relation("deals", "main")].violated == ()


def test_the_list_holds_every_record_with_owner_and_waiver() -> None:
    found = lists(project_of(TABLES, CHECKS, waiver("key: 3")))
    assert [(r.key, r.owner, bool(r.waiver)) for r in found.records] == [
        (("2",), "Ann", False),
        (("3",), "Bob", True),
        (("4",), "Sales", False),
    ]
    assert found.columns == ("deal_id", "rep", "stage", "amount")


def test_rows_of_the_check_say_until_when_they_are_waived() -> None:
    run = project_of(TABLES, CHECKS, waiver("key: 3")).check(as_of=AS_OF, rows=True)
    result = run.records[WON]
    assert result.columns[-1].name == "waived_until"
    assert [row[-1] for row in result.rows] == [None, date(2026, 12, 31), None]


def test_records_are_followed_from_run_to_run(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    first = lists(project_of(TABLES, CHECKS), ledger, date(2026, 11, 8))
    record_lists(ledger, [first], AT)
    changes = "update deals set amount = 5 where deal_id = 2; insert into deals values (7, 'Ann', 'Won', null, null);"
    found = lists(project_of(TABLES + changes, CHECKS), ledger)
    assert [(r.key[0], r.new, found.age(r)) for r in found.records] == [
        ("3", False, 7),
        ("4", False, 7),
        ("7", True, 0),
    ]
    assert [(one.key, one.first_seen) for one in found.resolved] == [(("2",), date(2026, 11, 8))]


def test_a_run_made_again_is_remembered_once(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    for _ in range(2):
        record_lists(ledger, [lists(project_of(TABLES, CHECKS), ledger)], AT)
    assert len(ledger.listed([WON])) == 1


def test_a_check_that_could_not_run_resolves_nothing(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    record_lists(ledger, [lists(project_of(TABLES, CHECKS), ledger, date(2026, 11, 8))], AT)
    gone = project_of("create table other (i integer);", CHECKS)
    run = gone.check(as_of=AS_OF)
    assert run.results[0].status is Status.NOT_JUDGED
    assert checking.record_lists(gone.world(), ledger, run.results, AS_OF) == ()
    found = lists(project_of(TABLES, CHECKS), ledger, date(2026, 11, 22))
    assert [found.age(r) for r in found.records] == [14, 14, 14]


def test_a_list_that_the_warehouse_refuses_says_so_and_is_not_remembered(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    record_lists(ledger, [lists(project_of(TABLES, CHECKS), ledger, date(2026, 11, 8))], AT)
    whole = project_of(TABLES, CHECKS)
    (result,) = whole.check(as_of=AS_OF).results
    bare = project_of("create table deals (deal_id integer);", CHECKS)
    (found,) = checking.record_lists(bare.world(), ledger, [result], AS_OF)
    assert found.failed
    assert (found.records, found.resolved) == ((), ())
    record_lists(ledger, [found], AT)
    assert [event.as_of for event in ledger.listed([WON])] == [date(2026, 11, 8)]


def test_a_list_of_another_length_than_its_count_says_so() -> None:
    project = project_of(TABLES, CHECKS)
    (result,) = project.check(as_of=AS_OF).results
    (found,) = checking.record_lists(project.world(), None, [replace(result, violations=9)], AS_OF)
    assert "9 rows were counted but 3 listed" in found.result.reason


def uses(*texts: str, as_of: date = AS_OF) -> list[tuple[int | None, int, str]]:
    run = project_of(TABLES, CHECKS, *texts).check(as_of=as_of)
    return [(use.records, use.days_left, use.told) for use in run.waivers]


def test_every_waiver_says_how_many_records_it_lets_pass() -> None:
    both = waiver("key: [2, 3]") + waiver("where: rep = 'Ann'").replace("\nwaivers:\n", "")
    assert uses(both) == [(2, 46, ""), (1, 46, "")]  # record 2 is met by both


@pytest.mark.parametrize("records", ["key: 5", "key: 99", "where: rep = 'Zoe'"])
def test_a_waiver_that_no_record_meets_is_told(records: str) -> None:
    told = f'the waiver for "{WON}" lets nothing pass: no record that breaks the check matches it'
    assert uses(waiver(records)) == [(0, 46, told)]


def test_a_waiver_that_has_ended_or_does_not_fit_is_told_once() -> None:
    ended = f'the waiver for "{WON}" ended on 2026-11-14'
    assert uses(waiver("key: 2", until="2026-11-14")) == [(None, -1, ended)]
    assert uses(waiver("key: {deal: 2}")) == [(0, 46, "")]  # the check's reason says why


def test_a_waiver_of_a_check_that_could_not_run_says_nothing() -> None:
    broken = CHECKS.replace("require: amount", "require: price")
    run = project_of(TABLES, broken, waiver("key: 2")).check(as_of=AS_OF)
    assert [(use.records, use.told) for use in run.waivers] == [(None, "")]


def test_a_run_tells_of_its_waivers_as_well() -> None:
    (use,) = project_of(TABLES, CHECKS, waiver("key: 99")).evaluate(as_of="2026-11-15").waivers
    assert (use.waiver.check, use.records, use.unfit) == (WON, 0, False)
