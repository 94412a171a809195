"""What is planted in the demo, so that every branch of the product is visible: the one place that says so.

As of Sunday 2026-11-15, on the built models:

* Coverage of the next quarter: Enterprise 2.41 (red, below 3.0, its fourth week), Mid-Market 3.10 (yellow, below 3.3),
  SMB 3.80 (fine, though its target was never recalibrated).
* Win rate of the week from 2026-11-09 against the eight weeks before: Mid-Market has a real fall (5 of 32),
  Enterprise falls too but on 29 deals (too few for a rule that asks for 30), SMB is stable.
* Sales cycle of the last four weeks against the four before: SMB rises by more than 10 % for one window,
  Enterprise for two windows running, Mid-Market stays where it was.
* Renewals at risk: exactly $560k due in 0 to 60 days (both ends occupied), $200k in 61 to 75 days (both ends occupied).
* Hygiene: a commit deal without a next step, a renewal opportunity created 80 days ahead, a large amount change
  without a note, stage changes without their checklist, deals lost without a reason, one missing close date.
* Freshness: `crm.crm_leads` was loaded three days before everything else; no operating KPI reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

ENTERPRISE, MID_MARKET, SMB = SEGMENTS = ("Enterprise", "Mid-Market", "SMB")

# Next quarter (2027 Q1): segment -> (bookings target, qualified pipeline). 2.41, 3.10 and 3.80 times the target.
NEXT_QUARTER_TARGET = {ENTERPRISE: 3_900_000, MID_MARKET: 1_800_000, SMB: 400_000}
NEXT_QUARTER_PIPELINE = {ENTERPRISE: 9_399_000, MID_MARKET: 5_580_000, SMB: 1_520_000}
THIN_PIPELINE = ENTERPRISE  # since mid-October its representatives date few deals into the next quarter
THIN_SINCE_WEEK = -5

# The judged week: segment -> (won, closed) qualified deals, without pilots and renewals.
JUDGED_WEEK_DEALS = {ENTERPRISE: (5, 29), MID_MARKET: (5, 32), SMB: (9, 40)}

# Mean days from qualified to won: (before, the four weeks before the last, the last four weeks).
SALES_CYCLE = {ENTERPRISE: (60, 67, 75), MID_MARKET: (46, 46, 46), SMB: (30, 30, 34)}


@dataclass(frozen=True, slots=True)
class AtRiskRenewal:
    """A renewal at risk as of the demo's date: dollars, days ahead, what says so (`flag` or `health`), for how long."""

    segment: str
    arr: int
    days_ahead: int
    evidence: str
    days_known: int


AT_RISK_WITHIN_60_DAYS = (
    AtRiskRenewal(SMB, 16_000, 0, "flag", 55),
    AtRiskRenewal(SMB, 38_000, 7, "flag", 40),
    AtRiskRenewal(MID_MARKET, 92_000, 18, "flag", 34),
    AtRiskRenewal(SMB, 24_000, 25, "health", 28),
    AtRiskRenewal(ENTERPRISE, 52_000, 33, "health", 21),
    AtRiskRenewal(ENTERPRISE, 145_000, 41, "flag", 23),
    AtRiskRenewal(MID_MARKET, 74_500, 52, "flag", 9),
    AtRiskRenewal(ENTERPRISE, 118_500, 60, "flag", 12),
)
AT_RISK_JUST_OUTSIDE = (
    AtRiskRenewal(ENTERPRISE, 120_000, 61, "flag", 16),
    AtRiskRenewal(MID_MARKET, 80_000, 75, "flag", 5),
)
AT_RISK_FAR_OUT = (AtRiskRenewal(MID_MARKET, 65_000, 96, "health", 14),)
AT_RISK_CEILING = 440_000  # at-risk dollars inside 60 days never passed this before the judged week

LATE_RENEWAL_DAYS = (45, 80)  # due this many days after the as-of date; its opportunity was created so many days ahead
LATE_RENEWAL_ARR = 31_000

UNCHECKED_STAGE_CHANGES = 4
LOST_WITHOUT_REASON = 3
UNEXPLAINED_AMOUNT_CHANGE = 48_000  # above 25,000, on an Enterprise deal, without a note

STALE_TABLE = ("crm", "crm_leads")
STALE_LOADED_AT = datetime(2026, 11, 12, 22, 30)
