"""The scheduled job: thresholds ask, the warehouse answers, and what comes back is judged."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256

from metricops.errors import EngineError
from metricops.evaluate.confidence import worst
from metricops.evaluate.contradictions import contradictions
from metricops.evaluate.findings import Given, findings
from metricops.evaluate.gates import Health, Judgement, apply_gates
from metricops.evaluate.questions import asked, other_metrics, planned, thresholds
from metricops.evaluate.silences import silenced, uses
from metricops.evaluate.values import CheckResult, Evaluation, Finding, Number, Origin, Question, Status
from metricops.evaluate.verdict import evaluation
from metricops.evaluate.worth import NAME, stakes, with_worth
from metricops.ledger import Ledger
from metricops.manifest import Check, Metric
from metricops.pipeline import checking, reading
from metricops.pipeline.asked import Asked, ask, query_of
from metricops.pipeline.checking import CheckRun
from metricops.pipeline.restating import Seen, compare_with
from metricops.pipeline.rosters import roster_queries, rosters
from metricops.pipeline.soundness import Sound, proven
from metricops.pipeline.together import Reply, answers, asked_together, replies, sql_of
from metricops.pipeline.world import World, in_schema
from metricops.plan import Plan, plan_each
from metricops.plan.identity import calendar_identity, definition
from metricops.plan.words import describe


def evaluate(world: World, as_of: date, history: int, ledger: Ledger | None = None) -> Evaluation:
    """The whole run: findings through their gates, checks beside them, the exit code of both.

    With a ledger also the closed windows that have other values than earlier runs saw.
    """
    asked = ask(world.manifest, as_of, history)
    implied, checks = _checked(world, asked, as_of)
    found = replies(world, asked, proven(checks))
    given, said = answers(found), sql_of(found)
    at_stake, listed = dict(_stakes(world, as_of, history)), rosters(world)
    judged = findings(world.manifest, given, as_of, history=history, at_stake=at_stake, rosters=listed)
    judged = silenced(apply_gates(judged, dict(_health(world, asked, checks))), world.manifest.silences, as_of)
    run = _run_id(as_of, found, judged)
    seen = Seen(world.manifest, given, listed, as_of, history, run, judged, dict(_origins(world, asked, said, checks)))
    compared = compare_with(ledger, seen)
    rest = Given.of(world.manifest, given, as_of, rosters=listed)
    further = (*compared.findings, *contradictions(rest, judged, as_of, history))
    judged = (*judged, *silenced(further, world.manifest.silences, as_of))
    shown = tuple(r for r in checks.results if r.check not in implied or r.status is not Status.OK)
    outcome = evaluation(as_of, run, judged, shown, uses(judged, world.manifest.silences, as_of))
    return replace(outcome, waivers=checks.waivers, restatements=compared.restatements, origins=seen.origins)


def _checked(world: World, asked: Iterable[Asked], as_of: date) -> tuple[set[str], CheckRun]:
    """The names of the checks that joins imply and nobody declared, and what came of these and the declared ones."""
    declared = checking.declared(world.manifest)
    named = {c.name for c in declared}
    further = {c.name: c for c in _keys(asked) if c.name not in named}
    return set(further), checking.run(world, (*declared, *further.values()), as_of)


def _relied_on(world: World, asked: Iterable[Asked]) -> tuple[Check, ...]:
    """The checks of the keys that joins rely on, as the run makes them: a declared one goes before an implied one."""
    declared = {c.name: c for c in checking.declared(world.manifest)}
    return tuple({c.name: declared.get(c.name, c) for c in _keys(asked)}.values())


def _keys(asked: Iterable[Asked]) -> Iterator[Check]:
    plans = (one.plan for one in asked if one.plan is not None)
    return (check for plan in plans for check in checking.unique_keys(reading.joins(plan)))


def stage(world: World, name: str, as_of: date, history: int) -> object:
    """The value of one stage of the run; plans, SQL and results by what they answer."""
    if name == "findings":
        return evaluate(world, as_of, history).findings
    asked = ask(world.manifest, as_of, history)
    sound = proven(checking.run(world, _relied_on(world, asked), as_of))
    match name:
        case "plan":
            return {title: describe(plan) for title, plan in _plans(world, asked, sound)}
        case "sql":
            queries = {title: world.compiled(plan) for title, plan in _plans(world, asked, sound)}
            return queries | {f"roster {roster}": query for roster, query in roster_queries(world).items()}
        case "result":
            return {title: world.run(world.compiled(plan)) for title, plan in _plans(world, asked, sound)}
    return answers(replies(world, asked, sound))


def _plans(world: World, asked: tuple[Asked, ...], sound: Sound) -> Iterator[tuple[str, Plan]]:
    """What the run asks the warehouse, by what it answers."""
    return ((batch.title, batch.plan) for batch in asked_together(world, asked, sound) if batch.plan is not None)


def _stakes(world: World, as_of: date, history: int) -> Iterator[tuple[str, Number]]:
    """What findings are worth, for thresholds that say how to compute it."""
    for metric, threshold in thresholds(world.manifest):
        manifest = with_worth(world.manifest, threshold)
        if manifest is None:
            continue
        period = planned(metric, threshold, world.manifest, as_of, history).judged
        question = replace(asked(metric.name, threshold), periods=(period,))
        (found,) = plan_each(manifest, [query_of(replace(question, metric=NAME))])
        if isinstance(found, Plan):
            try:
                result = world.run(world.compiled(found))
            except EngineError:
                continue  # the finding itself says that its data could not be read
            yield from stakes(question, threshold, [c.name for c in result.columns], result.rows).items()


def _health(world: World, plans: tuple[Asked, ...], checks: CheckRun) -> Iterator[tuple[Judgement, Health]]:
    """For every threshold whether the tables behind its questions are fresh and sound, and how far to trust them."""
    by_question = {replace(one.question, periods=()): one.plan for one in plans}
    for metric, threshold in thresholds(world.manifest):
        looked_at = (by_question[asked(name, threshold)] for name in (metric.name, *other_metrics(threshold)))
        yield (metric.name, threshold.name), _behind(world, metric, [p for p in looked_at if p], checks)


def _origins(
    world: World, asking: tuple[Asked, ...], said: Mapping[Question, str], checks: CheckRun
) -> Iterator[tuple[Judgement, Origin]]:
    """What the numbers of every threshold come from."""
    by_question = {replace(one.question, periods=()): one for one in asking}
    calendar = calendar_identity(world.manifest.calendar)
    for metric, threshold in thresholds(world.manifest):
        one = by_question[asked(metric.name, threshold)]
        if one.plan is not None:
            sql = sha256(said.get(one.question, "").encode()).hexdigest()[:16]
            watermark = _watermark(world, one.plan, checks)
            yield (metric.name, threshold.name), Origin(definition(one.plan), sql, calendar, watermark)


def _watermark(world: World, plan: Plan, checks: CheckRun) -> str:
    """The newest row of the table that is furthest behind, as far as freshness is checked: nothing more is asked."""
    tables = reading.upstream((m.relation for m in reading.models(plan)), world.lineage)
    known = {in_schema(t, world.schema) for t in tables}
    fresh = (r for r in checks.results if r.declared and r.declared.kind == "fresh" and r.declared.relation in known)
    return min((str(r.observed) for r in fresh if r.observed is not None), default="")


def _behind(world: World, metric: Metric, plans: list[Plan], checks: CheckRun) -> Health:
    models = {m.name: m for plan in plans for m in reading.models(plan)}.values()
    tables = reading.upstream((m.relation for m in models), world.lineage)
    found = [checks.quality[t] for t in (in_schema(t, world.schema) for t in tables) if t in checks.quality]
    contract = metric.contract
    declared = worst((contract.confidence if contract else None, *(m.facts.confidence for m in models)))
    keys = {c.name for plan in plans for c in checking.unique_keys(reading.joins(plan))}
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


def _run_id(as_of: date, found: Sequence[Reply], judged: tuple[Finding, ...]) -> str:
    """The same definitions over the same numbers as of the same date have the same run id."""
    asked = [as_of.isoformat(), *dict.fromkeys(reply.sql for reply in found)]
    seen = [f"{f.fingerprint} {f.status} {f.value} {f.n} {f.baseline}" for f in judged]
    seen += [f"{f.fingerprint} silenced: {f.silence}" for f in judged if f.silence]
    return sha256("\n".join([*asked, *sorted(seen)]).encode()).hexdigest()[:12]
