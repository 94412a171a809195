"""Stages 13 to 15: a run becomes a packet, with histories and causes asked through the same planner."""

from collections.abc import Iterator

from metricops.errors import MetricopsError
from metricops.evaluate.observe import observe
from metricops.evaluate.values import Evaluation, Finding, Number, Question, Status
from metricops.exception_list import ExceptionList, triage
from metricops.explain import Explanation
from metricops.packet import Facts, Packet, assemble
from metricops.periods import Grain, Period, Window, steps_back, window_period
from metricops.pipeline.explaining import explain_finding
from metricops.pipeline.world import World
from metricops.plan import Query, plan
from metricops.source import fragment

WEEK = Window(1, Grain.WEEK)
WEEKS = 13  # a quarter of history behind every number


def packet(world: World, evaluation: Evaluation, title: str) -> Packet:
    """The pre-read of a run; a history or a cause that cannot be asked is left out or said to be not known."""
    listed = triage(evaluation)
    facts = Facts(dict(_histories(world, evaluation)), dict(_explanations(world, listed)))
    return assemble(evaluation, listed, world.manifest, title=title, facts=facts)


def _histories(world: World, evaluation: Evaluation) -> Iterator[tuple[str, tuple[Number | None, ...]]]:
    week = window_period(WEEK, evaluation.as_of, world.manifest.calendar)
    periods = tuple(steps_back(week, WEEK, n, Grain.WEEK) for n in reversed(range(WEEKS)))
    for metric in world.manifest.operating:
        world.told(f"history of {metric.name}")
        try:
            yield metric.name, _history(world, metric.name, periods)
        except MetricopsError:
            continue  # the packet's own findings say that the data could not be read


def _history(world: World, name: str, periods: tuple[Period, ...]) -> tuple[Number | None, ...]:
    query = Query(metrics=(fragment(name),), periods=periods, evidence=True)
    result = world.run(world.compiled(plan(world.manifest, [query])[0]))
    series = observe(Question(name, (), (), periods), [column.name for column in result.columns], result.rows)
    seen = series[0].observations if series else {}
    return tuple(seen[period].value if period in seen else None for period in periods)


def _explanations(world: World, listed: ExceptionList) -> Iterator[tuple[str, Explanation]]:
    for entry in listed.entries:
        finding = entry.finding
        if finding.status is not Status.BREACH or finding.metric not in world.manifest.metrics:
            continue
        world.told(f"causes of {finding.metric}")
        yield finding.fingerprint, _explained(world, finding)


def _explained(world: World, finding: Finding) -> Explanation:
    try:
        return explain_finding(world, world.manifest.metrics[finding.metric], finding)
    except MetricopsError as fault:
        return Explanation(finding.metric, None, None, reason=f"not known: {str(fault).splitlines()[0]}")
