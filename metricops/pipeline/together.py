"""The questions of a run answered: in as few queries as they can be, and each alone where such a query fails."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from metricops.engines.result import Result
from metricops.errors import EngineError
from metricops.evaluate.observe import Row, observe, over
from metricops.evaluate.values import Answer, Question
from metricops.pipeline.asked import Asked
from metricops.pipeline.batch import MANY, Batch, Split
from metricops.pipeline.batches import batches
from metricops.pipeline.soundness import Sound, without_joins
from metricops.pipeline.world import World
from metricops.plan import Plan
from metricops.plan.plan import SPLIT
from metricops.sql import CompiledQuery

SHOWN = 3  # metrics of a query that its progress names


@dataclass(frozen=True, slots=True)
class Reply:
    """What the warehouse says to a question, and the SQL that it was asked in; empty when nothing could be asked."""

    answer: Answer
    sql: str = ""


def replies(world: World, questions: Sequence[Asked], sound: Sound = without_joins) -> tuple[Reply, ...]:
    """Stages 7 to 11: what the warehouse says to each question, in their order."""
    found: dict[int, Reply] = {}
    for batch in asked_together(world, questions, sound):
        names = list(dict.fromkeys(one.question.metric for one in batch.asked))
        metrics = ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")
        world.told(f"question {len(found) + 1} of {len(questions)}: {metrics}")
        found |= _replies(world, batch)
    return tuple(found[i] for i in range(len(questions)))


def asked_together(world: World, questions: Sequence[Asked], sound: Sound = without_joins) -> Iterator[Batch]:
    """The questions in the batches in which they are asked."""
    return batches(world.manifest, questions, sound, lambda plan: _groups(world, plan))


def _groups(world: World, listing: Plan) -> int:
    """How many groups a plan lists; more than many when it cannot be asked."""
    try:
        return len(world.run(world.compiled(listing)).rows)
    except EngineError:
        return MANY + 1


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
    found = _by_split(batch, result)
    spans = dict.fromkeys((one.question.by, one.question.periods) for one in batch.asked)
    rows = {(by, periods): over(periods, *found[by]) for by, periods in spans}
    for one in batch.asked:
        series = observe(one.question, found[one.question.by][0], rows[one.question.by, one.question.periods])
        own = series if len(batch.asked) == 1 else tuple(s for s in series if s.first is not None)
        yield Reply(Answer(one.question, own), query.sql)


def _by_split(batch: Batch, result: Result) -> Mapping[Split, tuple[list[str], Sequence[Row]]]:
    """The columns and rows of each split: its own group-bys, and none of the others'."""
    columns = [column.name for column in result.columns]
    splits = batch.plan.parts[0].splits if batch.plan else ()
    if not splits:
        return {batch.splits[0]: (columns, result.rows)}
    mark = columns.index(SPLIT)
    others = {name for split in splits for name in split} | {SPLIT}
    found: dict[Split, tuple[list[str], Sequence[Row]]] = {}
    for n, (by, split) in enumerate(zip(batch.splits, splits, strict=True)):
        own = list(range(mark)) + [columns.index(name) for name in split]
        own += [i for i, name in enumerate(columns) if i > mark and name not in others]
        rows = [tuple([row[i] for i in own]) for row in result.rows if row[mark] == n]
        found[by] = ([columns[i] for i in own], rows)
    return found


def answers(found: Sequence[Reply]) -> tuple[Answer, ...]:
    """The replies without their SQL."""
    return tuple(reply.answer for reply in found)


def sql_of(found: Sequence[Reply]) -> dict[Question, str]:
    """The SQL behind every question that could be asked."""
    return {reply.answer.question: reply.sql for reply in found if reply.sql}
