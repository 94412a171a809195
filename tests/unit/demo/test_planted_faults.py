"""The planted faults of the raw tables: each hygiene rule has its violations, and little else is wrong."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

Ask = Callable[[str], list[tuple[Any, ...]]]

RULES = {
    "commit_needs_a_date_and_a_next_step": (
        "crm.crm_opportunities",
        "forecast_category = 'commit' AND NOT is_closed",
        "close_date BETWEEN DATE '2026-10-01' AND DATE '2026-12-31' AND next_step IS NOT NULL",
        1,
    ),
    "renewals_open_90_days_ahead": (
        "fct_renewals",
        "as_of_date = DATE '2026-11-15' AND renewal_date BETWEEN DATE '2026-11-15' AND DATE '2026-11-15' + 90",
        "renewal_opportunity_created_on <= renewal_date - 90",
        1,
    ),
    "large_amount_changes_have_a_note": (
        "crm.crm_opportunity_history",
        "field = 'amount' AND abs(CAST(new_value AS DOUBLE) - CAST(old_value AS DOUBLE)) > 25000",
        "note IS NOT NULL",
        1,
    ),
    "stage_changes_follow_the_checklist": (
        "crm.crm_stage_history",
        "exited_at IS NOT NULL",
        "exit_checklist_complete",
        4,
    ),
    "lost_deals_say_why": (
        "crm.crm_opportunities",
        "is_closed AND NOT is_won",
        "closed_lost_reason IS NOT NULL",
        3,
    ),
}
TABLES = [
    "crm.crm_users",
    "crm.crm_accounts",
    "crm.crm_opportunities",
    "crm.crm_opportunity_history",
    "crm.crm_stage_history",
    "crm.crm_opportunity_snapshots",
    "crm.crm_leads",
    "bil.bil_subscriptions",
    "cs.cs_renewals",
    "cs.cs_risk_flags",
    "cs.cs_health_scores",
    "fin.fin_targets",
]


@pytest.mark.parametrize("name", RULES)
def test_each_rule_has_its_violations_and_many_clean_rows(ask: Ask, name: str) -> None:
    table, where, expect, violations = RULES[name]
    ((eligible, broken),) = ask(
        f"SELECT count(*), count(*) FILTER (NOT coalesce({expect}, false)) FROM {table} WHERE {where}"
    )
    assert broken == violations
    assert broken < eligible * 0.05  # the tolerance of a KPI that reads the table


def test_the_late_renewal_opportunity_was_created_eighty_days_ahead(ask: Ask) -> None:
    rows = ask("""
        SELECT DISTINCT renewal_date - renewal_opportunity_created_on FROM fct_renewals
        WHERE renewal_opportunity_created_on > renewal_date - 90
    """)
    assert rows == [(80,)]


def test_one_small_open_smb_deal_has_no_close_date(ask: Ask) -> None:
    rows = ask("SELECT segment, is_closed, amount < 10000 FROM crm.crm_opportunities WHERE close_date IS NULL")
    assert rows == [("SMB", False, True)]


@pytest.mark.parametrize("column", ["amount", "stage", "forecast_category", "owner_id"])
def test_the_other_tier_1_fields_are_filled(ask: Ask, column: str) -> None:
    assert ask(f"SELECT count(*) FROM crm.crm_opportunities WHERE {column} IS NULL") == [(0,)]


@pytest.mark.parametrize("column", ["use_case", "competitor"])
def test_tier_2_fields_have_gaps_to_coach_on(ask: Ask, column: str) -> None:
    ((share,),) = ask(f"SELECT avg(CAST({column} IS NULL AS INTEGER)) FROM crm.crm_opportunities")
    assert 0 < share < 0.1


@pytest.mark.parametrize("table", TABLES)
def test_only_the_leads_are_stale(ask: Ask, table: str) -> None:
    expected = datetime(2026, 11, 12 if table == "crm.crm_leads" else 15, 22, 30)
    assert ask(f"SELECT DISTINCT _loaded_at FROM {table}") == [(expected,)]
