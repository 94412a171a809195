"""Made-up data: the cells of a scenario answer the evaluator's questions as a warehouse would."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from metricops.evaluate.exact import number
from metricops.evaluate.shapes import COUNTING, Shape, shape
from metricops.evaluate.values import Answer, Number, Observation, Question, Segment, Series
from metricops.manifest import Aggregation, Manifest, Metric, RatioMetric, SimpleMetric, Threshold
from metricops.periods import Period
from metricops.rehearse.scenario import Cell, Scenario, Track

DAY = timedelta(days=1)
FURTHEST = {Aggregation.MIN: min, Aggregation.MAX: max}


@dataclass(frozen=True, slots=True)
class Made:
    """The rows of a cell: what they add on a day, over how many of them."""

    day: date
    a: Decimal | None
    b: Decimal | None
    n: int


def answer(scenario: Scenario, manifest: Manifest, question: Question, ahead: Collection[Period]) -> Answer:
    """The series of a question over the scenario's cells; `ahead` are windows that look forward from a cell."""
    metric = manifest.metrics[question.metric]
    tracks = scenario.series if metric.name == scenario.metric.name else scenario.others.get(metric.name, {})
    its_shape, enough = shape(metric, manifest.metrics), _enough(scenario.threshold)

    def series(segment: Segment, track: Track) -> Series:
        rows = tuple(_rows(metric, manifest, track, scenario.days, enough))
        seen = (_observed(metric, its_shape, rows, period, period in ahead) for period in question.periods)
        first = min((row.day for row in rows), default=None)
        return Series(metric.name, segment, {o.period: o for o in seen if o}, first)

    return Answer(question, tuple(series(segment, track) for segment, track in tracks.items()))


def _enough(threshold: Threshold) -> int:
    """The sample of a cell that gives none: enough for every sentence of the threshold."""
    return max(1, *(s.sample for s in (threshold.red, threshold.yellow, threshold.clear) if s))


def _rows(metric: Metric, manifest: Manifest, track: Track, days: Sequence[date], enough: int) -> Iterator[Made]:
    """The rows of the cells that have any; the last cell of a track stands on the last day."""
    for day, cell in zip(days[len(days) - len(track) :], track, strict=True):
        if cell.empty:
            continue
        n = _sample(metric, manifest, cell, enough) if cell.n is None else cell.n
        if isinstance(metric, RatioMetric) and not cell.parts and cell.a is not None:
            yield Made(day, cell.a * n, Decimal(n), n)
        else:
            yield Made(day, cell.a, cell.b, n)


def _sample(metric: Metric, manifest: Manifest, cell: Cell, enough: int) -> int:
    """What a denominator or a metric that counts says itself; nothing over NULL; else enough."""
    counted = manifest.metrics.get(metric.denominator.name) if isinstance(metric, RatioMetric) else metric
    counting = isinstance(counted, SimpleMetric) and counted.measure.agg in COUNTING
    value = cell.b if cell.parts else cell.a
    if value is None:
        return 0
    own = cell.parts or not isinstance(metric, RatioMetric)
    return max(int(value), 0) if counting and own else enough


def _observed(
    metric: Metric, its_shape: Shape, rows: Sequence[Made], period: Period, looks_ahead: bool
) -> Observation | None:
    """What a query answers for a period; a window that looks ahead is seen by the cell on the day before it."""
    first, last = (period.start - DAY,) * 2 if looks_ahead else (period.start, period.end)
    inside = [row for row in rows if first <= row.day <= last]
    if its_shape is Shape.STOCK:
        inside = inside[-1:]
    if not inside:
        return None
    n = sum(row.n for row in inside)
    if any(row.b is not None for row in inside):
        a, b = _total(row.a for row in inside), _total(row.b for row in inside)
        value = None if a is None or not b else number(Fraction(a) / Fraction(b))
        return Observation(period, value, n, a, b)
    return Observation(period, _value(metric, its_shape, inside), n)


def _value(metric: Metric, its_shape: Shape, inside: Sequence[Made]) -> Number | None:
    """Totals add up, the least is the least; what is neither is the mean of its cells by their samples."""
    known = [(row.a, row.n) for row in inside if row.a is not None]
    if len(known) < 2 or not its_shape.is_pooled:
        return _total(a for a, _ in known)
    if isinstance(metric, SimpleMetric) and (furthest := FURTHEST.get(metric.measure.agg)):
        return furthest(a for a, _ in known)
    weighted = sum((Fraction(a) * n for a, n in known), Fraction(0))
    return number(weighted / (sum(n for _, n in known) or 1))


def _total(numbers: Iterable[Decimal | None]) -> Decimal | None:
    known = [x for x in numbers if x is not None]
    return sum(known[1:], known[0]) if known else None
