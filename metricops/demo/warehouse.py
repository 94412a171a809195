"""The whole demo warehouse: every raw table of the CRM, billing, customer success and finance exports."""

from __future__ import annotations

from datetime import date

from metricops.demo.accounts import accounts_table, make_accounts
from metricops.demo.changes import history_table, stays_table
from metricops.demo.closings import make_closings
from metricops.demo.coverage import size_next_quarter
from metricops.demo.dates import LOADED_AT
from metricops.demo.deals import make_deals
from metricops.demo.hygiene import Pipeline, plant_faults
from metricops.demo.leads import leads_table
from metricops.demo.opportunities import opportunities_table
from metricops.demo.renewals import make_renewals, renewals_table
from metricops.demo.risk import flags_table, health_table, make_flags
from metricops.demo.situations import STALE_LOADED_AT, STALE_TABLE
from metricops.demo.snapshots import snapshots_table
from metricops.demo.subscriptions import Subscription, make_subscriptions, make_terms, subscriptions_table
from metricops.demo.table import Table
from metricops.demo.targets import targets_table
from metricops.demo.users import make_users, users_table


def generate() -> dict[tuple[str, str], Table]:
    """Every table by (schema, name), with `_loaded_at`. The same rows on every call and every machine."""
    users = make_users()
    accounts = make_accounts(users)
    sales = plant_faults(size_next_quarter(make_deals(accounts, make_closings())))
    subscriptions = make_subscriptions(accounts, sales.deals)
    terms = make_terms(subscriptions)
    renewals = make_renewals(terms)
    flags = make_flags(renewals)
    renewal_deals = tuple(renewal.opportunity for renewal in renewals if renewal.opportunity)
    pipeline = Pipeline((*sales.deals, *renewal_deals), sales.without_note, sales.without_checklist)
    tables = {
        ("crm", "crm_users"): users_table(users),
        ("crm", "crm_accounts"): accounts_table(accounts, _became_customer(subscriptions)),
        ("crm", "crm_opportunities"): opportunities_table(pipeline.deals, users),
        ("crm", "crm_opportunity_history"): history_table(pipeline),
        ("crm", "crm_stage_history"): stays_table(pipeline),
        ("crm", "crm_opportunity_snapshots"): snapshots_table(pipeline.deals),
        ("crm", "crm_leads"): leads_table(accounts, sales.deals, users),
        ("bil", "bil_subscriptions"): subscriptions_table(terms),
        ("cs", "cs_renewals"): renewals_table(renewals),
        ("cs", "cs_risk_flags"): flags_table(flags),
        ("cs", "cs_health_scores"): health_table(renewals, flags),
        ("fin", "fin_targets"): targets_table(),
    }
    return {key: raw.loaded_at(STALE_LOADED_AT if key == STALE_TABLE else LOADED_AT) for key, raw in tables.items()}


def _became_customer(subscriptions: tuple[Subscription, ...]) -> dict[str, date]:
    first: dict[str, date] = {}
    for subscription in sorted(subscriptions, key=lambda subscription: subscription.started):
        first.setdefault(subscription.account.account_id, subscription.started)
    return first
