"""TPC-H at scale factor 1: the published answers, and what asking costs beside SQL written by hand."""

import statistics

from benchmarks import rows, running
from benchmarks.case import Alone, Case, Measured, Race, Row
from benchmarks.ground import Ground
from benchmarks.tpch import FULL, scale
from benchmarks.tpch_questions import FURTHER, STANDARD, Asked

GOAL = 1.05


def ask(ground: Ground, asked: Asked) -> list[Row]:
    """The product's answer, with all that a question costs."""
    found = ground.project.query(asked.metrics.split(), by=asked.by, where=asked.where, **asked.more)
    return list(found.rows)


def right(ground: Ground, asked: Asked) -> list[Row]:
    """The published answer, or that of the SQL by hand where the tables are smaller or nothing is published."""
    if asked.published and scale(ground.rows) == FULL:
        return list(asked.published)
    return ground.fetch(asked.hand)


def race(asked: Asked) -> Race:
    """A question against its SQL by hand."""
    return Race(
        ours=lambda ground: ask(ground, asked),
        reference=lambda ground: ground.fetch(asked.hand),
        rows=lambda ground: ask(ground, asked),
        truth=lambda ground: right(ground, asked),
        keys=asked.keys,
    )


def _median(ground: Ground) -> Measured:
    for asked in STANDARD:
        wrong = rows.difference(ground.fetch(asked.hand), right(ground, asked), asked.keys)
        assert not wrong, f"the SQL by hand of {asked.title}: {wrong}"
    raced = {asked.name: running.raced(race(asked), ground) for asked in (*STANDARD, *FURTHER)}
    ratios = {name: found.value for name, found in raced.items()}
    told = ", ".join(f"{name} {ratio:.2f}" for name, ratio in ratios.items())
    ours, by_hand = (sum(getattr(found, side) for found in raced.values()) for side in ("ours", "reference"))
    return Measured(statistics.median(ratios.values()), ours, by_hand, told, running.peak())


FAMILY = (
    Case("tpch", "TPC-H, the median of all below", "by hand", GOAL, Alone(_median), ground="tpch"),
    *(
        Case(f"tpch-{asked.name}", f"TPC-H {asked.title}", "by hand", None, race(asked), ground="tpch")
        for asked in (*STANDARD, *FURTHER)
    ),
)
