"""The stages of the sales process, and the stays of a deal in them."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from metricops.demo.dates import at

STAGES = {
    1: "Discovery",
    2: "Qualified",
    3: "Evaluation",
    4: "Proposal",
    5: "Negotiation",
    6: "Closed Won",
    7: "Closed Lost",
}
PROBABILITY_PERCENT = {1: 10, 2: 25, 3: 45, 4: 65, 5: 85, 6: 100, 7: 0}
QUALIFIED, NEGOTIATION, WON, LOST = 2, 5, 6, 7


def stays(
    rng: random.Random, created: date, qualified: date | None, closed: date, won: bool
) -> tuple[tuple[int, datetime], ...]:
    """(stage order, entered at) from the first stage to the closed one. Lost deals leave from any stage.

    Hours grow with the stage, so that stages passed on one day keep their order.
    """
    days = [created]
    if qualified:
        reached = NEGOTIATION if won else rng.randint(QUALIFIED, NEGOTIATION)
        room = max((closed - qualified).days, 0)
        later = sorted(rng.randint(0, room) for _ in range(reached - QUALIFIED))
        days += [qualified, *(qualified + timedelta(days=offset) for offset in later)]
    entered = [(stage, at(day, 8 + stage, rng.randrange(60))) for stage, day in enumerate(days, 1)]
    return (*entered, (WON if won else LOST, at(closed, 16, rng.randrange(60))))
