"""The rules a threshold sentence can say: a closed set of kinds and what may be added to them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from metricops.periods import Window
from metricops.source import Fragment


class Comparison(StrEnum):
    """The side of a level that the sentence names; `below` and `above` are strict, the others include the level."""

    BELOW = "below"
    ABOVE = "above"
    AT_LEAST = "at least"
    AT_MOST = "at most"


@dataclass(frozen=True, slots=True)
class Level:
    """A plain number in the metric's unit; a percentage is a fraction."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class MetricLevel:
    """The value of another metric for the same segment, times a share when given."""

    metric: str
    share: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class ShareLevel:
    """A share of the current target."""

    share: Decimal


class BaselineKind(StrEnum):
    """What a change is measured against."""

    TRAILING = "trailing"
    PREVIOUS = "previous"
    LAST_YEAR = "last year"
    TARGET = "target"
    CONTROL = "control"
    METRIC = "metric"


@dataclass(frozen=True, slots=True)
class Baseline:
    """A window before the judged one, or a target, a control group or another metric."""

    kind: BaselineKind
    window: Window | None = None
    metric: str = ""


@dataclass(frozen=True, slots=True)
class LevelRule:
    """`below 3.0`: true when the value stands on that side of the level."""

    comparison: Comparison
    level: Level | MetricLevel | ShareLevel


@dataclass(frozen=True, slots=True)
class Band:
    """`between 1 and 2` or `outside 1 and 2`; both ends belong to the band."""

    inside: bool
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Change:
    """`falls 15% vs …`: a change relative to the absolute value of the baseline, strictly beyond `by`."""

    direction: Literal["falls", "rises", "moves"]
    by: Decimal
    baseline: Baseline


@dataclass(frozen=True, slots=True)
class Limits:
    """`outside limits`: beyond the natural limits of the `points` points before."""

    points: int = 12


@dataclass(frozen=True, slots=True)
class Mads:
    """`outside 3 mads`: further from the median than n scaled median absolute deviations."""

    n: Decimal
    points: int = 12


Rule = LevelRule | Band | Change | Limits | Mads


def asks_for_a_target(rule: Rule) -> bool:
    """Whether a rule compares with the metric's target."""
    match rule:
        case LevelRule(level=ShareLevel()):
            return True
        case Change(baseline=baseline):
            return baseline.kind is BaselineKind.TARGET
    return False


@dataclass(frozen=True, slots=True)
class Guard:
    """An absolute change that must be passed too; `points` are hundredths of a fraction."""

    amount: Decimal
    points: bool = False


@dataclass(frozen=True, slots=True)
class Streak:
    """`for n of m` windows (m = n when running), or stepped by a week or a month."""

    n: int
    of: int
    step: Literal["windows", "weeks", "months"] = "windows"


@dataclass(frozen=True, slots=True)
class Scope:
    """`for segment = Enterprise`."""

    dimension: str
    value: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A threshold sentence: the rule and everything said about when it counts."""

    rule: Rule
    text: Fragment
    metric: str = ""
    guard: Guard | None = None
    sample: int = 0
    sample_noun: str = "rows"
    streak: Streak = Streak(1, 1)
    scope: tuple[Scope, ...] = ()
    by: date | None = None
