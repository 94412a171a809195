"""What the benchmark says of a measurement: wrong rows fail it, goals are told, results keep what was not run again."""

import subprocess
import sys
from dataclasses import asdict, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks import results, rows, running, table
from benchmarks.case import Alone, Case, Measured, Outcome, Race, Skipped, of_sql
from benchmarks.cases import CASES, FAMILIES
from benchmarks.ground import Ground

ROOT = Path(__file__).parents[2]
EXPECTED = [("a", None, 1), ("b", date(2026, 1, 1), 2)]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (EXPECTED, ""),
        ([*reversed(EXPECTED)], ""),
        ([("a", None, 1), ("b", datetime(2026, 1, 1), 2)], ""),
        ([("a", None, 1)], "1 rows are missing, such as ('b', datetime.date(2026, 1, 1))"),
        ([*EXPECTED, ("c", None, 3)], "1 rows too many, such as ('c', None)"),
        ([*EXPECTED, EXPECTED[0]], "('a', None) comes twice"),
        ([("a", None, 1), ("b", date(2026, 1, 1), 3)], "1 of 2 rows differ; ('b', datetime.date(2026, 1, 1)) has (3,)"),
        ([("a", None, None), EXPECTED[1]], "1 of 2 rows differ; ('a', None) has (None,), right is (1,)"),
    ],
)
def test_the_first_difference_is_told(found: list[rows.Row], said: str) -> None:
    told = rows.difference(found, EXPECTED, 2)
    assert told.startswith(said) if said else told == ""


@pytest.mark.parametrize(
    ("found", "expected", "same"),
    [
        (0.1 + 0.2, 0.3, True),
        (1.0, 1.00001, False),
        (Decimal("1.10"), Decimal("1.1"), True),
        (Decimal("1.10"), Decimal("1.1000000001"), False),
        (10**15, 10**15 + 1, False),
        (None, 0.0, False),
    ],
)
def test_floats_agree_to_nine_digits_and_other_numbers_exactly(found: object, expected: object, same: bool) -> None:
    assert (rows.difference([("k", found)], [("k", expected)], 1) == "") is same


def test_a_sample_leaves_other_keys_alone_and_misses_none() -> None:
    sampled = [("a", 1)]
    assert rows.difference([("a", 1), ("b", 5)], sampled, 1, sampled=True) == ""
    assert "missing" in rows.difference([("b", 5)], sampled, 1, sampled=True)


def measured(tmp_path: Path, work: Race | Alone) -> Outcome:
    """A case over a table with one row."""
    import duckdb

    with duckdb.connect(str(tmp_path / "facts.duckdb")) as connection:
        connection.execute("CREATE TABLE t AS SELECT 1 AS k, 2 AS v")
    with Ground(tmp_path, "facts", 1) as ground:
        return running.measured(Case("c", "a case", "by hand", 1.0, work), ground)


def test_a_fast_wrong_answer_fails(tmp_path: Path) -> None:
    outcome = measured(tmp_path, of_sql(lambda _: "SELECT k, v + 1 FROM t", "SELECT 1 AS one", "SELECT k, v FROM t", 1))
    assert outcome.failed == "AssertionError: wrong rows: 1 of 1 rows differ; (1,) has (3,), right is (2,)"
    assert outcome.value is None


def test_a_right_answer_is_timed_on_both_sides(tmp_path: Path) -> None:
    outcome = measured(tmp_path, of_sql(lambda _: "SELECT k, v FROM t", "SELECT 1 AS one", "SELECT k, v FROM t", 1))
    assert (outcome.failed, outcome.skipped) == ("", "")
    assert outcome.ours is not None
    assert outcome.reference is not None
    assert outcome.value == pytest.approx(outcome.ours / outcome.reference)


def test_what_cannot_be_measured_here_is_skipped_with_its_reason(tmp_path: Path) -> None:
    def without(_: Ground) -> Measured:
        raise Skipped("without a generator")

    assert measured(tmp_path, Alone(without)) == Outcome(skipped="without a generator")


GOAL = Case("c", "a case", "by hand", 1.25, Alone(lambda _: Measured(1)))


@pytest.mark.parametrize(
    ("case", "outcome", "met"),
    [
        (GOAL, Outcome(1.25), "yes"),
        (GOAL, Outcome(1.26), "no"),
        (GOAL, Outcome(failed="wrong rows"), "failed"),
        (GOAL, Outcome(skipped="without dbt"), "skipped"),
        (replace(GOAL, goal=None), Outcome(7), ""),
        (replace(GOAL, goal=None, must="finishes"), Outcome(7), "yes"),
        (replace(GOAL, goal=None, must="finishes"), Outcome(failed="out of memory"), "failed"),
    ],
)
def test_a_goal_is_met_or_not(case: Case, outcome: Outcome, met: str) -> None:
    assert table.met(case, outcome) == met


def test_results_are_refreshed_case_by_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "KEPT", tmp_path / "results.json")
    monkeypatch.setattr(results, "PAGE", tmp_path / "RESULTS.md")
    first, second = list(CASES)[:2]
    results.write({first: Outcome(2.0, 0.2, 0.1, 123.0), second: Outcome(failed="wrong rows")}, 1000)
    results.write({second: Outcome(1.1, 0.11, 0.1, 99.0, note="now it is right")}, 1000)
    page = (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
    assert f"| {CASES[first].title} | S | 2.00 × | ≤ 1.25 × | no | 0.20 / 0.10 | 123 |" in page
    assert f"| {CASES[second].title} | S | 1.10 × | ≤ 1.25 × | yes | 0.11 / 0.10 | 99.0 |" in page
    assert f"* {CASES[second].title}: now it is right" in page
    assert "python -m benchmarks --rows 1000 --write" in page


def test_the_results_that_are_kept_make_the_page_that_is_kept() -> None:
    if results.KEPT.exists():
        assert results.page(results.kept()) == results.PAGE.read_text(encoding="utf-8")


def test_names_are_unique_and_every_case_has_a_goal_or_is_told() -> None:
    names = [case.name for _, family in FAMILIES for case in family]
    assert len(names) == len(set(names))
    assert {case.unit for case in CASES.values()} <= {"×", "ms", "s", "MB", "%"}


def test_an_unknown_case_is_refused_with_the_way_to_the_names() -> None:
    words = [sys.executable, "-m", "benchmarks", "--only", "nothing"]
    run = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "no case starts with nothing; --list shows them" in run.stderr


def test_one_case_runs_in_a_process_of_its_own_from_end_to_end() -> None:
    words = [sys.executable, "-m", "benchmarks", "--only", "plain-month", "--rows", "5000"]
    run = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    line = run.stdout.splitlines()[-1]
    assert line.startswith("a sum by month")
    assert "by hand" in line


def test_an_outcome_survives_being_kept() -> None:
    outcome = Outcome(1.5, 0.3, 0.2, 100.0, "told")
    assert results.outcome_of({**asdict(outcome), "on": "2026-11-22", "machine": "two cores"}) == outcome
