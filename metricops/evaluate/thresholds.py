"""Judging: a threshold on a series becomes a finding, whatever the series holds."""

from datetime import date

from metricops.evaluate.exact import approximate, judged, number
from metricops.evaluate.favourable import is_favourable
from metricops.evaluate.fingerprints import fingerprint
from metricops.evaluate.instances import Instance
from metricops.evaluate.marks import Mark, Rules
from metricops.evaluate.sentences import sentence
from metricops.evaluate.states import Phase, as_far_as_it_matters, fold, following, says_nothing
from metricops.evaluate.streaks import Look, standing, status
from metricops.evaluate.values import Finding, Number, State, Status
from metricops.evaluate.windows import Schedule
from metricops.manifest import Threshold
from metricops.periods import step


def judge(
    instance: Instance,
    schedule: Schedule,
    *,
    began: date | None = None,
    provisional_until: date | None = None,
    at_stake: Number | None = None,
) -> Finding:
    """The finding of one threshold on one segment; a segment whose rows start long after `began` is a new one."""
    threshold, rules = instance.threshold, Rules.of(instance)
    phase, now = phase_as_of(rules, schedule), standing(rules, schedule.steps[0])
    contract, observation = instance.metric.contract, instance.observation(schedule.judged)
    return Finding(
        fingerprint=fingerprint(instance.metric.name, threshold.name, instance.segment),
        metric=instance.metric.name,
        threshold=threshold.name,
        segment=instance.segment,
        period=schedule.judged,
        status=phase.status,
        state=state_of(instance, schedule, now.mark, phase, began),
        value=value_of(instance, now.mark),
        n=now.mark.n,
        numerator=judged(observation.numerator) if observation else None,
        denominator=judged(observation.denominator) if observation else None,
        baseline=_baseline(now.mark),
        limit=limit_of(now.mark),
        sentence=sentence(instance, now, phase, provisional_until),
        owner=contract.owner if contract else "",
        action=threshold.actions,
        due=_due(instance, schedule.as_of, phase),
        at_stake=judged(at_stake),
        span=threshold.span,
        reason=now.mark.gap.reason if now.mark.gap else "",
        tier=threshold.tier,
        provisional=provisional_until is not None,
        favourable=phase.status is Status.BREACH and is_favourable(instance, now.mark),
        ignored=now.mark.empty and threshold.on_no_data == "ignore",
        rostered=instance.rostered,
        excess=approximate(now.mark.outcome.excess) if now.mark.outcome else 0.0,
    )


def phase_as_of(rules: Rules, schedule: Schedule) -> Phase:
    """The phase that the history of an instance makes of its judged window."""
    threshold = rules.instance.threshold
    newest = status(threshold, schedule.steps[0], rules.light)
    if says_nothing(newest, threshold.on_no_data):
        return Phase(newest.status)
    return following(phase_before(threshold, schedule, rules.light), newest, threshold.keep, threshold.on_no_data)


def phase_before(threshold: Threshold, schedule: Schedule, look: Look) -> Phase:
    """The phase after all windows of a history but the judged one."""
    lights = (status(threshold, step, look) for step in schedule.steps[1:])
    matter = list(as_far_as_it_matters(lights, threshold.keep))
    return fold(reversed(matter), threshold.keep, threshold.on_no_data)


def state_of(instance: Instance, schedule: Schedule, now: Mark, phase: Phase, began: date | None) -> State:
    """The state that is told: that of the phase, else whether the segment is new or gone."""
    if phase.state is not State.NONE or not instance.segment:
        return phase.state
    if now.empty:
        return State.VANISHED_SEGMENT if _was_there(instance, schedule) else State.NONE
    first = instance.series.first
    new = first is not None and began is not None and began < schedule.judged.start <= first
    return State.NEW_SEGMENT if new else State.NONE


def _was_there(instance: Instance, schedule: Schedule) -> bool:
    earlier = (instance.observation(seen.red[0]) for seen in schedule.steps[1:])
    return any(o is not None and (o.n > 0 or o.value is not None) for o in earlier)


def value_of(instance: Instance, now: Mark) -> Number | None:
    """The value of a window as the warehouse gave it, None where there is none."""
    if now.value is None:
        return None
    observation = instance.observation(now.period)
    seen = observation.value if observation else None
    if isinstance(seen, float):
        return approximate(now.value)
    return number(now.value) if seen is None else seen


def _baseline(now: Mark) -> Number | None:
    return number(now.outcome.baseline) if now.outcome and now.outcome.baseline is not None else None


def limit_of(now: Mark) -> Number | None:
    """The limit that is crossed or nearest; of a change, the share it may change by."""
    if now.outcome is None or now.value is None:
        return None
    value = now.value
    return number(min(now.outcome.limits, key=lambda limit: abs(limit - value)))


def _due(instance: Instance, as_of: date, phase: Phase) -> date | None:
    within = instance.threshold.within
    return step(as_of, within.n, within.unit) if within and phase.status is Status.BREACH else None
