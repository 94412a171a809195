"""How far a number may be trusted: the worst of what it reads, lowered by what is wrong with it."""

from collections.abc import Iterable

from metricops.manifest import Confidence, ConfidenceLevel, Required

WORST_FIRST = tuple(ConfidenceLevel)
NEEDS = {
    Required.DIRECTIONAL: ConfidenceLevel.LOW,
    Required.DECISION_GRADE: ConfidenceLevel.MEDIUM,
    Required.BOARD_GRADE: ConfidenceLevel.HIGH,
}


def worst(declared: Iterable[Confidence | None]) -> Confidence | None:
    """The lowest of the declared ones, the first of equals; what declares none does not constrain."""
    return min((c for c in declared if c), key=lambda c: WORST_FIRST.index(c.level), default=None)


def lowered(level: ConfidenceLevel, n: int = 1) -> ConfidenceLevel:
    """The level n steps down; nothing is lower than low."""
    return WORST_FIRST[max(WORST_FIRST.index(level) - n, 0)]


def short_of(level: ConfidenceLevel | None, required: Required | None) -> str:
    """What a use asks for beyond a number's confidence, in words; nothing where that is enough."""
    if required is None or meets(level, required):
        return ""
    has, needs = level or "not declared", NEEDS[required]
    return f"confidence is {has}, and a decision that uses it asks for {required} ({needs})"


def meets(level: ConfidenceLevel | None, required: Required | None) -> bool:
    """Whether a use may rely on a number; a number that nobody vouches for meets no requirement."""
    if required is None:
        return True
    return level is not None and WORST_FIRST.index(level) >= WORST_FIRST.index(NEEDS[required])
