"""When representatives said a deal would close: the first date, and every date it was moved to."""

from __future__ import annotations

import random
from datetime import date, timedelta

from metricops.demo.dates import DEMO_AS_OF, quarter, quarter_end, quarter_start
from metricops.demo.situations import ENTERPRISE, MID_MARKET, SMB, THIN_PIPELINE, THIN_SINCE_WEEK

# How often a deal is dated into this quarter, the next one and the one after.
USUAL_QUARTERS = {ENTERPRISE: (3, 6, 1), MID_MARKET: (3, 6, 1), SMB: (2, 7, 1)}
THIN_QUARTERS = (12, 5, 3)
DEFAULT_DATE_SHARE = {SMB: 0.6}  # dates left at the default, the last day of the quarter
_THIN_SINCE = DEMO_AS_OF + timedelta(weeks=THIN_SINCE_WEEK)


def close_dates(rng: random.Random, segment: str, created: date, closed: date) -> tuple[tuple[date, date], ...]:
    """The path (changed on, expected close date) from creation to the close, where the date becomes the real one.

    A date is set again when it has passed, and on the first day of a quarter, when open deals are forecast anew.
    """
    path = [(created, _expected(rng, segment, created))]
    while True:
        changed = _next_change(*path[-1])
        if changed >= closed:
            return (*path, (closed, closed))
        path.append((changed, _expected(rng, segment, changed)))


def _next_change(changed: date, expected: date) -> date:
    passed = expected + timedelta(days=1)
    if quarter(expected) == quarter(changed):
        return passed
    return quarter_start(quarter(expected))


def _expected(rng: random.Random, segment: str, today: date) -> date:
    weights = THIN_QUARTERS if segment == THIN_PIPELINE and today >= _THIN_SINCE else USUAL_QUARTERS[segment]
    chosen = quarter(today) + rng.choices((0, 1, 2), weights)[0]
    last = quarter_end(chosen)
    if rng.random() < DEFAULT_DATE_SHARE.get(segment, 0.15):
        return last
    first = max(quarter_start(chosen), min(today + timedelta(days=5), last))
    return first + timedelta(days=rng.randint(0, (last - first).days))
