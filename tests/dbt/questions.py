"""The questions that both metricops and MetricFlow are asked, and those they answer differently."""

from dataclasses import dataclass
from datetime import date
from typing import Any

Query = dict[str, Any]
FEBRUARY_AND_MARCH = ["2024-02-01", "2024-03-31"]
DONE = "{{ Dimension('sale__status') }} = 'done'"


def asked(metrics: str, by: str = "", **more: Any) -> Query:
    """A query in few words."""
    return {"metrics": metrics.split(), "group_by": by.split(), **more}


@dataclass(frozen=True)
class Known:
    """A question that MetricFlow answers otherwise, or refuses (None), and why ours is right."""

    query: Query
    why: str
    columns: list[str]
    ours: list[tuple[Any, ...]]
    theirs: list[tuple[Any, ...]] | None


SHOP = [
    asked("revenue"),
    asked("revenue", "metric_time__day"),
    asked("revenue", "metric_time__week"),
    asked("revenue", "metric_time__month"),
    asked("revenue", "metric_time__quarter sale__status"),
    asked("revenue order_count buyers gifts", "metric_time__year"),
    asked("revenue order_count", "sale__status"),
    asked("order_count done_orders buyers", "customer__segment"),
    asked("revenue", "customer__region__country"),
    asked("revenue average_order", "customer__region"),
    asked("revenue", "customer"),
    asked("revenue", "sale__ordered_at__month"),
    asked("average_order median_order p90_order"),
    asked("average_order median_order p90_order", "sale__status"),
    asked("revenue sessions", "customer__segment"),
    asked("revenue sessions", "metric_time__month"),
    asked("revenue sessions", "customer metric_time__day"),
    asked("done_share"),
    asked("done_share", "customer__segment"),
    asked("done_share revenue", "metric_time__month"),
    asked("revenue_per_session", "metric_time__month"),
    asked("revenue_per_session", "customer"),
    asked("net_revenue"),
    asked("net_revenue revenue", "sale__status"),
    asked("revenue_7d", "metric_time__day", time_constraint=FEBRUARY_AND_MARCH),
    asked("revenue_7d", "metric_time__week", time_constraint=FEBRUARY_AND_MARCH),
    asked("revenue_7d", "metric_time__day sale__status"),
    asked("revenue_mtd", "metric_time__day", time_constraint=FEBRUARY_AND_MARCH),
    asked("revenue_mtd", "metric_time__month"),
    asked("revenue_growth", "metric_time__month"),
    asked("revenue_growth", "metric_time__day"),
    asked("revenue_growth", "metric_time__quarter"),
    asked("session_conversion"),
    asked("session_conversion", "session__device"),
    asked("session_conversion", "metric_time__month"),
    asked("closing_balance"),
    asked("closing_balance", "customer"),
    asked("closing_balance", "metric_time__day"),
    asked("closing_balance", "metric_time__month"),
    asked("call_minutes", "metric_time__day"),
    asked("revenue", "metric_time__month", where=[DONE]),
    asked("revenue sessions", "customer__segment", where=["{{ Entity('customer') }} < 3"]),
    asked("revenue", where=["{{ Dimension('region__country', entity_path=['customer']) }} = 'France'"]),
    asked("revenue", where=["{{ Dimension('customer__segment') }} is null"]),
    asked("revenue", where=["{{ TimeDimension('metric_time', 'month') }} = '2024-03-01'"]),
    asked("revenue", "customer", where=["{{ Metric('order_count', group_by=['customer']) }} > 1"]),
    asked("revenue", "metric_time__day", time_constraint=["2024-02-29", "2024-03-04"]),
    asked("revenue", "metric_time__month", time_constraint=["2024-02-10", "2024-02-20"]),
    asked("revenue", "customer", order_by=["-revenue"], limit=2),
    asked("", "customer__segment"),
    asked("", "sale__status customer__segment"),
    asked("", "sale__status metric_time__month"),
    asked("", "customer__segment", apply_group_by=False),
    asked("", "sale__ordered_at__day", min_max_only=True),
    asked("", "metric_time__month"),
    asked("revenue", "metric_time__week metric_time__month"),
    asked("revenue", "sale__ordered_at__day sale__ordered_at__month"),
    asked("revenue", "TimeDimension('metric_time',date_part_name='dow')"),
    asked("revenue", "TimeDimension('sale__ordered_at',date_part_name='month')"),
    asked("revenue", "customer__signed_up__month"),
    asked("order_count sessions", "customer__signed_up__year"),
    asked("revenue order_count sessions closing_balance", "customer"),
    asked("revenue_7d", "metric_time__week metric_time__month", time_constraint=FEBRUARY_AND_MARCH),
    asked("revenue_7d", "metric_time__month"),
    asked("revenue_7d sessions", "metric_time__week"),
    asked("revenue_mtd", "metric_time__week", time_constraint=FEBRUARY_AND_MARCH),
    asked("revenue_growth", "metric_time__year"),
    asked("revenue_growth", "metric_time__month customer__segment"),
    asked("revenue_growth", "metric_time__month", where=[DONE]),
    asked("revenue_growth", "metric_time__month", time_constraint=["2024-03-01", "2024-03-31"]),
    asked("session_conversion", "metric_time__day"),
    asked("session_conversion", "customer__segment"),
    asked("session_conversion", "metric_time__week session__device"),
    asked("closing_balance revenue", "metric_time__week"),
    asked("call_minutes", "metric_time__hour"),
    asked("call_minutes", "call__started_at__second"),
    asked("orders_every_day", "sale__status"),
    asked("revenue", time_constraint=["2024-03-02", "2024-03-01"]),
    asked("revenue", "customer", where=["{{ Metric('revenue', group_by=['customer']) }} is null"]),
]
NEITHER = [
    asked("revenue_7d"),
    asked("revenue_mtd"),
    asked("revenue_growth"),
    asked("revenue", "tagging__tag"),
    asked("revenue", "session__device"),
    asked("call_minutes", "metric_time__millisecond"),
    asked("revenue", order_by=["sessions"]),
    asked("turnover"),
]
"""Questions that both refuse."""
REVOPS = [
    asked("win_rate"),
    asked("win_rate", "opportunity__region"),
    asked("win_rate deals_closed", "metric_time__month"),
    asked("bookings new_bookings expansion_bookings", "metric_time__fiscal_quarter"),
    asked("bookings", "opportunity__region opportunity__deal_type"),
    asked("bookings", "account__industry"),
    asked("asp discount_rate", "metric_time__quarter"),
    asked("sales_cycle_days sales_cycle_days_median", "segment"),
    asked("opportunities_created pipeline_created", "metric_time__week"),
    asked("stage_conversion", "metric_time__month"),
    asked("mql_to_sql leads_created", "metric_time__month"),
    asked("renewal_risk_share", "metric_time__quarter"),
    asked("bookings", where=["{{ Dimension('opportunity__price_band') }} is not null"]),
    asked("deals_won", "metric_time__week", time_constraint=["2026-08-01", "2026-10-31"]),
    asked("pipeline_qualified", "metric_time__week"),
]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


