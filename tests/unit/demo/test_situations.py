"""The planted situations, worked out again with plain SQL over the built models."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

Ask = Callable[[str], list[tuple[Any, ...]]]

QUALIFIED_PIPELINE = """
    SELECT snapshot_date, segment, sum(amount) AS amount
    FROM fct_pipeline_snapshots
    WHERE stage_order >= 2 AND forecast_category <> 'omitted' AND quarters_ahead = 1
        AND NOT is_pilot AND NOT is_services AND deal_type <> 'Renewal'
    GROUP BY snapshot_date, segment
"""
NEXT_TARGETS = """
    SELECT snapshot_date, segment, sum(target_amount) AS amount
    FROM fct_targets WHERE quarters_ahead = 1 AND metric = 'bookings'
    GROUP BY snapshot_date, segment
"""
COVERAGE = f"""
    SELECT pipeline.segment, pipeline.snapshot_date, pipeline.amount / targets.amount AS coverage
    FROM ({QUALIFIED_PIPELINE}) AS pipeline
    JOIN ({NEXT_TARGETS}) AS targets USING (snapshot_date, segment)
    WHERE isodow(pipeline.snapshot_date) = 7
"""
WEEKLY_DEALS = """
    SELECT segment, date_trunc('week', closed_at) AS week, count(*) FILTER (is_won) AS won, count(*) AS closed
    FROM fct_opportunities
    WHERE is_closed AND is_qualified AND NOT is_pilot AND deal_type <> 'Renewal'
    GROUP BY segment, week
"""
CHANGES = f"""
    SELECT segment, week, won, closed, won / closed / (
        sum(won) OVER eight_weeks / sum(closed) OVER eight_weeks) - 1 AS change
    FROM ({WEEKLY_DEALS})
    WINDOW eight_weeks AS (PARTITION BY segment ORDER BY week ROWS BETWEEN 8 PRECEDING AND 1 PRECEDING)
"""
AT_RISK = """
    SELECT as_of_date, coalesce(sum(arr_due), 0) FROM fct_renewals
    WHERE at_risk AND days_to_renewal BETWEEN {low} AND {high} AND isodow(as_of_date) = 7
    GROUP BY as_of_date ORDER BY as_of_date
