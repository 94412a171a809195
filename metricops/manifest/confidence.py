"""How far a number may be trusted, as definitions declare it."""

from dataclasses import dataclass
from enum import StrEnum


class ConfidenceLevel(StrEnum):
    """How far a number may be trusted; members stand from worst to best."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Required(StrEnum):
    """How far a use needs to trust a number; low meets directional, medium decision-grade, high board-grade."""

    DIRECTIONAL = "directional"
    DECISION_GRADE = "decision-grade"
    BOARD_GRADE = "board-grade"


@dataclass(frozen=True, slots=True)
class Confidence:
    """A declared level with the reason for it."""

    level: ConfidenceLevel
    note: str = ""
