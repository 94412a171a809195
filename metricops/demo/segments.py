"""How the three segments differ: deal sizes, win rates, speed, staffing."""

from __future__ import annotations

from dataclasses import dataclass

from metricops.demo.situations import ENTERPRISE, MID_MARKET, SMB


@dataclass(frozen=True, slots=True)
class Segment:
    """Ranges are (low, high); amounts also have their most frequent value, and won deals only
    `won_size` of it. Wins and closes are counts a week."""

    name: str
    accounts: int
    customers: int
    executives: int
    employees: tuple[int, int]
    amount: tuple[int, int, int]
    won_size: float
    rounding: int
    wins: tuple[int, int]
    win_rate: float
    fewest_closes: int
    days_to_qualify: tuple[int, int]


SEGMENTS = (
    Segment(ENTERPRISE, 900, 110, 12, (2_000, 48_000), (18_000, 150_000, 38_000), 0.55, 500, (8, 9), 0.25, 31, (6, 20)),
    Segment(MID_MARKET, 1_200, 160, 12, (250, 1_999), (9_000, 80_000, 22_000), 0.5, 250, (8, 10), 0.25, 32, (4, 14)),
    Segment(SMB, 1_700, 210, 10, (10, 249), (3_000, 30_000, 8_000), 0.45, 100, (8, 10), 0.23, 34, (2, 9)),
)