WEEKS = ["2024-02-26", "2024-03-04", "2024-12-30", None]
APRIL_AND_BEFORE = ["2024-03-25", "2024-04-01", "2024-04-08"]  # a month after the orders of February and March
DIFFERENT = [
    Known(
        asked("orders_every_day", "metric_time__day", time_constraint=["2024-03-01", "2024-03-02"]),
        "section 6: fill_nulls_with is kept in both spellings; dbt 1.12 drops it from the latest one",
        ["metric_time__day", "orders_every_day"],
        [(date(2024, 3, 1), 1), (date(2024, 3, 2), 0)],
        [(date(2024, 3, 1), 1), (date(2024, 3, 2), None)],
    ),
    Known(
        asked("revenue_growth", "metric_time__week"),
        "section 8: an offset by months shifts days before they are taken to weeks",
        ["metric_time__week", "revenue_growth"],
        [(_day(week), None) for week in [*WEEKS, *APRIL_AND_BEFORE]],
        [(_day(week), None) for week in WEEKS],
    ),
    Known(
        asked("revenue", "sale__order"),
        "section 12: a column called order works",
        ["sale__order", "revenue"],
        [("app", 105.25), ("web", 33.5), (None, 7)],
        None,
    ),
    Known(
        asked("revenue", where=["{{ Dimension('customer__region__country') }} = 'France'"]),
        "section 2: a full path is a name in a filter as it is in a group-by",
        ["revenue"],
        [(30.5,)],
        None,
    ),
    Known(
        asked("revenue", "customer__tag"),
        "section 3: a bridge counts every fact once for each group",
        ["customer__tag", "revenue"],
        [("a", 38.75), ("b", 30.5), (None, 107)],
        None,
    ),
]
"""Literally: when either side changes its mind, its line goes or changes."""
