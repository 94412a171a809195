"""Levels, bands and natural limits held against values that were added up by hand."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from metricops.evaluate.values import Finding
from tests.evaluation.made_project import Made, made

THIS_WEEK, LAST_WEEK = "2026-11-12", "2026-11-05"


def by_name(project: Made) -> dict[str, Finding]:
    return {found.threshold: found for found in project.evaluate().findings}


def named(**rules: str) -> list[dict[str, str]]:
    return [{"name": name, "red": red} for name, red in rules.items()]


def statuses(project: Made) -> dict[str, str]:
    return {name: found.status for name, found in by_name(project).items()}


def test_a_level_is_breached_strictly_beyond_it(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK, "n": 3, "amount": "1.00"})
    rules = named(on="below 3.0", over="below 3.01", at="above 3.0", under="above 2.99")
    project.contract("revenue", *rules, unit="usd")
    found = by_name(project)
    assert {name: f.status for name, f in found.items()} == {
        "on": "watch",  # on the limit: not met, and inside the yellow band
        "over": "breach",
        "at": "watch",
        "under": "breach",
    }
    assert {f.value for f in found.values()} == {Decimal("3.00")}
    assert found["over"].limit == Decimal("3.01")


def test_at_least_and_at_most_include_their_limit(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK, "n": 3, "amount": "1.00"})
    rules = named(least="at least 3", most="at most 3", more="at least 3.01", less="at most 2.99")
    project.contract("revenue", *rules, unit="usd")
    assert statuses(project) == {"least": "breach", "most": "breach", "more": "watch", "less": "watch"}


def test_watch_starts_10_percent_before_a_level_and_the_edge_is_inside(tmp_path: Path) -> None:
    wanted = {
        "99.99": ("breach", "watch"),
        "100.00": ("watch", "watch"),
        "110.00": ("watch", "breach"),
        "110.01": ("ok", "breach"),
        "90.00": ("breach", "watch"),
        "89.99": ("breach", "ok"),
    }
    project = made(tmp_path)
    project.deals(*({"on": THIS_WEEK, "amount": amount, "segment": amount} for amount in wanted))
    below, above = {"red": "below 100", "by": "segment"}, {"red": "above 100", "by": "segment"}
    project.contract("revenue", below, above, unit="usd")
    found = {(f.threshold, f.segment[0][1]): f.status for f in project.evaluate().findings}
    assert {amount: (found["level", amount], found["level_2", amount]) for amount in wanted} == wanted


def test_a_negative_level_has_its_band_before_it(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK, "amount": "-95.00"})
    rules = named(under="below -100", over="above -90", deep="below -110", high="above -80")
    project.contract("revenue", *rules, unit="usd")
    # the bands: -100..-90, -99..-90, -110..-99, -88..-80
    assert statuses(project) == {"under": "watch", "over": "watch", "deep": "ok", "high": "ok"}


def test_a_limit_of_0_and_outside_limits_have_no_default_band(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK, "amount": "0.00"})
    project.contract("revenue", *named(below="below 0", above="above 0", least="at least 0"), unit="usd")
    assert statuses(project) == {"below": "ok", "above": "ok", "least": "breach"}


def test_a_written_yellow_replaces_the_default_one(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK, "amount": "105.00"})
    wide = {"name": "wide", "red": "below 100", "yellow": "below 200"}
    narrow = {"name": "narrow", "red": "below 100", "yellow": "below 105"}
    project.contract("revenue", wide, narrow, unit="usd")
    assert statuses(project) == {"wide": "watch", "narrow": "ok"}


def test_both_ends_of_a_band_belong_to_it(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK, "amount": "100.00"})
    rules = named(
        inside="between 100 and 200",
        inside_2="between 50 and 100",
        outside="outside 100 and 200",
        beyond="outside 101 and 200",
    )
    project.contract("revenue", *rules, unit="usd")
    assert statuses(project) == {"inside": "breach", "inside_2": "breach", "outside": "watch", "beyond": "breach"}


def test_limits_per_segment_replace_the_level(tmp_path: Path) -> None:
    project = made(tmp_path)
    groups = ({"segment": s, "on": THIS_WEEK, "amount": "320.00"} for s in ("Enterprise", "SMB", None))
    project.deals(*groups)
    project.contract("revenue", {"red": "below 300", "by": "segment", "limits": {"Enterprise": 350}}, unit="usd")
    found = project.by_segment()
    assert {s: (f.status, f.limit) for s, f in found.items()} == {
        "Enterprise": ("breach", 350),
        "SMB": ("watch", 300),
        None: ("watch", 300),
    }


def test_a_level_set_by_another_metric_is_that_of_the_same_segment(tmp_path: Path) -> None:
    project = made(tmp_path)
    # Enterprise wins 1 of 4 and needs 4 times its target, SMB 1 of 2 and needs twice
    project.deals(
        {"segment": "Enterprise", "on": THIS_WEEK, "n": 1},
        {"segment": "Enterprise", "on": THIS_WEEK, "n": 3, "won": False},
        {"segment": "SMB", "on": THIS_WEEK, "n": 1},
        {"segment": "SMB", "on": THIS_WEEK, "n": 1, "won": False},
        {"segment": "New", "on": THIS_WEEK, "n": 1, "won": False},
    )
    day = "2026-11-15"
    project.pipeline(*((day, s, True, "300") for s in ("Enterprise", "SMB", "New")))
    project.targets(*((day, s, "100") for s in ("Enterprise", "SMB", "New")))
    project.contract("coverage", {"red": "below required_coverage", "by": "segment"}, unit="x")
    found = project.by_segment()
    assert {s: (f.status, f.value, f.limit) for s, f in found.items()} == {
        "Enterprise": ("breach", 3.0, 4),
        "SMB": ("ok", 3.0, 2),
        "New": ("undefined", 3.0, None),  # 1 / 0: nothing to compare with
    }


def test_a_share_of_another_metric(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.pipeline(("2026-11-15", "SMB", True, "89.99"))
    project.targets(("2026-11-15", "SMB", "100"))
    project.contract("qualified_pipeline", "below 90% of bookings_target", unit="usd")
    found = project.finding()
    assert (found.status, found.value, found.limit) == ("breach", Decimal("89.99"), 90)


def test_percent_metrics_are_fractions(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK, "n": 2}, {"on": THIS_WEEK, "n": 3, "won": False})
    project.contract("win_rate", *named(on="below 40%", over="below 40.1%", fraction="below 0.41"), unit="%")
    found = by_name(project)
    assert {name: (f.status, f.value, f.limit) for name, f in found.items()} == {
        "on": ("watch", 0.4, Decimal("0.4")),
        "over": ("breach", 0.4, Decimal("0.401")),
        "fraction": ("breach", 0.4, Decimal("0.41")),
    }


def test_money_limits_are_written_short(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK, "n": 5, "amount": "100000.00"}, {"on": THIS_WEEK, "amount": "0.01"})
    rules = named(k="above $500k", m="above $0.5M", plain="above 500,000.01", eur="above 500k EUR")
    project.contract("revenue", *rules, unit="usd")
    assert statuses(project) == {"k": "breach", "m": "breach", "plain": "watch", "eur": "breach"}


def test_exact_decimals_stay_exact(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK, "n": 3, "amount": "0.10"})  # 0.30000000000000004 as floats
    project.contract("revenue", *named(above="above 0.3", at="at least 0.3"), unit="usd")
    found = by_name(project)
    assert (found["above"].status, found["at"].status) == ("watch", "breach")
    assert found["above"].value == Decimal("0.30")
    large = made(tmp_path / "large")
    large.deals({"on": THIS_WEEK, "amount": "9007199254740993.01"})  # beyond what a float can tell apart
    large.contract("revenue", *named(over="above 9007199254740993", on="above 9007199254740993.01"), unit="usd")
    assert statuses(large) == {"over": "breach", "on": "watch"}


def test_a_ratio_is_judged_on_its_exact_parts(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK, "n": 1}, {"on": THIS_WEEK, "n": 2, "won": False})  # a third
    project.contract("win_rate", *named(below="below 33.3333333333333333%", above="above 33.3333333333333333%"))
    assert statuses(project) == {"below": "watch", "above": "breach"}


def test_outside_limits_is_beyond_xmr_of_the_12_points_before(tmp_path: Path) -> None:
    points = [100, 104, 98, 103, 99, 101, 105, 97, 100, 102, 98, 103]  # oldest first, weeks up to 8 November
    mean = Fraction(sum(points), 12)
    spread = Fraction("2.66") * Fraction(sum(abs(a - b) for a, b in pairwise(points)), 11)
    weeks = [f"{month}-{day:02}" for month, day in _weeks_before(12)]
    for amount, status in ((mean - spread, "ok"), (mean - spread - Fraction(1, 10), "breach"), (mean + spread, "ok")):
        project = made(tmp_path / f"{float(amount)}")
        project.deals(*({"on": f"2026-{day}", "amount": p} for day, p in zip(weeks, points, strict=True)))
        inward = Fraction(1, 100) if amount < mean else -Fraction(1, 100)
        cents = amount + inward if status == "ok" else amount
        project.deals({"on": THIS_WEEK, "amount": f"{float(cents):.2f}"})
        project.contract("revenue", "outside limits", unit="usd")
        found = project.finding()
        assert found.status == status
        assert found.limit == pytest.approx(float(mean + spread if amount > mean else mean - spread))


def test_outside_limits_needs_every_point(tmp_path: Path) -> None:
    project = made(tmp_path)
    weeks = [f"2026-{month}-{day:02}" for month, day in _weeks_before(12)][1:]
    project.deals(*({"on": day} for day in weeks), {"on": THIS_WEEK, "amount": "9"})
    project.contract("revenue", "outside limits", unit="usd")
    found = project.finding()
    assert (found.status, found.reason) == ("too_few", "11 of 12 points")


def test_mads_never_breach_a_flat_series_at_a_hair(tmp_path: Path) -> None:
    weeks = [f"2026-{month}-{day:02}" for month, day in _weeks_before(12)]
    wanted = {"102.99": "ok", "103.00": "ok", "103.01": "breach"}  # 3 mads of at least 1%
    project = made(tmp_path)
    for amount in wanted:
        project.deals(*({"on": day, "segment": amount} for day in weeks))
        project.deals({"on": THIS_WEEK, "amount": amount, "segment": amount})
    project.contract("revenue", {"red": "outside 3 mads", "by": "segment"}, unit="usd")
    assert {segment: f.status for segment, f in project.by_segment().items()} == wanted


def _weeks_before(n: int) -> list[tuple[str, int]]:
    """Month and day of the Mondays of the n weeks before 9 November 2026, oldest first."""
    mondays = [("08", 17), ("08", 24), ("08", 31), ("09", 7), ("09", 14), ("09", 21), ("09", 28)]
    mondays += [("10", 5), ("10", 12), ("10", 19), ("10", 26), ("11", 2)]
    return mondays[-n:]
