"""Which contributions are worth naming: the few that explain most of a change, in the dimension that says most."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import log2

from metricops.explain.contributions import contributions, formula, is_ratio, total
from metricops.explain.values import Cause, Contribution, Effect, Explanation, Number, Part, Parts

MOST = 3  # causes that an executive reads
ENOUGH = Fraction(2, 3)  # of the change: what is left over is not named
UNNAMED = "(none)"

Cuts = Mapping[str, tuple[Parts, Parts]]  # by dimension: the parts now and before


@dataclass(frozen=True, slots=True)
class _Cut:
    """A dimension with its contributions, the few of them worth naming, and how unexpected they are."""

    dimension: str
    contributions: tuple[Contribution, ...]
    named: tuple[Contribution, ...]
    enough: bool
    surprise: float


def explain(
    metric: str,
    cuts: Cuts,
    whole: tuple[Part, Part] | None = None,
    names: tuple[str, str] | None = None,
) -> Explanation:
    """The likely causes of a metric's change; nothing is raised, what cannot be computed is said in `reason`.

    Every cut holds all rows of both windows. `whole` (now, before) is the metric without a split; it is
    needed only when there is no cut. `names` are those of a ratio's parts; without them only segments are named.
    """
    now, before = _sides(cuts, whole)
    value, base = total(now), total(before)
    missing = "now" if value is None else "before"
    if value is None or base is None:
        return Explanation(metric, value, base, reason=f"not known: there is no value {missing}")
    if value == base:
        return Explanation(metric, value, base, reason="no change")
    parts = _formula(now, before, value - base, names) if names else ()
    best = _best(cuts, value - base)
    if best is None:
        return Explanation(metric, value, base, parts, reason="not known: no dimension splits it into segments")
    causes = tuple(_segment_cause(c, best.dimension, value - base, is_ratio(now, before)) for c in best.named)
    return Explanation(metric, value, base, parts, causes, best.dimension, best.contributions)


def _sides(cuts: Cuts, whole: tuple[Part, Part] | None) -> tuple[Parts, Parts]:
    if whole is not None:
        return {None: whole[0]}, {None: whole[1]}
    return next(iter(cuts.values()), ({}, {}))


def _formula(now: Parts, before: Parts, change: Fraction, names: tuple[str, str]) -> tuple[Cause, ...]:
    split = formula(now, before)
    if split is None:
        return ()
    numerator, denominator = split
    return (
        Cause(names[0], "", "numerator", numerator, numerator / change),
        Cause(names[1], "", "denominator", denominator, denominator / change),
    )


def _best(cuts: Cuts, change: Fraction) -> _Cut | None:
    """The cut that explains enough with the fewest segments; among equals the more unexpected one."""
    found = [_cut(dimension, now, before, change) for dimension, (now, before) in cuts.items()]
    told = [cut for cut in found if len(cut.contributions) > 1 and cut.named]
    return min(told, key=lambda cut: (not cut.enough, len(cut.named), -cut.surprise, cut.dimension), default=None)


def _cut(dimension: str, now: Parts, before: Parts, change: Fraction) -> _Cut:
    found = contributions(now, before) or ()
    named: list[Contribution] = []
    explained = Fraction()
    for contribution in found:
        share = contribution.total / change
        if share > 0 and explained < ENOUGH and len(named) < MOST:
            named.append(contribution)
            explained += share
    return _Cut(dimension, found, tuple(named), explained >= ENOUGH, _surprise(now, before, tuple(named)))


def _segment_cause(contribution: Contribution, dimension: str, change: Fraction, ratio: bool) -> Cause:
    stronger: Effect = "rate" if abs(contribution.rate) >= abs(contribution.mix) else "mix"
    subject = UNNAMED if contribution.segment is None else contribution.segment
    return Cause(subject, dimension, stronger if ratio else "sum", contribution.total, contribution.total / change)


def _surprise(now: Parts, before: Parts, named: tuple[Contribution, ...]) -> float:
    """How far the named segments' shares moved: their terms of the Jensen–Shannon divergence, in bits."""
    p, q = _shares(before), _shares(now)
    return sum(_divergence(p.get(c.segment, 0.0), q.get(c.segment, 0.0)) for c in named)


def _divergence(p: float, q: float) -> float:
    middle = (p + q) / 2
    return sum(share * log2(share / middle) / 2 for share in (p, q) if share > 0)


def _shares(parts: Parts) -> dict[str | None, float]:
    sizes = {segment: abs(_float(part.numerator)) for segment, part in parts.items()}
    whole = sum(sizes.values())
    return {segment: size / whole for segment, size in sizes.items()} if whole else {}


def _float(number: Number | None) -> float:
    return 0.0 if number is None else float(number)
