"""A metric beside its target, and the targets that its own years would set: asked once, held against no rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from metricops.engines.result import Result
from metricops.errors import MetricopsError
from metricops.evaluate.attainment import Stretch, attainments, inside, segments, stretch, stretch_of
from metricops.evaluate.observe import observe
from metricops.evaluate.rolling import QUARTERS, YEARS, rolling
from metricops.evaluate.shapes import Shape, needs_rows, shape
from metricops.evaluate.target_parts import finer
from metricops.evaluate.targets import Targets
from metricops.evaluate.values import Answer, Question
from metricops.manifest import Metric
from metricops.output.attainment import Shown, attained, rolled
from metricops.periods import Grain
from metricops.pipeline.asked import query_of
from metricops.pipeline.asking import Answered, answer
from metricops.pipeline.world import World
from metricops.plan import plan


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the warehouse says of a metric, and of its parts where targets are set for parts only."""

    main: Answer
    parts: tuple[Answer, ...]
    answered: Answered


def beside_target(world: World, metric: Metric, by: Sequence[str], as_of: date, proven: set[str]) -> Answered:
    """The period that targets are set for as of a day, a row for every segment.

    Raises QueryError for what the metric cannot be split by, and EngineError when the warehouse does not answer.
    """
    targets = Targets.of(world.manifest.targets, as_of)
    period = stretch(targets.by_metric.get(metric.name, ()), as_of, world.manifest.calendar)
    seen = _see(world, metric, by, targets, period, proven)
    its_shape, rows = shape(metric, world.manifest.metrics), needs_rows(metric, world.manifest.metrics)
    found = tuple(attainments(seen.main, seen.parts, targets, period, its_shape, rows))
    return _shown(seen, attained(metric, seen.main.question.by, period, found), as_of)


def rolling_targets(world: World, metric: Metric, by: Sequence[str], as_of: date, proven: set[str]) -> Answered:
    """The quarter as of a day and the three after it, then their sum, for every segment.

    Raises also MetricopsError for a metric that does not add up.
    """
    if shape(metric, world.manifest.metrics) is not Shape.TOTAL:
        raise MetricopsError(f'"{metric.name}" does not add up: a rolling target shares out the total of a year')
    targets = Targets.of(world.manifest.targets, as_of)
    period = stretch_of(Grain.QUARTER, as_of, world.manifest.calendar, QUARTERS * YEARS)
    seen, rows = _see(world, metric, by, targets, period, proven), needs_rows(metric, world.manifest.metrics)
    series = segments(seen.main, targets, period)
    found = [r for s in series for r in rolling(s, targets, period, rows, inside(s, seen.parts, period.to_date))]
    return _shown(seen, rolled(metric, seen.main.question.by, found), as_of)


def _see(world: World, metric: Metric, by: Sequence[str], targets: Targets, period: Stretch, proven: set[str]) -> _Seen:
    question = Question(metric.name, tuple(name.lower() for name in by), (), tuple(sorted(period.periods)))
    further = finer(question, targets.by_metric.get(metric.name, ()))
    (main, answered), *parts = [_ask(world, each, proven) for each in (question, *further)]
    return _Seen(main, tuple(part for part, _ in parts), answered)


def _ask(world: World, question: Question, proven: set[str]) -> tuple[Answer, Answered]:
    query = query_of(question)
    found = answer(world, query, plan(world.manifest, [query])[0], proven)
    names = [column.name for column in found.result.columns]
    return Answer(question, observe(question, names, found.result.rows)), found


def _shown(seen: _Seen, shown: Shown, as_of: date) -> Answered:
    """The rows with the SQL behind them, and what a reader must know of the rows and of the metric."""
    result = Result(shown.columns, shown.rows, seen.answered.result.sql, as_of)
    return Answered(result, (*shown.notes, *seen.answered.caveats), seen.answered.confidence)
