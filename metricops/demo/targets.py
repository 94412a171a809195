"""Bookings targets by segment and quarter, with the day each version was set."""

from __future__ import annotations

from datetime import date

from metricops.demo.situations import ENTERPRISE, MID_MARKET, NEXT_QUARTER_TARGET, SMB
from metricops.demo.table import Table, table

COLUMNS = """
metric VARCHAR
segment VARCHAR
channel VARCHAR
period_start DATE
period VARCHAR
amount DECIMAL(18,2)
set_on DATE
set_by VARCHAR
reason VARCHAR
seasonality VARCHAR
"""
# Quarter -> (set on, targets of Enterprise, Mid-Market and SMB, reason).
_PLANS = (
    (date(2025, 7, 1), date(2024, 12, 9), (2_900_000, 1_250_000, 300_000), "annual plan"),
    (date(2025, 10, 1), date(2024, 12, 9), (3_000_000, 1_250_000, 310_000), "annual plan"),
    (date(2026, 1, 1), date(2025, 12, 8), (3_000_000, 1_300_000, 320_000), "annual plan"),
    (date(2026, 4, 1), date(2025, 12, 8), (3_100_000, 1_300_000, 330_000), "annual plan"),
    (date(2026, 7, 1), date(2025, 12, 8), (3_100_000, 1_300_000, 330_000), "annual plan"),
    (date(2026, 10, 1), date(2025, 12, 8), (3_200_000, 1_300_000, 340_000), "annual plan"),
    (date(2027, 1, 1), date(2026, 6, 15), (4_400_000, 1_400_000, NEXT_QUARTER_TARGET[SMB]), "first draft of the plan"),
    (date(2027, 4, 1), date(2026, 6, 15), (4_500_000, 1_450_000, 420_000), "first draft of the plan"),
)
_NEXT_QUARTER = date(2027, 1, 1)
_RECALIBRATED = (
    (ENTERPRISE, date(2026, 10, 2), "recalibrated: two ramped reps fewer than plan"),
    (MID_MARKET, date(2026, 11, 10), "recalibrated: takes over part of the Enterprise plan"),
)


def targets_table() -> Table:
    """The plans, and the later versions for the next quarter; SMB was not looked at again."""
    planned = [
        _row(segment, start, amount, set_on, reason)
        for start, set_on, amounts, reason in _PLANS
        for segment, amount in zip((ENTERPRISE, MID_MARKET, SMB), amounts, strict=True)
    ]
    later = [
        _row(segment, _NEXT_QUARTER, NEXT_QUARTER_TARGET[segment], set_on, reason)
        for segment, set_on, reason in _RECALIBRATED
    ]
    return table(COLUMNS, [*planned, *later])


def _row(segment: str, start: date, amount: int, set_on: date, reason: str) -> tuple[object, ...]:
    return "bookings", segment, None, start, "quarter", amount, set_on, "CFO", reason, None
