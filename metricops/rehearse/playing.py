"""Playing a scenario: the evaluator judges its series as of every day that something is expected of."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from metricops.evaluate.findings import findings
from metricops.evaluate.questions import planned, questions
from metricops.evaluate.values import Finding, Segment, State
from metricops.manifest import Manifest, Metric, Threshold
from metricops.periods import WindowKind
from metricops.rehearse.made import answer
from metricops.rehearse.scenario import Outcome, Played, Point, Scenario

NOT_THERE = "no row was there yet"


def play(scenario: Scenario, manifest: Manifest, history: int) -> Played:
    """The scenario with what the evaluator says at each of its points; `history` is the project's."""
    alone = only(manifest, scenario.metric, scenario.threshold)
    seen = {day: _as_of(scenario, alone, day, history) for day in sorted({p.as_of for p in scenario.points})}
    return Played(scenario, tuple(_outcome(point, seen[point.as_of]) for point in scenario.points))


def only(manifest: Manifest, metric: Metric, threshold: Threshold) -> Manifest:
    """The manifest with this threshold as the metric's only one."""
    assert metric.contract is not None, "a threshold stands in a contract"
    contract = replace(metric.contract, thresholds=(replace(threshold, for_each=None),))  # the series are the roster
    return replace(manifest, metrics={**manifest.metrics, metric.name: replace(metric, contract=contract)})


def _as_of(scenario: Scenario, manifest: Manifest, as_of: date, history: int) -> Mapping[Segment, Finding]:
    asking = questions(manifest, as_of, history, metrics=(scenario.metric.name,))
    metric = manifest.metrics[scenario.metric.name]
    seen = planned(metric, scenario.threshold, manifest, as_of, history)
    ahead = seen.looked_at if seen.window.kind is WindowKind.NEXT else ()
    answers = [answer(scenario, manifest, question, ahead) for question in asking]
    found = findings(manifest, answers, as_of, history=history, metrics=(scenario.metric.name,))
    return {finding.segment: finding for finding in found}


def _outcome(point: Point, found: Mapping[Segment, Finding]) -> Outcome:
    """What was found for the point's segment, or for all of them at once where none could be judged."""
    finding = found.get(point.segment) or next((f for s, f in found.items() if len(s) < len(point.segment)), None)
    if finding is None:
        return Outcome(point, None, State.NONE, NOT_THERE)
    return Outcome(point, finding.status, finding.state, finding.sentence)
