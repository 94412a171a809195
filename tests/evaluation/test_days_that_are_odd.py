"""Days of 23 and 25 hours, ends of years, leap days and rows that come late, beside the calendar of Python."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import metricops as mo
from metricops.evaluate.values import Evaluation
from tests.evaluation.made_project import FULL, Made, made

EVENTS = """
models:
  - name: events
    semantic_model: true
    agg_time_dimension: happened_at
    columns:
      - {name: event_id, entity: {type: primary, name: event}}
      - {name: happened_at, granularity: hour, dimension: {type: time}}
    metrics:
      - {name: events, type: simple, agg: count, expr: event_id}
"""


def hourly(folder: Path, zone: str, first: datetime, hours: int, window: str = "1d") -> Made:
    """An event at the first minute of every hour from `first` (UTC) on, judged by a window of days."""
    project = made(folder, EVENTS)
    project.database.execute("create table events (event_id integer, happened_at timestamptz)")
    project.insert("events", ((i, first + timedelta(hours=i)) for i in range(hours)))
    project.contract("events", {"red": "below 0", "window": window})
    project.on_disk(f"calendar: {{time_zone: {zone}}}\n")
    return project


def evaluated(project: Made, as_of: str) -> Evaluation:
    with mo.open(project.folder) as opened:
        return opened.evaluate(as_of)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 3, 28), 24),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("America/New_York", date(2026, 11, 1), 25),
        ("America/New_York", date(2026, 3, 8), 23),
        ("Australia/Sydney", date(2026, 10, 4), 23),
        ("Asia/Kolkata", date(2026, 10, 4), 24),
        ("UTC", date(2026, 3, 29), 24),
    ],
)
def test_a_day_has_the_hours_that_clocks_there_show(tmp_path: Path, zone: str, day: date, hours: int) -> None:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=48)
    told = [start + timedelta(hours=i) for i in range(120)]
    assert sum(moment.astimezone(ZoneInfo(zone)).date() == day for moment in told) == hours
    project = hourly(tmp_path, zone, start, 120)
    (found,) = evaluated(project, str(day)).findings
    assert (found.value, found.n, found.period.start, found.period.end) == (hours, hours, day, day)


@pytest.mark.parametrize(("as_of", "hours"), [("2026-11-01", 169), ("2026-11-08", 168), ("2026-03-08", 167)])
def test_a_week_with_a_change_of_clocks_in_it(tmp_path: Path, as_of: str, hours: int) -> None:
    last = date.fromisoformat(as_of)
    start = datetime(last.year, last.month, last.day, tzinfo=UTC) - timedelta(days=9)
    project = hourly(tmp_path, "America/New_York", start, 24 * 12, "1w")
    (found,) = evaluated(project, as_of).findings
    assert found.value == hours


def monthly(tmp_path: Path, threshold: dict[str, object], amounts: Iterable[tuple[str, str]]) -> Made:
    project = made(tmp_path)
    project.deals(*({"on": day, "amount": amount} for day, amount in amounts))
    project.contract("revenue", threshold)
    return project


def test_the_history_of_months_seen_from_a_leap_day_ends_with_their_last_days(tmp_path: Path) -> None:
    rule = {"red": "below 50", "window": "1 month", "every": "1 month"}
    months = [("2027-10-31", "9"), ("2027-11-30", "90"), ("2027-12-31", "9"), ("2028-01-31", "9"), ("2028-02-29", "9")]
    project = monthly(tmp_path, rule, months)
    assert (project.finding("2028-02-29").status, project.finding("2028-02-29").state) == ("breach", "ongoing")
    assert project.finding("2027-12-31").state == "ongoing"  # one clean month does not resolve
    assert project.finding("2027-11-30").state == "recovering"
    assert project.finding("2028-02-28").period.end == date(2028, 1, 31)


def test_last_year_of_a_week_across_the_turn_of_the_year_is_52_weeks_earlier(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals(
        {"on": "2025-12-29", "n": 10}, {"on": "2026-01-04", "n": 10}
    )  # 364 days before 28 December and 3 January
    project.deals({"on": "2026-12-28", "n": 8}, {"on": "2027-01-03", "n": 8})
    project.deals({"on": "2025-12-28", "n": 99}, {"on": "2026-01-05", "n": 99}, {"on": "2025-06-01"})
    project.contract("deals_closed", "falls 15% vs last year")
    found = project.finding("2027-01-03")
    assert (found.value, found.baseline, found.status) == (16, 20, "breach")
    assert (str(found.period.start), str(found.period.end)) == ("2026-12-28", "2027-01-03")


def test_year_to_date_starts_anew(tmp_path: Path) -> None:
    project = monthly(
        tmp_path, {"red": "below 0", "window": "ytd"}, [("2026-12-30", "7"), ("2026-12-31", "5"), ("2027-01-01", "3")]
    )
    assert [project.finding(day).value for day in ("2026-12-31", "2027-01-01")] == [12, 3]


def test_late_rows_change_the_states_of_the_weeks_they_belong_to(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": "2026-10-28", "amount": "90.00"}, {"on": "2026-11-11", "amount": "10.00"})
    project.deals({"on": "2026-11-04", "amount": "10.00"})
    project.contract("revenue", "below 50")
    assert project.finding().state == "ongoing"
    project.deals({"on": "2026-11-04", "amount": "80.00"})  # comes late
    assert (project.finding().status, project.finding().state) == ("breach", "new")


def test_final_judges_the_last_window_that_late_rows_can_no_longer_change(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": "2026-11-04"}, {"on": "2026-11-11", "amount": "1.00"})
    project.contract("revenue", {"red": "below 50", "judge": "final"}, final_after="1 week")
    found = project.finding("2026-11-21")
    assert (str(found.period), found.status, found.provisional) == ("2026-11-02 to 2026-11-08", "ok", False)
    found = project.finding("2026-11-22")
    assert (str(found.period), found.status, found.provisional) == ("2026-11-09 to 2026-11-15", "breach", False)


def test_limits_of_segments_count_for_them_alone(tmp_path: Path) -> None:
    project = made(tmp_path)
    for segment in ("Enterprise", "enterprise", "SMB"):
        project.deals({"on": "2026-11-11", "segment": segment})
    project.contract("revenue", {"red": "below 50", "by": "segment", "limits": {"Enterprise": 150}})
    assert {s: (f.status, f.limit) for s, f in project.by_segment().items()} == {
        "Enterprise": ("breach", 150),
        "enterprise": ("ok", 50),
        "SMB": ("ok", 50),
    }


def test_one_instance_more_than_the_cap_is_an_error_and_none_is_dropped(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals(*({"on": "2026-11-11", "segment": f"S{i}"} for i in range(4)))
    project.contract("revenue", {"red": "below 50", "by": "segment", "max_instances": 4})
    run = project.evaluate()
    assert (len(run.findings), run.exit) == (4, 0)
    project.deals({"on": "2026-11-11", "segment": "S4"})
    run = project.evaluate()
    assert ([f.status for f in run.findings], run.exit) == (["not_judged"], 1)


def test_3_of_4_clear_and_keep_together(tmp_path: Path) -> None:
    weeks = ["100", "10", "10", "100", "10", "60", "80", "80", "80"]  # oldest first
    last = date(2026, 11, 11)
    project = made(tmp_path)
    project.deals(*({"on": str(last - timedelta(weeks=8 - i)), "amount": amount} for i, amount in enumerate(weeks)))
    project.contract(
        "revenue", {"red": "below 50 for 3 of 4 windows", "clear": "above 70", "keep": 1, "yellow": "below 51"}
    )
    seen = [project.finding(str(date(2026, 11, 15) - timedelta(weeks=8 - i))) for i in range(9)]
    assert [(f.status.value, f.state.value) for f in seen] == [
        ("ok", ""),
        ("watch", "pending"),
        ("watch", "pending"),
        ("ok", ""),
        ("breach", "new"),  # 10, 10, 100, 10
        ("breach", "ongoing"),  # kept
        ("watch", "recovering"),
        ("ok", "resolved"),
        ("ok", ""),
    ]


def test_the_full_contract_is_what_makes_tier_1(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": "2026-11-04"})
    project.contract("revenue", "below 50")
    assert (project.finding().tier, project.evaluate().exit) == (1, 1)
    project.contract("revenue", "below 50", steward=None)
    assert (project.finding().tier, project.evaluate().exit) == (2, 0)
    assert "steward" in FULL
