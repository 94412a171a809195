"""Values of an explanation: parts of a metric, contributions to its change, causes worth naming."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Number = int | float | Decimal | Fraction
Effect = Literal["sum", "rate", "mix", "numerator", "denominator"]


@dataclass(frozen=True, slots=True)
class Part:
    """One segment's share of a metric over one window; a sum or count has no denominator."""

    numerator: Number | None
    denominator: Number | None = None


Parts = Mapping[str | None, Part]  # by segment; None is the segment without a name


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one segment adds to the change, exactly: `rate` is its own change, `mix` its change of weight.

    For a sum `rate` is the whole contribution and `mix` is 0.
    """

    segment: str | None
    rate: Fraction
    mix: Fraction

    @property
    def total(self) -> Fraction:
        """Both effects together; over all segments these add up to the change."""
        return self.rate + self.mix


@dataclass(frozen=True, slots=True)
class Cause:
    """One line an executive reads: what moved, by how much, and its share of the whole change.

    `dimension` is empty for a part of the formula; `share` is a fraction of the change and may exceed 1.
    """

    subject: str
    dimension: str
    effect: Effect
    amount: Fraction
    share: Fraction


@dataclass(frozen=True, slots=True)
class Explanation:
    """A change with its causes: `formula` splits a ratio's change, `causes` names segments, strongest first.

    `contributions` are all segments of the dimension that says most; without causes `reason` says why.
    """

    metric: str
    now: Fraction | None
    before: Fraction | None
    formula: tuple[Cause, ...] = ()
    causes: tuple[Cause, ...] = ()
    dimension: str = ""
    contributions: tuple[Contribution, ...] = ()
    reason: str = ""

    @property
    def change(self) -> Fraction | None:
        """The value now less the value before, None when either is missing."""
        return None if self.now is None or self.before is None else self.now - self.before
