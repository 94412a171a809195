"""TPC-H at scale factor 1: the published answers, and what asking costs beside SQL written by hand.

Execution is the SQL alone, run on both sides alike; a whole question is also planned, compiled, and answered in Python.
"""

import statistics
from collections.abc import Callable
from functools import cache, partial

from benchmarks import rows, running
from benchmarks.case import Alone, Case, Measured, Race, Row
from benchmarks.ground import Ground
from benchmarks.tpch import FULL, scale
from benchmarks.tpch_questions import FURTHER, STANDARD, Asked

GOAL = 1.05
EVERY = {asked.name: asked for asked in (*STANDARD, *FURTHER)}


@cache
def compiled(ground: Ground, name: str) -> str:
    """The product's SQL of a question; compiled once, so that running it again is running it alone."""
    asked = EVERY[name]
    return ground.project.sql(asked.metrics.split(), by=asked.by, where=asked.where, **asked.more)


def ask(ground: Ground, asked: Asked) -> list[Row]:
    """The product's answer, with all that a question costs."""
    found = ground.project.query(asked.metrics.split(), by=asked.by, where=asked.where, **asked.more)
    return list(found.rows)


def right(ground: Ground, asked: Asked) -> list[Row]:
    """The published answer, or that of the SQL by hand where the tables are smaller or nothing is published."""
    if asked.published and scale(ground.rows) == FULL:
        return list(asked.published)
    return ground.fetch(asked.hand)


def executed(asked: Asked) -> Race:
    """The SQL of a question against its SQL by hand."""
    return Race(
        ours=lambda ground: ground.drain(compiled(ground, asked.name)),
        reference=lambda ground: ground.drain(asked.hand),
        rows=lambda ground: ground.fetch(compiled(ground, asked.name)),
        truth=lambda ground: right(ground, asked),
        keys=asked.keys,
    )


def whole(asked: Asked) -> Race:
    """A question, asked as a whole, against its SQL by hand."""
    return Race(
        ours=lambda ground: ask(ground, asked),
        reference=lambda ground: ground.fetch(asked.hand),
        rows=lambda ground: ask(ground, asked),
        truth=lambda ground: right(ground, asked),
        keys=asked.keys,
    )


def _median(race: Callable[[Asked], Race], ground: Ground) -> Measured:
    for asked in STANDARD:
        wrong = rows.difference(ground.fetch(asked.hand), right(ground, asked), asked.keys)
        assert not wrong, f"the SQL by hand of {asked.title}: {wrong}"
    raced = {name: running.raced(race(asked), ground) for name, asked in EVERY.items()}
    ratios = {name: found.value for name, found in raced.items()}
    told = ", ".join(f"{name} {ratio:.2f}" for name, ratio in ratios.items())
    ours, by_hand = (sum(getattr(found, side) for found in raced.values()) for side in ("ours", "reference"))
    return Measured(statistics.median(ratios.values()), ours, by_hand, told, running.peak())


FAMILY = (
    Case(
        "tpch", "TPC-H executed, the median of all", "by hand", GOAL, Alone(partial(_median, executed)), ground="tpch"
    ),
    Case(
        "tpch-whole", "TPC-H asked, the median of all", "by hand", None, Alone(partial(_median, whole)), ground="tpch"
    ),
    *(
        Case(f"tpch-{name}", f"TPC-H {asked.title}", "by hand", None, executed(asked), ground="tpch")
        for name, asked in EVERY.items()
    ),
)
