"""What each aggregation makes of the values of one group; NULLs are None."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Any


def aggregate(agg: str, values: Sequence[Any], percentile: float = 0.5, discrete: bool = False) -> Any:
    """One number for a group. Over no values a sum is None and a count 0."""
    known = [v for v in values if v is not None]
    match agg:
        case "count":
            return len(known)
        case "count_distinct":
            return len(set(known))
        case "sum_boolean":
            return sum(1 for v in known if v) if values else None
        case "sum":
            return sum(known) if known else None
        case "average":
            return sum(known) / len(known) if known else None
        case "min":
            return min(known, default=None)
        case "max":
            return max(known, default=None)
        case "median":
            return continuous(known, 0.5)
        case "percentile":
            return discrete_at(known, percentile) if discrete else continuous(known, percentile)
    raise ValueError(agg)


def continuous(values: Sequence[Any], p: float) -> float | None:
    """Linear interpolation between the two values around position p × (n − 1)."""
    if not values:
        return None
    ordered = sorted(values)
    position = Fraction(str(p)) * (len(ordered) - 1)
    low = ordered[floor(position)]
    high = ordered[ceil(position)]
    return float(low + (high - low) * float(position - floor(position)))


def discrete_at(values: Sequence[Any], p: float) -> Any:
    """The first value at or below which at least the share p of all values lies."""
    if not values:
        return None
    rank = ceil(Fraction(str(p)) * len(values))
    return sorted(values)[max(rank, 1) - 1]
