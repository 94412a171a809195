"""The windows of a threshold, beside a calendar on the wall."""

from datetime import date
from fractions import Fraction

import pytest

from metricops.evaluate.baselines import covered
from metricops.evaluate.windows import judged_window, moved, per_window, provisional_until, schedule
from metricops.manifest import Baseline, BaselineKind, Contract
from metricops.periods import Calendar, Grain, Period, Window, parse_window
from tests.scenarios.made_series import NOWHERE, threshold, window

PREVIOUS = {"red": "rises 10% vs previous 4 weeks"}


@pytest.mark.parametrize(
    ("spec", "of_contract", "judged"),
    [
        ({"red": "below 3"}, None, "1 week"),
        ({"red": "below 3"}, "13w", "13 weeks"),
        ({"red": "below 3", "window": "28d"}, "13w", "28 days"),
        (PREVIOUS, None, "4 weeks"),
        (PREVIOUS, "2w", "2 weeks"),
        ({**PREVIOUS, "window": "1w"}, None, "1 week"),
        ({"red": "falls 10% vs trailing 8 weeks"}, None, "1 week"),
        ({"red": "falls 10% vs last year", "window": "qtd"}, None, "quarter to date"),
    ],
)
def test_the_window_of_the_threshold_then_of_the_contract_then_of_the_baseline(
    spec: dict[str, str], of_contract: str | None, judged: str
) -> None:
    assert str(judged_window(threshold(spec), Contract(NOWHERE, window=window(of_contract)))) == judged


@pytest.mark.parametrize(
    ("as_of", "n", "unit", "earlier"),
    [
        ("2026-11-15", 1, Grain.WEEK, "2026-11-08"),
        ("2027-01-03", 1, Grain.WEEK, "2026-12-27"),
        ("2027-02-28", 1, Grain.MONTH, "2027-01-31"),
        ("2027-03-31", 1, Grain.MONTH, "2027-02-28"),
        ("2028-03-31", 1, Grain.MONTH, "2028-02-29"),
        ("2027-03-31", 3, Grain.MONTH, "2026-12-31"),
        ("2026-03-30", 1, Grain.MONTH, "2026-02-27"),
        ("2026-06-30", 1, Grain.QUARTER, "2026-03-31"),
    ],
)
def test_stepping_back_keeps_the_last_day_of_a_month(as_of: str, n: int, unit: Grain, earlier: str) -> None:
    assert moved(date.fromisoformat(as_of), n, unit) == date.fromisoformat(earlier)


def test_a_streak_of_windows_does_not_overlap_and_one_of_weeks_steps_by_a_week() -> None:
    contract, as_of = Contract(NOWHERE), date(2026, 11, 15)
    rule = {"red": "rises 10% vs previous 4 weeks for two windows"}
    windows = schedule(threshold(rule), contract, as_of, Calendar(), 1).steps[0].red
    assert [str(p) for p in windows] == ["2026-10-19 to 2026-11-15", "2026-09-21 to 2026-10-18"]
    rule = {"red": "rises 10% vs previous 4 weeks for two weeks"}
    windows = schedule(threshold(rule), contract, as_of, Calendar(), 1).steps[0].red
    assert [str(p) for p in windows] == ["2026-10-19 to 2026-11-15", "2026-10-12 to 2026-11-08"]


def test_a_month_is_a_step_of_history_once() -> None:
    plan = schedule(
        threshold({"red": "below 3", "window": "1 month"}), Contract(NOWHERE), date(2026, 11, 15), Calendar(), 9
    )
    assert [s.red[0].start.month for s in plan.steps] == [10, 9, 8]


def test_any_date_of_a_week_has_the_same_steps_as_its_last_complete_week() -> None:
    rule, contract = threshold({"red": "below 3"}), Contract(NOWHERE)
    steps = [schedule(rule, contract, date(2026, 11, day), Calendar(), 5).steps for day in range(15, 22)]
    assert all(s == steps[0] for s in steps)


@pytest.mark.parametrize(
    ("baseline", "judged", "n"),
    [
        ("8w", "1w", 8),
        ("8w", "4w", 2),
        ("8w", "3w", Fraction(8, 3)),
        ("28d", "1w", 4),
        ("3 months", "1 month", 3),
        ("1y", "1q", 4),
    ],
)
def test_how_many_judged_windows_a_baseline_holds(baseline: str, judged: str, n: Fraction) -> None:
    day, long, short = date(2026, 11, 15), parse_window(baseline), parse_window(judged)
    assert long is not None
    assert short is not None
    assert per_window(Baseline(BaselineKind.TRAILING, long), short, Period(day, day), Period(day, day)) == n


def test_weeks_against_months_are_compared_by_days() -> None:
    baseline = Baseline(BaselineKind.TRAILING, Window(1, Grain.MONTH))
    october, week = Period(date(2026, 10, 1), date(2026, 10, 31)), Period(date(2026, 11, 2), date(2026, 11, 8))
    assert per_window(baseline, Window(1, Grain.WEEK), october, week) == Fraction(31, 7)


@pytest.mark.parametrize(
    ("first", "n"),
    [("2026-01-01", 8), ("2026-09-14", 8), ("2026-09-20", 8), ("2026-09-21", 7), ("2026-11-08", 1), ("2026-11-09", 0)],
)
def test_the_first_row_says_how_many_weeks_of_the_baseline_there_are(first: str, n: int) -> None:
    span = Period(date(2026, 9, 14), date(2026, 11, 8))
    assert covered(date.fromisoformat(first), span, Window(8, Grain.WEEK)) == n


def test_without_a_first_row_there_is_no_baseline() -> None:
    assert covered(None, Period(date(2026, 9, 14), date(2026, 11, 8)), Window(8, Grain.WEEK)) == 0


def test_a_window_is_final_some_days_after_its_end() -> None:
    week = Period(date(2026, 11, 9), date(2026, 11, 15))
    assert provisional_until(week, parse_window("3 days"), date(2026, 11, 17)) == date(2026, 11, 18)
    assert provisional_until(week, parse_window("3 days"), date(2026, 11, 18)) is None
    assert provisional_until(week, None, date(2026, 11, 15)) is None
