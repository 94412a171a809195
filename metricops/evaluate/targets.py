"""What a metric should come to over a window: the versions known then, shared out over the days."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction

from metricops.evaluate.readings import Gap
from metricops.evaluate.shapes import Shape
from metricops.evaluate.values import Segment, Status
from metricops.manifest import Target
from metricops.periods import Grain, Period, step

ONE_DAY = timedelta(days=1)
SHOWN = 3  # parts that a reason names
MONTHS = {Grain.QUARTER: 3, Grain.YEAR: 12}
Cell = tuple[tuple[str, str], ...]  # dimensions and values that a target is for


@dataclass(frozen=True, slots=True)
class Targets:
    """Every version of every target, by metric."""

    by_metric: Mapping[str, tuple[Target, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, targets: Iterable[Target], as_of: date) -> "Targets":
        """Those that were set by a day."""
        found: dict[str, tuple[Target, ...]] = {}
        for target in targets:
            if target.set_on <= as_of:
                found[target.metric] = (*found.get(target.metric, ()), target)
        return cls(found)

    def over(
        self, metric: str, segment: Segment, window: Period, shape: Shape, seen: Collection[Segment] = ()
    ) -> Fraction | Gap:
        """The target of a segment over a window, or why there is none.

        Only what was set by the window's last day counts. Totals are shared out by days, or by the target's own
        seasonality; every other metric has the same target whatever the window. A segment without rows of its own
        has the sum of finer ones, where totals add up and every part that was `seen` in the window has one.
        """
        rows = self.by_metric.get(metric, ())
        known = tuple(row for row in rows if row.set_on <= window.end)
        found = _among(known, segment, window, shape, seen)
        if not isinstance(found, Gap) or len(known) == len(rows):
            return found
        cells = _cells(known, segment)
        later = _among([r for r in rows if not cells or r.segment in cells], segment, window, shape, seen)
        return later if isinstance(later, Gap) else replace(found, reason=f"no target was set by {window.end}")


def element(dimension: str) -> str:
    """What targets call a dimension: the last part of its name."""
    return dimension.rpartition("__")[2].lower()


def meets(target: Target, segment: Collection[tuple[str, str]]) -> bool:
    """Whether a target is for a segment or a part of it."""
    return set(segment) <= set(target.segment)


def overlaps(target: Target, window: Period) -> bool:
    """Whether a target is for some of these days."""
    return _common(_period(target), window) is not None


def _among(
    rows: Sequence[Target], segment: Segment, window: Period, shape: Shape, seen: Collection[Segment]
) -> Fraction | Gap:
    """The target of a segment over a window by these rows."""
    cells = _cells(rows, segment)
    if not cells:
        return Gap(Status.NOT_JUDGED, "no target is set" + (" for this segment" if rows and segment else ""))
    names = {name for name, _ in _pairs(segment)}
    if all(set(dict(cell)) == names for cell in cells):
        return _over(next(iter(cells.values())), window, shape)
    if shape is not Shape.TOTAL:
        return Gap(Status.NOT_JUDGED, "targets are set for parts only, and those do not add up")
    return _sum(cells, window, {tuple(sorted(_pairs(one))) for one in seen}, names)


def _pairs(segment: Segment) -> set[tuple[str, str]]:
    return {(element(dimension), value or "") for dimension, value in segment}


def _cells(rows: Sequence[Target], segment: Segment) -> Mapping[Cell, Sequence[Target]]:
    """The rows about a segment, by what else they split it into; the coarsest split that there is."""
    wanted = _pairs(segment)
    found: dict[Cell, list[Target]] = {}
    for row in rows:
        if meets(row, wanted):
            found.setdefault(row.segment, []).append(row)
    splits = {tuple(dimension for dimension, _ in cell) for cell in found}
    coarsest = min(splits, key=lambda split: (len(split), split), default=())
    return {cell: each for cell, each in found.items() if tuple(d for d, _ in cell) == coarsest}


def _sum(cells: Mapping[Cell, Sequence[Target]], window: Period, seen: Set[Cell], whole: Set[str]) -> Fraction | Gap:
    """The targets of all parts together, if no part that was seen lacks one; a part that is neither seen nor planned
    in the window adds nothing."""
    split = {name for cell in cells for name, _ in cell}
    lacking = sorted(cell for cell in seen if set(dict(cell)) == split and cell not in cells)
    if lacking:
        return Gap(Status.NOT_JUDGED, f"no target is set for {_named(lacking, whole)}")
    planned = {c: rows for c, rows in cells.items() if c in seen or any(overlaps(row, window) for row in rows)}
    total = Fraction(0)
    for cell, rows in (planned or cells).items():
        part = _over(rows, window, Shape.TOTAL)
        if isinstance(part, Gap):
            return replace(part, reason=f"{part.reason}, for {_named([cell], whole)}")
        total += part
    return total


def _named(cells: Sequence[Cell], whole: Set[str]) -> str:
    """Parts by what tells them from the whole: `segment = SMB, segment = Mid-Market and 2 more`."""
    names = [" and ".join(f"{n} = {v or '(none)'}" for n, v in cell if n not in whole) for cell in cells]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _over(versions: Sequence[Target], window: Period, shape: Shape) -> Fraction | Gap:
    """One cell's target: of each stretch of the window the version that was set last."""
    looked = Period(window.end, window.end) if shape is Shape.STOCK else window
    total, days, missing = Fraction(0), 0, [looked]
    for row in sorted(versions, key=lambda row: (-row.set_on.toordinal(), row.grain.rank)):
        rest: list[Period] = []
        for stretch in missing:
            met = _common(stretch, _period(row))
            if met is None:
                rest.append(stretch)
                continue
            rest += _without(stretch, met)
            share = _share(row, met) if shape is Shape.TOTAL else Fraction(_days(met))
            total, days = total + Fraction(row.amount) * share, days + _days(met)
        missing = rest
    if missing:
        return Gap(Status.NOT_JUDGED, f"no target is set for {min(m.start for m in missing)}")
    return total if shape is Shape.TOTAL else total / days


def _period(row: Target) -> Period:
    return Period(row.start, step(row.start, 1, row.grain) - ONE_DAY)


def _common(a: Period, b: Period) -> Period | None:
    start, end = max(a.start, b.start), min(a.end, b.end)
    return Period(start, end) if start <= end else None


def _without(whole: Period, part: Period) -> Iterator[Period]:
    if whole.start < part.start:
        yield Period(whole.start, part.start - ONE_DAY)
    if part.end < whole.end:
        yield Period(part.end + ONE_DAY, whole.end)


def _days(period: Period) -> int:
    return (period.end - period.start).days + 1


def _share(row: Target, stretch: Period) -> Fraction:
    """The share of a row's amount that falls on some of its days."""
    if not row.weights:
        return Fraction(_days(stretch), _days(_period(row)))
    months = MONTHS[row.grain] // len(row.weights)
    share, total = Fraction(0), Fraction(sum(row.weights))
    for at, weight in enumerate(row.weights):
        start = step(row.start, at * months, Grain.MONTH)
        part = Period(start, step(start, months, Grain.MONTH) - ONE_DAY)
        met = _common(part, stretch)
        if met is not None:
            share += Fraction(weight) / total * Fraction(_days(met), _days(part))
    return share
