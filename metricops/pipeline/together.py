"""Questions of a run that one query can answer: the same rows, periods and segments are read once for all of them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from metricops.errors import EngineError
from metricops.evaluate.observe import observe
from metricops.evaluate.values import Answer
from metricops.manifest import Manifest, RatioMetric, SimpleMetric
from metricops.pipeline import reading
from metricops.pipeline.asked import Asked, Compiled, query_of
from metricops.pipeline.world import World
from metricops.plan import Plan, plan_each
from metricops.source import fragment

SHOWN = 3  # metrics of a query that its progress names
MOST = 50
"""Metrics in one query; more make SQL that nobody can read and no planner likes."""


def answers(world: World, questions: Sequence[Asked], queries: Compiled) -> tuple[Answer, ...]:
    """Stages 10 and 11: what the warehouse says to each question, in their order."""
    found: dict[int, Answer] = {}
    for batch in _batches(world.manifest, questions):
        metrics = ", ".join(questions[i].question.metric for i in batch[:SHOWN]) + (", …" if len(batch) > SHOWN else "")
        world.told(f"question {len(found) + 1} of {len(questions)}: {metrics}")
        found |= _together(world, questions, batch) or {i: _alone(world, questions[i], queries) for i in batch}
    return tuple(found[i] for i in range(len(questions)))


def _batches(manifest: Manifest, questions: Sequence[Asked]) -> Iterator[list[int]]:
    """The places of questions that look at the same rows in the same way; any other question stands alone."""
    batches: dict[tuple[object, ...], list[int]] = {}
    for i, one in enumerate(questions):
        question, plan = one.question, one.plan
        alike: tuple[object, ...] = (i,)
        if plan is not None and _is_plain(manifest, question.metric):
            tables = frozenset(model.name for model in reading.models(plan))
            alike = (question.by, question.where, question.periods, tables)
        batches.setdefault(alike, []).append(i)
    for batch in batches.values():
        yield from (batch[start : start + MOST] for start in range(0, len(batch), MOST))


def _is_plain(manifest: Manifest, name: str) -> bool:
    """Whether a metric says beside others just what it says alone: formulas of the user's may fill in for rows that
    only the others have."""
    metric = manifest.metrics[name]
    if isinstance(metric, RatioMetric):
        return all(_is_plain(manifest, given.name) for given in (metric.numerator, metric.denominator))
    return isinstance(metric, SimpleMetric) and metric.fill_nulls_with is None


def _together(world: World, questions: Sequence[Asked], batch: list[int]) -> dict[int, Answer]:
    """The answers of one query for all of them; nothing when it fails, so that each can fail or be answered alone."""
    if len(batch) == 1:
        return {}
    asked = [questions[i].question for i in batch]
    query = replace(query_of(asked[0]), metrics=tuple(fragment(question.metric) for question in asked))
    (plan,) = plan_each(world.manifest, [query])
    if not isinstance(plan, Plan):
        return {}
    try:
        result = world.run(world.compiled(plan))
    except EngineError:
        return {}
    columns = [column.name for column in result.columns]
    series = (observe(question, columns, result.rows) for question in asked)
    own = (tuple(one for one in found if one.first is not None) for found in series)  # segments that it ever had
    return {i: Answer(question, found) for i, question, found in zip(batch, asked, own, strict=True)}


def _alone(world: World, one: Asked, queries: Compiled) -> Answer:
    query = queries.get(one.question)
    if query is None:
        return Answer(one.question, failed=one.failed)
    try:
        result = world.run(query)
    except EngineError as fault:
        return Answer(one.question, failed=fault.message)
    return Answer(one.question, observe(one.question, [column.name for column in result.columns], result.rows))
