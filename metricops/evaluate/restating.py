"""Restatement: a closed window that was seen with another value before, and from what that comes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from metricops.evaluate.amounts import amount
from metricops.evaluate.exact import exact, judged, number
from metricops.evaluate.fingerprints import fingerprint
from metricops.evaluate.instances import Instance
from metricops.evaluate.marks import Rules
from metricops.evaluate.readings import Gap
from metricops.evaluate.sentences import label_of, subject
from metricops.evaluate.streaks import Standing, standing
from metricops.evaluate.thresholds import limit_of
from metricops.evaluate.values import Finding, Number, Observation, Origin, Restatement, Segment, State, Status
from metricops.evaluate.windows import Schedule, Step, provisional_until
from metricops.ledger import Observed
from metricops.periods import Period, Window

UNKNOWN = "not known"
WORDS = {
    "data": "the data changed",
    "definition": "the definition changed",
    "calendar": "the calendar changed",
    "definition and calendar": "the definition and the calendar changed",
    UNKNOWN: "what changed is not known",
}
Remembered = Mapping[tuple[str, Segment, Period], Observed]


def remembered(observed: Iterable[Observed]) -> Remembered:
    """The last observation of every metric, segment and window that was closed when it was seen."""
    closed = (o for o in observed if o.period.end <= o.as_of and (o.n > 0 or o.value is not None or o.definition))
    return {(o.metric, o.segment, o.period): o for o in closed}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One window of one instance: what a run before saw of it, and the instance as it would be had that stayed."""

    instance: Instance
    step: Step
    before: Observed
    origin: Origin

    @property
    def period(self) -> Period:
        """The window."""
        return self.step.red[0]

    @property
    def now(self) -> Number | None:
        """The value now."""
        return _value(self.instance, self.period)

    @property
    def cause(self) -> str:
        """What changed since: data, definition, calendar, or not known."""
        before, origin = self.before, self.origin
        if not (before.definition and origin.definition):
            return UNKNOWN
        pairs = (("definition", before.definition, origin.definition), ("calendar", before.calendar, origin.calendar))
        return " and ".join(name for name, then, now in pairs if then != now) or "data"

    def standing(self, of: Instance) -> Standing:
        """What the rule says of the window."""
        return standing(Rules.of(of), self.step)

    def as_it_was(self) -> Instance:
        """The instance with the window as it was seen before."""
        series, o = self.instance.series, self.before
        others = {p: seen for p, seen in series.observations.items() if p != self.period}
        if o.n > 0 or o.value is not None or o.denominator is not None:
            others[self.period] = Observation(self.period, o.value, o.n, o.numerator, o.denominator)
        return replace(self.instance, series=replace(series, observations=others))


def restated(instance: Instance, schedule: Schedule, known: Remembered, origin: Origin) -> Iterator[Comparison]:
    """The windows of an instance's history whose value is another than before, newest first."""
    seen: set[Period] = set()
    for step in schedule.steps:
        period = step.red[0]
        before = known.get((instance.metric.name, instance.segment, period))
        if before is None or period in seen:
            continue
        seen.add(period)
        compared = Comparison(instance, step, before, origin)
        if exact(judged(before.value)) != exact(judged(compared.now)):
            yield compared


def restatement(of: Comparison) -> Restatement:
    """What changed, as a value of its own."""
    names = of.instance.metric.name, of.instance.threshold.name, of.instance.segment
    return Restatement(*names, of.period, of.before.value, of.now, of.before.as_of, of.cause, _crossed(of))


def finding(of: Comparison, final_after: Window | None) -> Finding | None:
    """A finding of its own where the window is a breach now and was none, or the other way round."""
    if not _crossed(of):
        return None
    instance, now = of.instance, of.standing(of.instance)
    metric, threshold = instance.metric, instance.threshold
    seen = instance.observation(of.period)
    return Finding(
        fingerprint=fingerprint(metric.name, f"{threshold.name} restated {of.period}", instance.segment),
        metric=metric.name,
        threshold=threshold.name,
        segment=instance.segment,
        period=of.period,
        status=Status.BREACH if now.status is Status.BREACH else Status.WATCH,
        state=State.RESTATED,
        value=of.now,
        n=now.mark.n,
        numerator=judged(seen.numerator) if seen else None,
        denominator=judged(seen.denominator) if seen else None,
        baseline=of.before.value,
        limit=limit_of(now.mark),
        sentence=_sentence(of, now, provisional_until(of.period, final_after, of.before.as_of)),
        owner=metric.contract.owner if metric.contract else "",
        action=threshold.actions,
        span=threshold.span,
        reason=of.cause,
        tier=threshold.tier,
    )


def _crossed(of: Comparison) -> bool:
    then, now = of.standing(of.as_it_was()), of.standing(of.instance)
    return (then.status is Status.BREACH) is not (now.status is Status.BREACH)


def _sentence(of: Comparison, now: Standing, provisional: date | None) -> str:
    metric = of.instance.metric
    who = subject(label_of(metric.name, metric.label), of.instance.segment)
    told: Callable[[Number | None], str] = partial(_told, unit=metric.unit)
    turn = "a breach now" if now.status is Status.BREACH else "no breach any more"
    was = f"was {told(of.before.value)} as of {of.before.as_of}{', provisional then,' if provisional else ''}"
    return f"{who} in {of.period} {was} and is {told(of.now)}: {turn}; {WORDS[of.cause]}."


def _told(value: Number | None, unit: str) -> str:
    fraction = exact(value)
    return "without a value" if fraction is None else amount(fraction, unit)


def _value(instance: Instance, period: Period) -> Number | None:
    value = instance.value(period)
    return None if isinstance(value, Gap) else number(value)
