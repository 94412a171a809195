"""Which days are judged, beside a calendar on the wall: every deal brings an amount that tells its day."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import metricops as mo
from metricops.periods import Period
from tests.evaluation.made_project import Made, made


def daily(folder: Path, first: date, last: date) -> Made:
    """A deal of 1.00 every day."""
    project = made(folder)
    project.database.execute(
        "insert into deals select row_number() over (), day, 'SMB', 'EMEA', 1, true, false, 1.00, 5"
        " from range(cast($first as date), cast($last as date) + interval 1 day, interval 1 day) as t(day)",
        {"first": first, "last": last},
    )
    return project


@pytest.fixture(scope="module")
def three_years(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return daily(tmp_path_factory.mktemp("daily"), date(2026, 1, 1), date(2028, 12, 31))


CALENDAR: dict[str, dict[str | None, tuple[str, str]]] = {
    "2026-11-15": {  # a Sunday
        None: ("2026-11-09", "2026-11-15"),
        "1 month": ("2026-10-01", "2026-10-31"),
        "1 quarter": ("2026-07-01", "2026-09-30"),
        "next 2 weeks": ("2026-11-16", "2026-11-29"),
    },
    "2026-11-14": {None: ("2026-11-02", "2026-11-08"), "2w": ("2026-10-26", "2026-11-08")},
    "2026-11-16": {None: ("2026-11-09", "2026-11-15"), "wtd": ("2026-11-16", "2026-11-16")},
    "2026-11-18": {  # a Wednesday: closed windows have ended before, those to date go on
        None: ("2026-11-09", "2026-11-15"),
        "4w": ("2026-10-19", "2026-11-15"),
        "28d": ("2026-10-22", "2026-11-18"),
        "wtd": ("2026-11-16", "2026-11-18"),
        "mtd": ("2026-11-01", "2026-11-18"),
        "qtd": ("2026-10-01", "2026-11-18"),
        "next 60 days": ("2026-11-19", "2027-01-17"),
    },
    # as_of itself counts when it is the last day of the month, also of the leap month
    "2026-11-30": {"1 month": ("2026-11-01", "2026-11-30")},
    "2026-11-29": {"1 month": ("2026-10-01", "2026-10-31")},
    "2026-12-31": {"1 quarter": ("2026-10-01", "2026-12-31"), "1 year": ("2026-01-01", "2026-12-31")},
    "2027-02-28": {"1 month": ("2027-02-01", "2027-02-28")},
    "2028-02-28": {"1 month": ("2028-01-01", "2028-01-31"), "next 1 month": ("2028-02-29", "2028-03-28")},
    "2028-02-29": {
        "1 month": ("2028-02-01", "2028-02-29"),
        "3 months": ("2027-12-01", "2028-02-29"),
        "2d": ("2028-02-28", "2028-02-29"),
        "ytd": ("2028-01-01", "2028-02-29"),
    },
    # the week in which the year ends
    "2027-01-03": {"1w": ("2026-12-28", "2027-01-03"), "mtd": ("2027-01-01", "2027-01-03")},
    "2027-01-02": {"1w": ("2026-12-21", "2026-12-27"), "1 year": ("2026-01-01", "2026-12-31")},
}


@pytest.mark.parametrize("as_of", CALENDAR)
def test_windows_end_where_the_calendar_says(three_years: Made, as_of: str) -> None:
    windows = CALENDAR[as_of]
    rules = ({"name": str(w), "red": "below 0", **({"window": w} if w else {})} for w in windows)
    three_years.contract("revenue", *rules, unit="usd")
    found = {f.threshold: (f.period, f.value, f.n) for f in three_years.evaluate(as_of).findings}
    wanted = {str(w): Period(date.fromisoformat(a), date.fromisoformat(b)) for w, (a, b) in windows.items()}
    assert found == {name: (period, period.days, period.days) for name, period in wanted.items()}


def test_the_window_is_the_threshold_s_then_the_contract_s_then_that_of_previous_then_a_week(tmp_path: Path) -> None:
    project = daily(tmp_path, date(2026, 6, 1), date(2026, 11, 30))
    rules = [
        {"name": "own", "red": "falls 10% vs previous 4 weeks", "window": "2w"},
        {"name": "previous", "red": "falls 10% vs previous 4 weeks"},
        {"name": "trailing", "red": "falls 10% vs trailing 4 weeks"},
        {"name": "level", "red": "below 0"},
    ]
    project.contract("revenue", *rules, unit="usd")
    assert {f.threshold: f.n for f in project.evaluate().findings} == {
        "own": 14,
        "previous": 28,
        "trailing": 7,
        "level": 7,
    }
    project.contract("revenue", *rules, unit="usd", window="3w")
    assert {f.threshold: f.n for f in project.evaluate().findings} == {
        "own": 14,
        "previous": 21,
        "trailing": 21,
        "level": 21,
    }


def test_a_metric_with_a_window_of_its_own_is_read_as_of_the_end_of_the_judged_one(tmp_path: Path) -> None:
    project = daily(tmp_path, date(2026, 10, 1), date(2026, 11, 30))
    project.write(
        "models/running.yml",
        "metrics: [{name: all_time, type: cumulative, input_metric: revenue},"
        " {name: fortnight, type: cumulative, input_metric: revenue, window: 2 weeks}]",
    )
    for metric in ("all_time", "fortnight", "revenue"):
        project.contract(metric, "below 0", unit="usd")
    found = {f.metric: f.value for f in project.evaluate("2026-11-18").findings}
    assert found == {"all_time": 31 + 15, "fortnight": 14, "revenue": 7}


def test_without_as_of_the_last_complete_week_is_taken(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.contract("revenue", "below 0", unit="usd")
    before = date.today()
    run = project.evaluate(None)
    over = [day - timedelta(days=1) for day in (before, date.today())]  # a Sunday is not over before its night
    sundays = {day - timedelta(days=(day.weekday() + 1) % 7) for day in over}
    assert run.as_of in sundays
    assert run.findings[0].period.end == run.as_of


def test_nothing_after_as_of_is_read_except_by_windows_ahead(tmp_path: Path) -> None:
    project = daily(tmp_path / "short", date(2026, 10, 1), date(2026, 11, 18))
    longer = daily(tmp_path / "long", date(2026, 10, 1), date(2027, 1, 31))
    rules = [{"red": "falls 15% vs previous 2 weeks"}, {"red": "below 9", "window": "mtd"}, {"red": "below 9"}]
    for one in (project, longer):
        one.contract("revenue", *rules, unit="usd")
    seen = [
        [(f.status, f.value, f.baseline, f.state) for f in p.evaluate("2026-11-18").findings] for p in (project, longer)
    ]
    assert seen[0] == seen[1]


def test_weeks_start_where_the_project_says(tmp_path: Path) -> None:
    project = daily(tmp_path, date(2026, 11, 1), date(2026, 11, 18))
    project.contract("revenue", "below 0", unit="usd")
    with mo.open(project.on_disk("calendar: {week_starts: sunday}\n")) as opened:
        (found,) = opened.evaluate(as_of="2026-11-15").findings
    assert (str(found.period), found.n) == ("2026-11-08 to 2026-11-14", 7)


# ── streaks ─────────────────────────────────────────────────────────────────────────────────────────────────────

MONDAY = date(2026, 11, 9)


def weeks(folder: Path, *amounts: int) -> Made:
    """A deal a week, newest last in the week of 9 November."""
    project = made(folder)
    for i, amount in enumerate(reversed(amounts)):
        project.deals({"on": (MONDAY - timedelta(weeks=i)).isoformat(), "amount": amount, "days": amount})
    return project


def seen(project: Made, metric: str, red: str, **more: Any) -> tuple[str, str]:
    project.contract(metric, {"red": red, **more})
    found = project.finding()
    return found.status, found.state


def test_for_two_windows_counts_windows_that_do_not_overlap(tmp_path: Path) -> None:
    # the last four weeks are red, the four before them are not
    project = weeks(tmp_path, 9, 9, 9, 9, 1, 1, 1, 1)
    assert seen(project, "cycle_days", "below 5 for two windows", window="4w") == ("watch", "pending")
    # two weeks red in a row, windows of one week
    assert seen(project, "cycle_days", "below 5 for two windows") == ("breach", "ongoing")


def test_both_windows_red(tmp_path: Path) -> None:
    project = weeks(tmp_path, 9, 9, 9, 9, 4, 4, 4, 4, 1, 1, 1, 1)
    assert seen(project, "cycle_days", "below 5 for two windows", window="4w") == ("breach", "new")


def test_for_2_weeks_is_the_same_window_stepped_by_a_week(tmp_path: Path) -> None:
    # 4 week means: now (1+1+1+9)/4 = 3, a week ago (1+1+9+9)/4 = 5, two weeks ago 7
    project = weeks(tmp_path, 9, 9, 9, 9, 9, 1, 1, 1)
    assert seen(project, "cycle_days", "below 5.5 for 2 weeks", window="4w") == ("breach", "new")
    assert seen(project, "cycle_days", "below 5 for 2 weeks", window="4w") == ("watch", "pending")
    assert seen(project, "cycle_days", "below 5.5 for two windows", window="4w") == ("watch", "pending")


def test_a_change_for_two_windows_has_a_baseline_for_each(tmp_path: Path) -> None:
    rises = "rises 10% vs previous 4 weeks for two windows"
    once = weeks(tmp_path / "once", *[100] * 8, *[100] * 4, *[112] * 4)
    assert seen(once, "cycle_days", rises) == ("watch", "pending")
    twice = weeks(tmp_path / "twice", *[100] * 8, *[112] * 4, *[125] * 4)  # +12%, then +11.6%
    assert seen(twice, "cycle_days", rises) == ("breach", "new")


def test_for_2_of_3_counts_within_the_last_three(tmp_path: Path) -> None:
    project = weeks(tmp_path, 9, 9, 1, 9, 1)
    assert seen(project, "revenue", "below 5 for 2 of 3") == ("breach", "new")
    assert seen(project, "revenue", "below 5 for 3 of 4 windows") == ("watch", "pending")


def test_months_in_a_streak_are_whole_months(tmp_path: Path) -> None:
    project = made(tmp_path)
    for month, amount in ((8, 9), (9, 1), (10, 1)):
        project.deals({"on": f"2026-{month:02}-28", "amount": amount})
    assert seen(project, "revenue", "below 5 for two windows", window="1 month") == ("breach", "new")
    assert seen(project, "revenue", "below 5 for three windows", window="1 month") == ("watch", "pending")


# ── states ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_states_are_derived_from_history(tmp_path: Path) -> None:
    wanted = {
        "9 9 1": ("breach", "new"),
        "9 1 1": ("breach", "ongoing"),
        "1 1 1": ("breach", "ongoing"),
        "9 1 9": ("watch", "recovering"),
        "1 9 9": ("ok", "resolved"),
        "1 9 9 9": ("ok", ""),
        "1 9 1": ("breach", "ongoing"),
        "1 9 9 1": ("breach", "new"),
    }
    project = made(tmp_path)
    for amounts in wanted:
        for i, amount in enumerate(reversed(amounts.split())):
            project.deals({"on": (MONDAY - timedelta(weeks=i)).isoformat(), "amount": amount, "segment": amounts})
    project.contract("revenue", {"red": "below 5", "by": "segment"}, unit="usd")
    assert {segment: (f.status, f.state) for segment, f in project.by_segment().items()} == wanted


def test_a_run_of_last_week_says_the_same_before_and_after_this_week(tmp_path: Path) -> None:
    project = weeks(tmp_path, 9, 9, 1, 1)
    project.contract("revenue", "below 5", unit="usd")
    states = [project.finding(as_of).state for as_of in ("2026-11-08", "2026-11-15", "2026-11-08", "2026-11-01")]
    assert states == ["new", "ongoing", "new", ""]


def test_keep_holds_a_red_for_a_window_and_clear_until_the_value_is_well_inside(tmp_path: Path) -> None:
    project = weeks(tmp_path, 9, 9, 1, 6)
    assert seen(project, "revenue", "below 5", keep="1 window") == ("breach", "ongoing")
    assert seen(project, "revenue", "below 5", clear="above 7") == ("breach", "ongoing")
    assert seen(project, "revenue", "below 5", clear="above 5.9") == ("watch", "recovering")


def test_a_window_younger_than_final_after_is_marked_and_final_leaves_it_out(tmp_path: Path) -> None:
    project = weeks(tmp_path, 9, 9, 9, 1)
    project.contract("revenue", {"red": "below 5"}, {"red": "below 5", "judge": "final"}, final_after="3 days")
    found = {f.threshold: f for f in project.evaluate("2026-11-17").findings}
    assert (found["level"].status, found["level"].provisional) == ("breach", True)
    assert found["level"].sentence.endswith("Provisional until 2026-11-18.")
    assert (found["level_2"].status, found["level_2"].provisional) == ("ok", False)
    assert found["level_2"].period.end == date(2026, 11, 8)
    found = {f.threshold: f for f in project.evaluate("2026-11-18").findings}
    assert [(f.status, f.provisional) for f in found.values()] == [("breach", False), ("breach", False)]
