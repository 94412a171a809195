"""Values of a comparison: pairs of numbers by key, how each pair stands, and the verdict over all of them."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

Keys = tuple[Any, ...]  # values of the group-bys; NULL is a key like any other


class Standing(StrEnum):
    """How two numbers stand to each other."""

    SAME = "same"
    ROUNDING = "rounding"  # apart, but within tolerance
    DIFFERS = "differs"
    ONLY_LEFT = "only left"
    ONLY_RIGHT = "only right"
    NO_DATA = "no data"


@dataclass(frozen=True, slots=True)
class Pair:
    """Both numbers of one key; None is no number.

    `gap` is right less left; where numbers add up a missing side counts as 0, else it leaves no gap. `share` is
    the gap's size as a fraction of the larger of both numbers, so that it does not depend on which is left; numbers
    of opposite signs have a share above 1.
    """

    keys: Keys
    left: Fraction | None
    right: Fraction | None
    gap: Fraction | None
    share: Fraction | None
    standing: Standing

    @property
    def agrees(self) -> bool:
        """Whether the two are the same, or apart by no more than the tolerance."""
        return self.standing in (Standing.SAME, Standing.ROUNDING)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Pairs in the order of their keys; `total` adds them up, None where the numbers do not add up."""

    pairs: tuple[Pair, ...]
    total: Pair | None
    tolerance: Decimal

    @property
    def whole(self) -> Pair | None:
        """The one pair that speaks for both metrics: the total, or the only pair there is."""
        return self.total or (self.pairs[0] if len(self.pairs) == 1 else None)

    @property
    def verdict(self) -> Standing:
        """How the metrics stand to each other: they agree only when every key and the total do."""
        seen = {pair.standing for pair in self.pairs} - {Standing.NO_DATA}
        if not seen:
            return Standing.NO_DATA
        if len(seen) == 1 and Standing.ROUNDING not in seen:
            return seen.pop()
        agree = seen <= {Standing.SAME, Standing.ROUNDING} and (self.total is None or self.total.agrees)
        return Standing.ROUNDING if agree else Standing.DIFFERS

    @property
    def within_tolerance(self) -> bool:
        """Whether what lies between the two is rounding, or nothing, and no conflict."""
        return self.verdict in (Standing.SAME, Standing.ROUNDING)

    @property
    def apart(self) -> tuple[Pair, ...]:
        """The pairs that do not agree, the widest gap first."""
        apart = (pair for pair in self.pairs if not pair.agrees and pair.standing is not Standing.NO_DATA)
        return tuple(sorted(apart, key=lambda pair: -abs(pair.gap or Fraction(0))))
