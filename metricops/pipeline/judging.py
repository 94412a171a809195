"""The scheduled job: thresholds ask, the warehouse answers, and what comes back is judged."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from metricops.errors import EngineError, QueryError
from metricops.evaluate.confidence import worst
from metricops.evaluate.findings import findings
from metricops.evaluate.gates import Health, apply_gates
from metricops.evaluate.observe import observe
from metricops.evaluate.questions import asked, planned, questions, thresholds
from metricops.evaluate.values import Answer, CheckResult, Evaluation, Number, Question, Status
from metricops.evaluate.verdict import evaluation
from metricops.evaluate.worth import stakes, with_worth
from metricops.manifest import Manifest, Metric
from metricops.pipeline import checking, reading
from metricops.pipeline.checking import CheckRun
from metricops.pipeline.world import World, in_schema
from metricops.plan import Plan, Query, describe, plan
from metricops.plan.ask import group_item
from metricops.source import fragment


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its plan, or with why there is none."""

    question: Question
    plan: Plan | None
    failed: str = ""


def ask(manifest: Manifest, as_of: date, history: int) -> tuple[Asked, ...]:
    """Stages 5 and 6: every question of the run and its plan; a question that is refused fails alone."""
    return tuple(_planned(manifest, question) for question in questions(manifest, as_of, history))


def answers(world: World, questions: tuple[Asked, ...]) -> tuple[Answer, ...]:
    """Stages 7 to 11: what the warehouse says to each question."""
    found = []
    for i, one in enumerate(questions, 1):
        world.told(f"query {i} of {len(questions)}: {one.question.metric}")
        found.append(_answered(world, one))
    return tuple(found)


def evaluate(world: World, as_of: date, history: int) -> Evaluation:
    """The whole run: findings through their gates, checks beside them, the exit code of both."""
    asked = ask(world.manifest, as_of, history)
    plans = [one.plan for one in asked if one.plan is not None]
    given = answers(world, asked)
    keys = tuple({c.name: c for p in plans for c in checking.unique_keys(reading.joins(p))}.values())
    declared = checking.declared(world.manifest)
    named = {c.name for c in declared}
    checks = checking.run(world, (*declared, *(k for k in keys if k.name not in named)), as_of)
    found = findings(world.manifest, given, as_of, history=history, at_stake=dict(_stakes(world, as_of, history)))
    judged = apply_gates(found, _health(world, asked, checks))
    implied = {k.name for k in keys} - named
    shown = tuple(r for r in checks.results if r.check not in implied or r.status is not Status.OK)
    return evaluation(as_of, _run_id(world, as_of, plans), judged, shown)


def stage(world: World, name: str, as_of: date, history: int) -> object:
    """The value of one stage of the run."""
    questions = ask(world.manifest, as_of, history)
    plans = {one.question.metric: one.plan for one in questions if one.plan is not None}
    match name:
        case "plan":
            return {metric: describe(one) for metric, one in plans.items()}
        case "sql":
            return {metric: world.compiled(one) for metric, one in plans.items()}
        case "result":
            return {metric: world.run(world.compiled(one)) for metric, one in plans.items()}
        case "observations":
            return answers(world, questions)
    return evaluate(world, as_of, history).findings


def _planned(manifest: Manifest, question: Question) -> Asked:
    query = Query(
        metrics=(fragment(question.metric),),
        group_by=tuple(group_item(name) for name in question.by),
        scope=tuple((group_item(s.dimension), s.value) for s in question.where),
        periods=question.periods,
        evidence=True,
    )
    try:
        return Asked(question, plan(manifest, [query])[0])
    except QueryError as refused:
        return Asked(question, None, "; ".join(d.message for d in refused.diagnostics))


def _answered(world: World, one: Asked) -> Answer:
    if one.plan is None:
        return Answer(one.question, failed=one.failed)
    try:
        result = world.run(world.compiled(one.plan))
    except EngineError as fault:
        return Answer(one.question, failed=fault.message)
    return Answer(one.question, observe(one.question, [c.name for c in result.columns], result.rows))


def _stakes(world: World, as_of: date, history: int) -> Iterator[tuple[str, Number]]:
    """What findings are worth, for thresholds that say how to compute it."""
    for metric, threshold in thresholds(world.manifest):
        manifest = with_worth(world.manifest, threshold)
        if manifest is None:
            continue
        period = planned(metric, threshold, world.manifest, as_of, history).judged
        question = replace(asked(metric.name, threshold), periods=(period,))
        one = _planned(manifest, replace(question, metric="worth"))
        if one.plan is not None:
            try:
                result = world.run(world.compiled(one.plan))
            except EngineError:
                continue  # the finding itself says that its data could not be read
            yield from stakes(question, threshold, [c.name for c in result.columns], result.rows).items()


def _health(world: World, asked: tuple[Asked, ...], checks: CheckRun) -> Mapping[str, Health]:
    """By metric: whether the tables it reads are fresh and sound, and how far they may be trusted."""
    return {
        one.question.metric: _of_metric(world, world.manifest.metrics[one.question.metric], one.plan, checks)
        for one in asked
        if one.plan is not None
    }


def _of_metric(world: World, metric: Metric, read: Plan, checks: CheckRun) -> Health:
    models = reading.models(read)
    tables = reading.upstream((m.relation for m in models), world.lineage, world.manifest)
    found = [checks.quality[t] for t in (in_schema(t, world.schema) for t in tables) if t in checks.quality]
    contract = metric.contract
    declared = worst((contract.confidence if contract else None, *(m.facts.confidence for m in models)))
    keys = {c.name for c in checking.unique_keys(reading.joins(read))}
    broken = tuple(r for r in checks.results if r.check in keys and r.status is Status.BREACH)
    health = Health(
        confidence=declared.level if declared else None,
        stale=tuple(dict.fromkeys(str(q.relation.name) for q in found if q.stale)),
        violation_share=max((q.share for q in found), default=0),
        violated=tuple(dict.fromkeys(name for q in found for name in q.violated)),
        unusable=tuple(_twice(r) for r in broken),
        label=metric.label,
    )
    return replace(health, tolerance=contract.tolerance) if contract else health


def _twice(result: CheckResult) -> str:
    return f'{result.violations} rows of "{result.table}" share a key that must be unique ({result.check})'


def _run_id(world: World, as_of: date, plans: list[Plan]) -> str:
    """The same definitions as of the same date have the same run id."""
    text = "\n".join([as_of.isoformat(), *(world.compiled(p).sql for p in plans)])
    return sha256(text.encode()).hexdigest()[:12]