"""


def coverage(ask: Ask, segment: str) -> list[float]:
    """Coverage on every Sunday, the latest first."""
    rows = ask(f"SELECT coverage FROM ({COVERAGE}) WHERE segment = '{segment}' ORDER BY snapshot_date DESC")
    return [round(value, 6) for (value,) in rows]


def cycles(ask: Ask, segment: str) -> list[float]:
    """Mean days from qualified to won over windows of four weeks, the one that ends on 2026-11-15 first."""
    rows = ask(f"""
        SELECT avg(cycle_days) FROM fct_opportunities
        WHERE segment = '{segment}' AND is_won AND NOT is_pilot AND deal_type <> 'Renewal'
            AND closed_at > DATE '2026-11-15' - 112
        GROUP BY (DATE '2026-11-15' - closed_at) // 28
        ORDER BY (DATE '2026-11-15' - closed_at) // 28
    """)
    return [value for (value,) in rows]


def judged_week(ask: Ask, segment: str) -> tuple[int, int, float]:
    ((won, closed, change),) = ask(
        f"SELECT won, closed, change FROM ({CHANGES}) WHERE segment = '{segment}' AND week = DATE '2026-11-09'"
    )
    return won, closed, change


@pytest.mark.parametrize(("segment", "expected"), [("Enterprise", 2.41), ("Mid-Market", 3.10), ("SMB", 3.80)])
def test_coverage_is_red_yellow_and_fine(ask: Ask, segment: str, expected: float) -> None:
    assert coverage(ask, segment)[0] == expected


def test_enterprise_has_been_below_three_for_four_weeks(ask: Ask) -> None:
    assert [value < 3 for value in coverage(ask, "Enterprise")] == [True] * 4 + [False] * 26


@pytest.mark.parametrize("segment", ["Mid-Market", "SMB"])
def test_the_other_segments_were_never_below_three(ask: Ask, segment: str) -> None:
    assert min(coverage(ask, segment)) > 3


def test_every_next_quarter_target_is_the_latest_version(ask: Ask) -> None:
    rows = ask("""
        SELECT segment, target_amount, set_on FROM fct_targets
        WHERE snapshot_date = DATE '2026-11-15' AND period_start = DATE '2027-01-01' ORDER BY segment
    """)
    assert rows == [
        ("Enterprise", Decimal(3_900_000), date(2026, 10, 2)),
        ("Mid-Market", Decimal(1_800_000), date(2026, 11, 10)),
        ("SMB", Decimal(400_000), date(2026, 6, 15)),
    ]


def test_mid_market_really_falls(ask: Ask) -> None:
    won, closed, change = judged_week(ask, "Mid-Market")
    assert (won, closed) == (5, 32)
    assert change < -0.30


def test_enterprise_falls_on_too_few_deals(ask: Ask) -> None:
    won, closed, change = judged_week(ask, "Enterprise")
    assert (won, closed) == (5, 29)
    assert change < -0.15


def test_smb_is_stable(ask: Ask) -> None:
    _, closed, change = judged_week(ask, "SMB")
    assert closed >= 30
    assert abs(change) < 0.05


def test_the_weeks_before_are_calm_and_large_enough(ask: Ask) -> None:
    rows = ask(f"SELECT closed, change FROM ({CHANGES}) WHERE week BETWEEN DATE '2025-07-07' AND DATE '2026-11-02'")
    assert len(rows) == 3 * 70
    assert min(closed for closed, _ in rows) >= 30
    assert min(change for _, change in rows) > -0.135  # nine tenths of the limit: not even yellow


def test_the_sales_cycle_rises_for_two_windows_in_enterprise(ask: Ask) -> None:
    last, previous, before, _ = cycles(ask, "Enterprise")
    assert last > previous * 1.1
    assert previous > before * 1.1


def test_the_sales_cycle_rises_for_one_window_in_smb(ask: Ask) -> None:
    last, previous, before, _ = cycles(ask, "SMB")
    assert last > previous * 1.1
    assert previous == before


def test_the_sales_cycle_of_mid_market_is_calm(ask: Ask) -> None:
    assert len(set(cycles(ask, "Mid-Market"))) == 1


def test_exclusions_of_the_sales_cycle_matter(ask: Ask) -> None:
    """Pilots are quick and renewals follow another clock: counting them would give another number."""
    rows = ask("""
        SELECT is_pilot, deal_type = 'Renewal' AS is_renewal, avg(cycle_days) FROM fct_opportunities
        WHERE is_won GROUP BY ALL ORDER BY ALL
    """)
    deals, renewals, pilots = (mean for _, _, mean in rows)
    assert pilots < deals * 0.5
    assert abs(renewals - deals) > 20


def test_renewals_at_risk_inside_and_just_outside_sixty_days(ask: Ask) -> None:
    assert ask(AT_RISK.format(low=0, high=60))[-1] == (date(2026, 11, 15), Decimal(560_000))
    assert ask(AT_RISK.format(low=61, high=75))[-1] == (date(2026, 11, 15), Decimal(200_000))


def test_both_ends_of_the_windows_are_occupied(ask: Ask) -> None:
    rows = ask("""
        SELECT days_to_renewal FROM fct_renewals
        WHERE as_of_date = DATE '2026-11-15' AND at_risk AND days_to_renewal <= 75 ORDER BY days_to_renewal
    """)
    days = [day for (day,) in rows]
    assert (days[0], days[-1]) == (0, 75)
    assert {60, 61} <= set(days)


def test_renewal_risk_was_never_even_yellow_before(ask: Ask) -> None:
    before = ask(AT_RISK.format(low=0, high=60))[:-1]
    assert len(before) == 29
    assert max(dollars for _, dollars in before) < 450_000


def test_risk_is_shown_by_flags_and_by_health(ask: Ask) -> None:
    rows = ask("""
        SELECT is_flagged, health_band = 'red', count(*) FROM fct_renewals
        WHERE as_of_date = DATE '2026-11-15' AND at_risk AND days_to_renewal BETWEEN 0 AND 60 GROUP BY ALL ORDER BY ALL
    """)
    assert rows == [(False, True, 2), (True, False, 6)]


def test_watched_renewals_are_not_at_risk(ask: Ask) -> None:
    ((watched,),) = ask("SELECT count(*) FROM cs.cs_risk_flags WHERE level = 'watch' AND cleared_at IS NULL")
    assert watched > 5


def test_the_three_meanings_of_pipeline_differ(ask: Ask) -> None:
    ((sourced, qualified, weighted),) = ask("""
        SELECT
            sum(amount) FILTER (is_marketing_sourced),
            sum(amount) FILTER (is_qualified AND is_forecastable AND NOT is_pilot AND NOT is_services),
            sum(weighted_amount) FILTER (is_qualified AND is_forecastable AND NOT is_pilot AND NOT is_services)
        FROM fct_pipeline_snapshots WHERE snapshot_date = DATE '2026-11-15' AND deal_type <> 'Renewal'
    """)
    assert weighted < sourced < qualified
