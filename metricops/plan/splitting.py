"""One plan for several questions that split the same rows by different keys."""

from collections.abc import Sequence
from dataclasses import replace

from metricops.plan.frames import InPeriods
from metricops.plan.groups import HOLISTIC
from metricops.plan.plan import SPLIT, Part, Plan


def in_splits(plan: Plan, splits: Sequence[Sequence[str]]) -> Plan | None:
    """The plan with the groups of every split, each of them some of its keys; the column `SPLIT` counts them from 0.

    Keys that a split does not have are NULL. None when groups of a part do not follow from finer ones.
    """
    if not all(adds_up(part) for part in plan.parts):
        return None
    wanted = tuple(tuple(split) for split in splits)
    own = {key.name for part in plan.parts for key in part.keys}
    times = tuple(key for key in plan.keys if key not in own)
    keys = (*times, SPLIT, *(key for key in plan.keys if key in own))
    return replace(plan, keys=keys, parts=tuple(replace(part, splits=wanted) for part in plan.parts))


def adds_up(part: Part) -> bool:
    """Whether what is known of finer groups says what is to be known of coarser ones."""
    special = part.stock or part.match or part.fill or part.scan.bridged
    return isinstance(part.frame, InPeriods) and not special and all(a.agg not in HOLISTIC for a in part.aggregates)
