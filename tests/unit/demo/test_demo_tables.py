"""The raw tables and the marts hold together: keys are unique, references lead somewhere, times are in order."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

Ask = Callable[[str], list[tuple[Any, ...]]]

KEYS = {
    "crm.crm_users": "user_id",
    "crm.crm_accounts": "account_id",
    "crm.crm_opportunities": "opportunity_id",
    "crm.crm_opportunity_history": "history_id",
    "crm.crm_stage_history": "stage_stay_id",
    "crm.crm_opportunity_snapshots": "snapshot_date, opportunity_id",
    "crm.crm_leads": "lead_id",
    "bil.bil_subscriptions": "subscription_id",
    "cs.cs_renewals": "renewal_id",
    "cs.cs_risk_flags": "flag_id",
    "cs.cs_health_scores": "account_id, week_ending",
    "fin.fin_targets": "metric, segment, period_start, set_on",
    "dim_date": "date_day",
    "dim_segment": "segment",
    "dim_account": "account_id",
    "dim_rep": "user_id",
    "fct_opportunities": "opportunity_id",
    "fct_pipeline_snapshots": "snapshot_key",
    "fct_renewals": "renewal_key",
    "fct_stage_stays": "stage_stay_id",
    "fct_targets": "target_id",
    "fct_leads": "lead_id",
}
REFERENCES = [
    ("crm.crm_accounts", "owner_id", "crm.crm_users", "user_id"),
    ("crm.crm_opportunities", "account_id", "crm.crm_accounts", "account_id"),
    ("crm.crm_opportunities", "owner_id", "crm.crm_users", "user_id"),
    ("crm.crm_opportunities", "sdr_id", "crm.crm_users", "user_id"),
    ("crm.crm_opportunity_history", "opportunity_id", "crm.crm_opportunities", "opportunity_id"),
    ("crm.crm_stage_history", "opportunity_id", "crm.crm_opportunities", "opportunity_id"),
    ("crm.crm_opportunity_snapshots", "opportunity_id", "crm.crm_opportunities", "opportunity_id"),
    ("crm.crm_leads", "opportunity_id", "crm.crm_opportunities", "opportunity_id"),
    ("bil.bil_subscriptions", "opportunity_id", "crm.crm_opportunities", "opportunity_id"),
    ("cs.cs_renewals", "subscription_id", "bil.bil_subscriptions", "subscription_id"),
    ("cs.cs_renewals", "renewal_opportunity_id", "crm.crm_opportunities", "opportunity_id"),
    ("cs.cs_risk_flags", "renewal_id", "cs.cs_renewals", "renewal_id"),
    ("cs.cs_health_scores", "account_id", "crm.crm_accounts", "account_id"),
]
DISORDER = {
    "qualified before created": "qualified_at < created_at",
    "closed before qualified": "closed_at < qualified_at",
    "closed without a day": "is_closed <> (closed_at IS NOT NULL)",
    "close date is not the day closed": "is_closed AND close_date <> CAST(closed_at AS DATE)",
    "known too early": "greatest(created_at, qualified_at, closed_at) > _loaded_at",
    "parts of the amount": "amount_recurring + amount_services <> amount",
    "dearer than listed": "list_amount < amount",
}


@pytest.mark.parametrize("table", KEYS)
def test_keys_are_unique_and_complete(ask: Ask, table: str) -> None:
    columns = KEYS[table]
    ((rows, keys),) = ask(f"SELECT count(*), count(DISTINCT ({columns})) FROM {table}")
    assert rows == keys > 0
    for column in columns.split(", "):
        assert ask(f"SELECT count(*) FROM {table} WHERE {column} IS NULL") == [(0,)]


@pytest.mark.parametrize(("table", "column", "other", "key"), REFERENCES)
def test_references_lead_somewhere(ask: Ask, table: str, column: str, other: str, key: str) -> None:
    lost = f"SELECT count(*) FROM {table} AS t ANTI JOIN {other} AS o ON o.{key} = t.{column}"
    assert ask(f"{lost} WHERE t.{column} IS NOT NULL") == [(0,)]


@pytest.mark.parametrize("fault", DISORDER)
def test_opportunities_are_in_order(ask: Ask, fault: str) -> None:
    assert ask(f"SELECT count(*) FROM crm.crm_opportunities WHERE {DISORDER[fault]}") == [(0,)]


def test_the_last_copy_equals_the_current_table(ask: Ask) -> None:
    columns = "opportunity_id, stage, amount, close_date, forecast_category, probability, owner_id"
    ours = (
        f"SELECT {columns} FROM crm.crm_opportunity_snapshots WHERE snapshot_date = DATE '2026-11-15' AND NOT is_closed"
    )
    current = f"SELECT {columns} FROM crm.crm_opportunities WHERE NOT is_closed"
    assert ask(f"({ours} EXCEPT ALL {current}) UNION ALL ({current} EXCEPT ALL {ours})") == []


def test_every_night_was_copied(ask: Ask) -> None:
    ((nights, days),) = ask("""
        SELECT count(DISTINCT snapshot_date), max(snapshot_date) - min(snapshot_date) + 1
        FROM crm.crm_opportunity_snapshots
    """)
    assert nights == days == 210


def test_amounts_in_the_copies_follow_the_change_log(ask: Ask) -> None:
    """An amount differs from the night before exactly when the log has a change of it that day."""
    moved = """
        SELECT opportunity_id, snapshot_date AS day FROM crm.crm_opportunity_snapshots
        QUALIFY amount <> lag(amount) OVER (PARTITION BY opportunity_id ORDER BY snapshot_date)
    """
    logged = """
        SELECT h.opportunity_id, CAST(h.changed_at AS DATE) AS day
        FROM crm.crm_opportunity_history AS h JOIN crm.crm_opportunities AS o USING (opportunity_id)
        WHERE h.field = 'amount' AND h.old_value <> h.new_value
            AND CAST(h.changed_at AS DATE) > greatest(DATE '2026-04-20', CAST(o.created_at AS DATE))
    """
    assert ask(f"({moved} EXCEPT {logged}) UNION ALL ({logged} EXCEPT {moved})") == []


def test_marts_keep_every_row(ask: Ask) -> None:
    for raw, mart in [
        ("crm.crm_opportunities", "fct_opportunities"),
        ("crm.crm_opportunity_snapshots WHERE NOT is_closed", "fct_pipeline_snapshots"),
        ("crm.crm_accounts", "dim_account"),
        ("crm.crm_leads", "fct_leads"),
    ]:
        assert ask(f"SELECT count(*) FROM {raw}") == ask(f"SELECT count(*) FROM {mart}")


def test_quarters_ahead_counts_calendar_quarters(ask: Ask) -> None:
    """The fiscal year starts in January, so DuckDB's own quarter difference must agree."""
    wrong = "quarters_ahead IS DISTINCT FROM date_diff('quarter', snapshot_date, close_date)"
    assert ask(f"SELECT count(*) FROM fct_pipeline_snapshots WHERE {wrong}") == [(0,)]


