"""What a comparison comes to, in one sentence made of its facts."""

from fractions import Fraction

from metricops.compare.values import Comparison, Pair, Standing
from metricops.units import shown

PERCENT = Fraction(1, 100)


def sentence(comparison: Comparison, left: str, right: str, unit: str = "") -> str:
    """One sentence that names both metrics: how far apart they are, and whether that is rounding or a conflict."""
    match comparison.verdict:
        case Standing.NO_DATA:
            return f"Neither {left} nor {right} has a number here."
        case Standing.ONLY_LEFT:
            return f"Only {left} has numbers here; {right} has none."
        case Standing.ONLY_RIGHT:
            return f"Only {right} has numbers here; {left} has none."
        case Standing.SAME:
            return f"{left} and {right} are the same{_everywhere(comparison)}."
        case Standing.ROUNDING:
            return f"{_distance(comparison, left, right, unit)}: rounding, not a conflict."
    return f"{_distance(comparison, left, right, unit)}: a conflict{_places(comparison)}."


def gap_text(gap: Fraction, unit: str) -> str:
    """The size of a gap: shares are apart by points, everything else in its unit."""
    return f"{shown(abs(gap) * 100)} points" if unit == "%" else shown(abs(gap), unit)


def _everywhere(comparison: Comparison) -> str:
    n = len(comparison.pairs)
    return f" in all {n:,} rows" if n > 1 else ""


def _distance(comparison: Comparison, left: str, right: str, unit: str) -> str:
    whole, limit = comparison.whole, _percent(Fraction(comparison.tolerance))
    if whole is None or whole.gap is None:
        return f"{left} and {right} are apart by {_widest(comparison)}, where {limit} is tolerated"
    if not whole.gap:
        return f"In total {left} and {right} are the same"
    side = "above" if whole.gap > 0 else "below"
    share = f", {_percent(whole.share)} of the larger," if whole.share is not None else ""
    return f"{right} is {gap_text(whole.gap, unit)} {side} {left}{share} where {limit} is tolerated"


def _widest(comparison: Comparison) -> str:
    shares = [pair.share for pair in comparison.pairs if pair.share is not None]
    return f"up to {_percent(max(shares))} of the larger" if shares else "rows that only one of them has"


def _places(comparison: Comparison) -> str:
    """How many rows disagree, where there are several; and one sided rows, which no share tells."""
    total, apart = len(comparison.pairs), comparison.apart
    if total < 2:
        return ""
    alone = sum(_alone(pair) for pair in apart)
    missing = f", {alone:,} of them on one side only" if alone else ""
    return f" in {len(apart):,} of {total:,} rows{missing}" if apart else " in total only"


def _alone(pair: Pair) -> bool:
    return pair.standing in (Standing.ONLY_LEFT, Standing.ONLY_RIGHT)


def _percent(share: Fraction) -> str:
    """A share with one digit, a small one with as many as it needs; what is not 0 never reads as 0."""
    if 0 < share < PERCENT / 1000:
        return "less than 0.001%"
    return shown(share, "%") if share >= PERCENT else f"{float(share * 100):.2g}%"
