"""Findings about findings: a red outcome whose inputs are all green, and a metric that improves as its pair worsens."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from metricops.evaluate.amounts import amount
from metricops.evaluate.finality import inputs_of
from metricops.evaluate.findings import Given, instances
from metricops.evaluate.fingerprints import fingerprint
from metricops.evaluate.instances import Instance
from metricops.evaluate.questions import planned, thresholds
from metricops.evaluate.readings import Gap
from metricops.evaluate.sentences import label_of, subject
from metricops.evaluate.values import Finding, Segment, State, Status
from metricops.evaluate.windows import windows_before
from metricops.manifest import INPUTS, PAIR, Contract, Manifest, Metric
from metricops.periods import Period

TROUBLED = (Status.BREACH, Status.WATCH)


@dataclass(frozen=True, slots=True)
class Move:
    """A metric's value for a segment in the judged window and in the window before it."""

    before: Fraction
    now: Fraction
    good: str

    @property
    def better(self) -> bool:
        """Whether it went where it should."""
        return self.now > self.before if self.good == "up" else self.now < self.before

    @property
    def worse(self) -> bool:
        """Whether it went the other way."""
        return self.now != self.before and not self.better


def contradictions(given: Given, findings: Sequence[Finding], as_of: date, history: int) -> Iterator[Finding]:
    """Every contradiction among the findings of a run that nobody has silenced."""
    judged = [f for f in findings if not f.silence and f.state is not State.RESTATED]
    yield from green_inputs(given.manifest, judged)
    yield from pairs(given, judged, as_of, history)


def green_inputs(manifest: Manifest, findings: Sequence[Finding]) -> Iterator[Finding]:
    """A breach of a metric all of whose drivers were judged and are fine, for the same segment or as a whole.

    The drivers are those of its contract, else the inputs of its formula; one that nobody judges is not known to be
    fine.
    """
    by_metric = _by_metric(findings)
    for metric in manifest.operating:
        drivers = metric.contract.drivers if metric.contract and metric.contract.drivers else inputs_of(metric)
        told: set[Segment] = set()
        for outcome in by_metric.get(metric.name, ()):
            if outcome.status is not Status.BREACH or outcome.segment in told:
                continue
            if drivers and all(_fine(by_metric, driver, outcome.segment) for driver in drivers):
                told.add(outcome.segment)
                who = subject(label_of(metric.name, metric.label), outcome.segment)
                names = ", ".join(_label(manifest, driver) for driver in drivers)
                text = f"{who} is red while everything it is driven by is green: {names}."
                yield _finding(metric, outcome, INPUTS, "drivers", drivers, text)


def pairs(given: Given, findings: Sequence[Finding], as_of: date, history: int) -> Iterator[Finding]:
    """A metric better than in the window before while its pair is red or yellow and worse than in the window before."""
    paired = {m.name: m.contract.paired_with for m in given.manifest.operating if m.contract and m.contract.paired_with}
    moves = _moves(given, {*paired, *paired.values()}, as_of, history)
    told: set[tuple[str, Segment]] = set()
    by_metric = _by_metric(findings)
    for found in findings:
        other, here = paired.get(found.metric, ""), (found.metric, found.segment)
        troubled = _of(by_metric, other, found.segment) if other and here in moves and here not in told else []
        bad = next((f for f in troubled if f.status in TROUBLED), None)
        move, against = moves.get(here), moves.get((other, bad.segment)) if bad else None
        if bad and move and against and move.better and against.worse:
            told.add(here)
            metric, pair = given.manifest.metrics[found.metric], given.manifest.metrics[other]
            text = (
                f"{_moved(metric, found.segment, move)} while its pair worsens: {_moved(pair, bad.segment, against)}."
            )
            yield _finding(metric, found, PAIR, "paired_with", (other,), text)


def _moves(given: Given, names: Iterable[str], as_of: date, history: int) -> Mapping[tuple[str, Segment], Move]:
    found: dict[tuple[str, Segment], Move] = {}
    for metric, threshold in thresholds(given.manifest, set(names)):
        plan = planned(metric, threshold, given.manifest, as_of, history)
        for instance in instances(given, metric, threshold, plan):
            move = _move(instance, plan.judged, metric.contract)
            if move:
                found.setdefault((metric.name, instance.segment), move)
    return found


def _move(instance: Instance, judged: Period, contract: Contract | None) -> Move | None:
    (before,) = windows_before(judged, instance.window, 1)
    then, now = instance.value(before), instance.value(judged)
    if isinstance(then, Gap) or isinstance(now, Gap):
        return None
    return Move(then, now, contract.good if contract else "up")


def _by_metric(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for one in findings:
        found.setdefault(one.metric, []).append(one)
    return found


def _of(findings: Mapping[str, list[Finding]], metric: str, segment: Segment) -> list[Finding]:
    """The findings of a metric for a segment, else for the whole."""
    own = findings.get(metric, [])
    return [f for f in own if f.segment == segment] or [f for f in own if not f.segment]


def _fine(findings: Mapping[str, list[Finding]], metric: str, segment: Segment) -> bool:
    found = _of(findings, metric, segment)
    return bool(found) and all(f.status is Status.OK for f in found)


def _moved(metric: Metric, segment: Segment, move: Move) -> str:
    who = subject(label_of(metric.name, metric.label), segment)
    went = "up" if move.now > move.before else "down"
    return f"{who} is {went} from {amount(move.before, metric.unit)} to {amount(move.now, metric.unit)}"


def _label(manifest: Manifest, name: str) -> str:
    metric = manifest.metrics.get(name)
    return label_of(name, metric.label if metric else "")


def _finding(metric: Metric, of: Finding, kind: str, field: str, about: tuple[str, ...], text: str) -> Finding:
    contract = metric.contract
    assert contract is not None, "only metrics with a contract are judged"
    return Finding(
        fingerprint=fingerprint(metric.name, kind, of.segment),
        metric=metric.name,
        threshold=kind,
        segment=of.segment,
        period=of.period,
        status=Status.WATCH,
        value=of.value,
        n=of.n,
        sentence=text,
        owner=contract.owner,
        span=contract.place(field),
        tier=of.tier,
        about=about,
    )