def test_amount_at_qualified_is_the_amount_copied_that_night(ask: Ask) -> None:
    rows = ask("""
        SELECT count(*), count(*) FILTER (f.amount_at_qualified <> s.amount)
        FROM fct_opportunities AS f JOIN crm.crm_opportunity_snapshots AS s
            ON s.opportunity_id = f.opportunity_id AND s.snapshot_date = f.qualified_at
    """)
    assert rows[0][0] > 2_000
    assert rows[0][1] == 0


def test_health_used_for_a_renewal_is_that_of_the_last_finished_week(ask: Ask) -> None:
    rows = ask("""
        SELECT count(*) FROM fct_renewals AS r
        JOIN cs.cs_health_scores AS h ON h.account_id = r.account_id AND h.week_ending <= r.as_of_date
            AND h.week_ending > r.as_of_date - 7
        WHERE h.band <> r.health_band
    """)
    assert rows == [(0,)]


def test_segments_and_regions_are_few_and_filled(ask: Ask) -> None:
    assert ask("SELECT segment, active FROM dim_segment ORDER BY sort_order") == [
        ("Enterprise", True),
        ("Mid-Market", True),
        ("SMB", True),
    ]
    assert ask("SELECT count(*) FROM fct_opportunities WHERE segment IS NULL OR region IS NULL") == [(0,)]


def test_money_is_decimal(ask: Ask) -> None:
    ((dollars,),) = ask("SELECT sum(amount) FROM crm.crm_opportunities")
    assert isinstance(dollars, Decimal)
