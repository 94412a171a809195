"""Rolling targets: what the last year brought, shared out over the next four quarters as the years before were."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from metricops.evaluate.attainment import ONE_DAY, Stretch, values
from metricops.evaluate.readings import Gap
from metricops.evaluate.shapes import Shape
from metricops.evaluate.targets import Targets
from metricops.evaluate.values import Segment, Series
from metricops.periods import Grain, Period, step

QUARTERS, YEARS = 4, 3  # of a rolling year, of the history that seasons are taken from


@dataclass(frozen=True, slots=True)
class Rolling:
    """One of the next four quarters, or all of them: its share of a year, that share of the last four quarters' total,
    and the target that is set, or why none is."""

    segment: Segment
    period: Period
    seasonality: Fraction | None
    rolling: Fraction | None
    target: Fraction | None
    reason: str = ""


def rolling(
    series: Series, targets: Targets, seen: Stretch, needs_rows: bool, parts: Collection[Segment]
) -> Iterator[Rolling]:
    """The quarter that runs and the three after it, then all four, for a metric that adds up."""
    history = tuple(values(series, seen.before, Shape.TOTAL, needs_rows))
    shares, year = seasons(history), sum(history[:QUARTERS], Fraction(0)) if len(history) >= QUARTERS else None
    lines = [
        _line(series, targets, _quarter(seen.whole, i), shares[i] if shares else None, year, parts)
        for i in range(QUARTERS)
    ]
    yield from lines
    reason = next((line.reason for line in lines if line.reason), "")
    target = None if reason else sum((line.target for line in lines if line.target is not None), Fraction(0))
    whole = Period(lines[0].period.start, lines[-1].period.end)
    yield Rolling(series.segment, whole, Fraction(1) if shares else None, year, target, reason)


def seasons(history: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """The shares of a year that fall on the next four quarters, by the complete years of history, latest first.

    Each year counts alike. Nothing without a whole year, or when one of them is 0.
    """
    years = [history[i : i + QUARTERS][::-1] for i in range(0, QUARTERS * YEARS, QUARTERS)]
    known = [year for year in years if len(year) == QUARTERS]
    if not known or any(sum(year) == 0 for year in known):
        return ()
    return tuple(sum((year[i] / sum(year) for year in known), Fraction(0)) / len(known) for i in range(QUARTERS))


def _quarter(first: Period, n: int) -> Period:
    start = step(first.start, n, Grain.QUARTER)
    return Period(start, step(start, 1, Grain.QUARTER) - ONE_DAY)


def _line(
    series: Series,
    targets: Targets,
    quarter: Period,
    share: Fraction | None,
    year: Fraction | None,
    parts: Collection[Segment],
) -> Rolling:
    target = targets.over(series.metric, series.segment, quarter, Shape.TOTAL, parts)
    shared = share * year if share is not None and year is not None else None
    if isinstance(target, Gap):
        return Rolling(series.segment, quarter, share, shared, None, target.reason)
    return Rolling(series.segment, quarter, share, shared, target)
