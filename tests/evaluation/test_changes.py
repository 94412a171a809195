"""Changes: what the baseline is, when there is none, and how far from it a value may stand."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.evaluation.made_project import Made, made

MONDAY = date(2026, 11, 9)  # of the judged week
FALLS = "falls 15% vs trailing 8 weeks"


def day(weeks_ago: int, weekday: int = 2) -> str:
    """A day of the week that many weeks before the judged one; 0 is its Monday."""
    return (MONDAY - timedelta(weeks=weeks_ago) + timedelta(days=weekday)).isoformat()


def weekly(amounts: list[str | int], **more: Any) -> list[dict[str, Any]]:
    """One deal a week, the last of them in the judged week."""
    return [{"on": day(i), "amount": a, **more} for i, a in zip(reversed(range(len(amounts))), amounts, strict=True)]


def ratio(project: Made, weeks_ago: int, won: int, closed: int, **more: Any) -> None:
    project.deals({"on": day(weeks_ago), "n": won, **more})
    project.deals({"on": day(weeks_ago), "n": closed - won, "won": False, **more})


def test_a_trailing_ratio_is_pooled(tmp_path: Path) -> None:
    project = made(tmp_path)
    ratio(project, 8, 30, 30)
    for week in range(1, 8):
        ratio(project, week, 0, 2)
    ratio(project, 0, 10, 20)
    project.contract("win_rate", FALLS, unit="%")
    found = project.finding()  # 0.5 against 30/44; the mean of the weeks would be 1/8
    assert (found.status, found.value, found.n) == ("breach", 0.5, 20)
    assert found.baseline == pytest.approx(float(Fraction(30, 44)))
    assert (found.numerator, found.denominator, found.limit) == (10, 20, Decimal("0.15"))


def test_a_trailing_average_is_over_rows(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": day(8), "n": 9, "days": 10}, *({"on": day(w), "days": 20} for w in range(1, 8)))
    project.deals({"on": day(0), "days": 18}, {"on": day(0), "days": 15}, {"on": day(0)})
    project.contract("cycle_days", "rises 15% vs trailing 8 weeks", unit="days")
    found = project.finding()  # (9 x 10 + 7 x 20) / 16 = 14.375; the mean of the weekly means would be 18.75
    assert (found.status, found.value, found.baseline, found.n) == ("watch", 16.5, 14.375, 2)


def test_sums_and_counts_are_compared_with_their_mean_per_judged_window(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": day(8), "n": 5, "amount": "80.00"}, {"on": day(3), "n": 3, "amount": "80.00"})
    project.deals({"on": day(0), "amount": "67.99"})
    project.contract("revenue", FALLS, unit="usd")
    project.contract("deals_closed", FALLS)
    project.contract("deals_won", FALLS)
    found = {f.metric: f for f in project.evaluate().findings}
    # 640 in eight weeks, six of them empty: 80 a week, and 8 deals: 1 a week
    assert (found["revenue"].status, found["revenue"].baseline) == ("breach", 80)
    assert (found["deals_closed"].status, found["deals_closed"].baseline) == ("ok", 1)
    assert (found["deals_won"].status, found["deals_won"].baseline) == ("ok", 1)


def test_the_mean_is_per_judged_window_however_long_that_is(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals(*weekly([100] * 60))
    rules = ({"name": w, "red": FALLS, "window": w} for w in ("1w", "2w", "4w", "28d", "8w"))
    months = {"name": "1 month", "red": "falls 15% vs trailing 3 months", "window": "1 month"}
    days = {"name": "7d", "red": "falls 15% vs trailing 28 days", "window": "7d"}
    project.contract("revenue", *rules, months, days, unit="usd")
    found = {f.threshold: (f.value, f.baseline) for f in project.evaluate().findings}
    assert found == {
        "1w": (100, 100),
        "2w": (200, 200),
        "4w": (400, 400),
        "28d": (400, 400),
        "8w": (800, 800),
        "1 month": (400, pytest.approx(1400 / 3)),  # a deal every Wednesday: 4 in October; 5, 4 and 5 before it
        "7d": (100, 100),
    }


def test_distinct_counts_do_not_add_up_so_their_mean_is_over_the_windows(tmp_path: Path) -> None:
    project = made(tmp_path)
    for week in range(1, 9):  # the same two buyers every week
        project.deals({"on": day(week), "n": 3, "account": 1}, {"on": day(week), "account": 2})
    project.deals({"on": day(0), "account": 1})
    project.contract("buyers", FALLS)
    found = project.finding()
    assert (found.status, found.value, found.baseline, found.n) == ("breach", 1, 2, 1)


def test_a_change_is_relative_to_the_absolute_value_of_the_baseline(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals(*weekly([-100] * 8 + ["-115.01"]))
    falls, rises = {"name": "falls", "red": FALLS}, {"name": "rises", "red": "rises 15% vs trailing 8 weeks"}
    project.contract("revenue", falls, rises, unit="usd")
    assert {f.threshold: f.status for f in project.evaluate().findings} == {"falls": "breach", "rises": "ok"}


def of_amounts(project: Made, red: str, *amounts: str) -> dict[str | None, str]:
    """The status of each amount after eight weeks of 100."""
    for amount in amounts:
        project.deals(*weekly([100] * 8 + [amount], segment=amount))
    project.contract("revenue", {"red": red, "by": "segment"}, unit="usd")
    return {segment: found.status for segment, found in project.by_segment().items()}


def test_a_change_is_breached_strictly_beyond_n_percent_and_watched_from_90_percent_of_it(tmp_path: Path) -> None:
    wanted = {"84.99": "breach", "85.00": "watch", "86.50": "watch", "86.51": "ok"}
    assert of_amounts(made(tmp_path), FALLS, *wanted) == wanted


def test_moves_looks_both_ways(tmp_path: Path) -> None:
    wanted = {"84.99": "breach", "115.01": "breach", "115.00": "watch", "100.00": "ok"}
    assert of_amounts(made(tmp_path), "moves 15% vs trailing 8 weeks", *wanted) == wanted


def test_34_percent_against_40_is_a_fall_of_exactly_15(tmp_path: Path) -> None:
    project = made(tmp_path)
    for week in range(1, 9):
        ratio(project, week, 2, 5)
    ratio(project, 0, 17, 50)
    project.contract("win_rate", {"name": "15", "red": FALLS}, {"name": "14", "red": FALLS.replace("15", "14.9")})
    assert {f.threshold: f.status for f in project.evaluate().findings} == {"15": "watch", "14": "breach"}


def test_a_baseline_of_zero_is_undefined_and_exits_0(tmp_path: Path) -> None:
    project = made(tmp_path)
    for week in range(1, 9):
        ratio(project, week, 0, 5)
    ratio(project, 0, 0, 50)
    project.contract("win_rate", FALLS, unit="%")
    run = project.evaluate()
    (found,) = run.findings
    assert (found.status, found.value, found.baseline, run.exit) == ("undefined", 0, None, 0)
    assert found.reason == "the value over the trailing 8 weeks is 0"


def test_a_baseline_without_all_its_periods_since_the_first_row_is_too_few(tmp_path: Path) -> None:
    project = made(tmp_path)
    weeks = {"a year": 52, "8 weeks": 8, "7 weeks": 7, "1 week": 1, "new": 0}
    for segment, n in weeks.items():
        project.deals(*weekly([100] * (n + 1), segment=segment))
    project.contract("revenue", {"red": FALLS, "by": "segment"}, unit="usd")
    assert {s: (f.status, f.reason, f.value, f.baseline) for s, f in project.by_segment().items()} == {
        "a year": ("ok", "", 100, 100),
        "8 weeks": ("ok", "", 100, 100),
        "7 weeks": ("too_few", "7 of 8 weeks", 100, None),
        "1 week": ("too_few", "1 of 8 weeks", 100, None),
        "new": ("too_few", "0 of 8 weeks", 100, None),
    }


def test_a_baseline_is_whole_when_the_first_row_lies_in_its_first_week(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": day(8, 6), "amount": 800}, {"on": day(0), "amount": 84})
    project.contract("revenue", FALLS, unit="usd")
    found = project.finding()
    assert (found.status, found.baseline) == ("breach", 100)


def test_a_baseline_without_rows_long_after_the_first_is_undefined(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": day(9)}, {"on": day(0)})
    project.contract("revenue", FALLS, unit="usd")
    found = project.finding()
    assert (found.status, found.reason) == ("undefined", "no rows over the trailing 8 weeks")


@pytest.mark.parametrize(("won", "status", "n"), [(9, "too_few", 29), (10, "breach", 30)])
def test_the_minimum_sample_is_met_by_30_not_by_29(tmp_path: Path, won: int, status: str, n: int) -> None:
    project = made(tmp_path)
    for week in range(1, 9):
        ratio(project, week, 4, 5)
    ratio(project, 0, won, won + 20)
    project.contract("win_rate", f"{FALLS} with at least 30 deals", unit="%")
    run = project.evaluate()
    (found,) = run.findings
    assert (found.status, found.n, run.exit) == (status, n, 2 if status == "breach" else 0)
    assert found.reason == ("29 of 30 deals" if status == "too_few" else "")


def test_previous_4_weeks_judges_4_weeks_against_the_4_before(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals(*({"on": day(w), "n": 2, "days": 10} for w in range(4, 8)), {"on": day(8), "n": 99, "days": 99})
    project.deals(*({"on": day(w), "days": 11} for w in range(1, 4)), {"on": day(0), "days": 12})
    project.contract("cycle_days", "rises 10% vs previous 4 weeks", unit="days")
    found = project.finding()  # 45 days over 4 deals are 11.25
    assert (str(found.period), found.status, found.value, found.baseline, found.n) == (
        "2026-10-19 to 2026-11-15",
        "breach",
        11.25,
        10,
        4,
    )


def test_last_year_is_364_days_earlier(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": "2025-11-09", "amount": 999}, {"on": "2025-11-10", "amount": 60})
    project.deals({"on": "2025-11-16", "amount": 40}, {"on": "2025-11-17", "amount": 999})
    project.deals({"on": day(0), "amount": 84})
    project.contract("revenue", "falls 15% vs last year", unit="usd")
    found = project.finding()  # the week of 10 to 16 November 2025
    assert (found.status, found.value, found.baseline) == ("breach", 84, 100)


def test_last_year_is_too_few_when_the_data_began_after_it(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": "2025-11-17"}, {"on": day(0)})
    project.contract("revenue", "falls 15% vs last year", unit="usd")
    found = project.finding()
    assert (found.status, found.reason) == ("too_few", "0 of 1 week")


def test_a_change_may_have_to_be_absolute_too(tmp_path: Path) -> None:
    project = made(tmp_path)
    for week in range(1, 9):
        ratio(project, week, 2, 5)
    ratio(project, 0, 33, 100)  # 7 points below 40%, a fall of 17.5%
    rules = {p: {"name": p, "red": f"{FALLS} and by at least {p} points"} for p in ("7", "7.01")}
    project.contract("win_rate", *rules.values(), unit="%")
    assert {f.threshold: f.status for f in project.evaluate().findings} == {"7": "breach", "7.01": "watch"}


def test_a_change_against_another_metric(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.pipeline(("2026-11-15", "SMB", True, "84"), ("2026-11-15", "SMB", False, "16"))
    project.contract("qualified_pipeline", "falls 15% vs open_pipeline", unit="usd")
    found = project.finding()
    assert (found.status, found.value, found.baseline) == ("breach", 84, 100)


def test_a_stock_is_compared_with_the_last_snapshot_of_its_baseline(tmp_path: Path) -> None:
    project = made(tmp_path)
    snapshots = [("2026-09-16", "900"), ("2026-11-04", "700"), ("2026-11-08", "100"), ("2026-11-12", "999")]
    project.pipeline(*((d, "SMB", True, a) for d, a in (*snapshots, ("2026-11-15", "84"))))
    project.contract("open_pipeline", FALLS, unit="usd")
    found = project.finding()
    assert (found.status, found.value, found.baseline) == ("breach", 84, 100)


def test_a_baseline_ends_where_the_judged_window_starts_whatever_the_window(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": "2026-10-01", "amount": 10}, {"on": "2026-10-31", "amount": 20})
    project.deals(
        {"on": "2026-11-01", "amount": 1}, {"on": "2026-11-15", "amount": 2}, {"on": "2026-11-16", "amount": 9}
    )
    project.contract("revenue", {"red": "falls 15% vs previous 1 month", "window": "mtd"}, unit="usd")
    found = project.finding()  # half of November against 15 of October's 31 days
    assert (str(found.period), found.value) == ("2026-11-01 to 2026-11-15", 3)
    assert found.baseline == pytest.approx(float(Fraction(30 * 15, 31)))
    assert found.status == "breach"


def loyal(project: Made, weeks: int = 15) -> None:
    """The same two accounts buy for 10.00 each, every week: nothing ever changes."""
    for week in range(weeks):
        project.deals(*({"on": day(week), "account": account, "amount": "10.00"} for account in (1, 2)))


PER_BUYER = (
    "metrics: [{name: per_buyer, type: ratio, numerator: deals_closed, denominator: buyers}, "
    "{name: derived_per_buyer, type: derived, expr: deals_closed / buyers, input_metrics: [deals_closed, buyers]}]"
)


@pytest.mark.parametrize("kpi", ["buyers", "per_buyer", "derived_per_buyer", "largest"])
def test_what_does_not_add_up_is_compared_with_the_windows_themselves(tmp_path: Path, kpi: str) -> None:
    project = made(tmp_path)
    loyal(project)
    project.write("models/per_buyer.yml", PER_BUYER)
    project.contract(kpi, "moves 1% vs trailing 8 weeks", unit="count")
    found = project.finding()
    assert (found.status, found.baseline) == ("ok", found.value)


@pytest.mark.parametrize("kpi", ["buyers", "per_buyer", "derived_per_buyer", "largest"])
def test_no_whole_number_of_windows_is_no_baseline_of_what_does_not_add_up(tmp_path: Path, kpi: str) -> None:
    project = made(tmp_path)
    loyal(project)
    project.write("models/per_buyer.yml", PER_BUYER)
    project.contract(kpi, {"red": "moves 1% vs trailing 8 weeks", "window": "3w"}, unit="count")
    found = project.finding()
    assert found.status == "undefined"
    assert "8 weeks hold no whole number of windows" in found.reason


def test_a_ratio_of_distinct_counts_is_pooled_over_the_windows(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.write("models/per_buyer.yml", PER_BUYER)
    project.deals({"on": day(1), "account": 1, "n": 6}, {"on": day(2), "account": 1}, {"on": day(2), "account": 2})
    project.deals({"on": day(0), "account": 1})
    project.contract("per_buyer", "falls 50% vs trailing 2 weeks", unit="count")
    found = project.finding()  # 8 deals of 1 and of 2 buyers; the mean of the weeks' ratios would be 3.5
    assert (found.status, float(found.baseline or 0)) == ("breach", pytest.approx(8 / 3))
