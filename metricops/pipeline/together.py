"""Questions of a run that one query can answer: the same rows, periods and segments are read once for all of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from metricops.engines.result import Result
from metricops.errors import EngineError
from metricops.evaluate.observe import observe
from metricops.evaluate.values import Answer, Question
from metricops.manifest import Manifest, RatioMetric, SimpleMetric
from metricops.pipeline import reading
from metricops.pipeline.asked import Asked, query_of
from metricops.pipeline.world import World
from metricops.plan import Plan, plan_each
from metricops.source import fragment
from metricops.sql import CompiledQuery

SHOWN = 3  # metrics of a query that its progress names
MOST = 50
"""Metrics in one query; more make SQL that nobody can read and no planner likes."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Questions, by their places in the run, with the plan that answers all of them; None when it was refused."""

    places: tuple[int, ...]
    asked: tuple[Asked, ...]
    plan: Plan | None

    @property
    def title(self) -> str:
        """`won_deals, win_rate by segment for region = EMEA`."""
        question = self.asked[0].question
        metrics = ", ".join(one.question.metric for one in self.asked)
        by = f" by {', '.join(question.by)}" if question.by else ""
        scope = " and ".join(f"{s.dimension} = {s.value}" for s in question.where)
        return f"{metrics}{by}{f' for {scope}' if scope else ''}"

    @property
    def alone(self) -> Iterator["Batch"]:
        """Each question by itself."""
        return (Batch((i,), (one,), one.plan) for i, one in zip(self.places, self.asked, strict=True))


@dataclass(frozen=True, slots=True)
class Reply:
    """What the warehouse says to a question, and the SQL that it was asked in; empty when nothing could be asked."""

    answer: Answer
    sql: str = ""


def replies(world: World, questions: Sequence[Asked]) -> tuple[Reply, ...]:
    """Stages 7 to 11: what the warehouse says to each question, in their order."""
    found: dict[int, Reply] = {}
    for batch in batches(world.manifest, questions):
        names = [one.question.metric for one in batch.asked]
        metrics = ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")
        world.told(f"question {len(found) + 1} of {len(questions)}: {metrics}")
        found |= _replies(world, batch)
    return tuple(found[i] for i in range(len(questions)))


def batches(manifest: Manifest, questions: Sequence[Asked]) -> Iterator[Batch]:
    """Questions that look at the same rows in the same way, up to `MOST` of them; any other question stands alone."""
    alike: dict[tuple[object, ...], list[int]] = {}
    for i, one in enumerate(questions):
        question, plan = one.question, one.plan
        key: tuple[object, ...] = (i,)
        if plan is not None and _is_plain(manifest, question.metric):
            tables = frozenset(model.name for model in reading.models(plan))
            key = (question.by, question.where, question.periods, tables)
        alike.setdefault(key, []).append(i)
    for places in alike.values():
        for start in range(0, len(places), MOST):
            yield from _batch(manifest, questions, tuple(places[start : start + MOST]))


def _batch(manifest: Manifest, questions: Sequence[Asked], places: tuple[int, ...]) -> Iterator[Batch]:
    """The questions at these places with one plan for all; each alone when there is none."""
    asked = tuple(questions[i] for i in places)
    alone = Batch(places, asked, asked[0].plan)
    if len(places) == 1:
        yield alone
        return
    query = replace(query_of(asked[0].question), metrics=tuple(fragment(one.question.metric) for one in asked))
    (plan,) = plan_each(manifest, [query])
    if isinstance(plan, Plan):
        yield Batch(places, asked, plan)
    else:
        yield from alone.alone


def _is_plain(manifest: Manifest, name: str) -> bool:
    """Whether a metric says beside others just what it says alone: formulas of the user's may fill in for rows that
    only the others have."""
    metric = manifest.metrics[name]
    if isinstance(metric, RatioMetric):
        return all(_is_plain(manifest, given.name) for given in (metric.numerator, metric.denominator))
    return isinstance(metric, SimpleMetric) and metric.fill_nulls_with is None


def _replies(world: World, batch: Batch) -> dict[int, Reply]:
    """By the places of the questions; when a query for several fails, each is asked alone, and can fail alone."""
    if batch.plan is None:
        return {i: Reply(Answer(o.question, failed=o.failed)) for i, o in zip(batch.places, batch.asked, strict=True)}
    query = world.compiled(batch.plan)
    try:
        result = world.run(query)
    except EngineError as fault:
        if len(batch.places) == 1:
            return {batch.places[0]: Reply(Answer(batch.asked[0].question, failed=fault.message), query.sql)}
        return {i: reply for one in batch.alone for i, reply in _replies(world, one).items()}
    return dict(zip(batch.places, _observed(batch, query, result), strict=True))


def _observed(batch: Batch, query: CompiledQuery, result: Result) -> Iterator[Reply]:
    """The answers in one result; beside other metrics a segment counts only where the metric ever had rows."""
    columns = [column.name for column in result.columns]
    for one in batch.asked:
        series = observe(one.question, columns, result.rows)
        own = series if len(batch.asked) == 1 else tuple(s for s in series if s.first is not None)
        yield Reply(Answer(one.question, own), query.sql)


def answers(found: Sequence[Reply]) -> tuple[Answer, ...]:
    """The replies without their SQL."""
    return tuple(reply.answer for reply in found)


def sql_of(found: Sequence[Reply]) -> dict[Question, str]:
    """The SQL behind every question that could be asked."""
    return {reply.answer.question: reply.sql for reply in found if reply.sql}
