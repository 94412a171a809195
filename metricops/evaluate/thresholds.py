"""Judging: a threshold on a series becomes a finding, whatever the series holds."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache, partial

from metricops.evaluate.exact import approximate, judged, number
from metricops.evaluate.favourable import is_favourable
from metricops.evaluate.fingerprints import fingerprint
from metricops.evaluate.instances import Instance
from metricops.evaluate.marks import Colour, Mark, mark
from metricops.evaluate.sentences import sentence
from metricops.evaluate.states import Phase, fold, settles, windows_to_settle
from metricops.evaluate.streaks import Standing, standing
from metricops.evaluate.values import Finding, Number, State, Status
from metricops.evaluate.windows import Schedule, Step
from metricops.manifest import Streak, Threshold
from metricops.periods import Period, step


def judge(
    instance: Instance,
    schedule: Schedule,
    *,
    began: date | None = None,
    provisional_until: date | None = None,
    at_stake: Number | None = None,
) -> Finding:
    """The finding of one threshold on one segment; a segment whose rows start long after `began` is a new one."""
    threshold = instance.threshold
    now, phase, state = stands(instance, schedule, standings(instance), began)
    contract, observation = instance.metric.contract, instance.observation(schedule.judged)
    return Finding(
        fingerprint=fingerprint(instance.metric.name, threshold.name, instance.segment),
        metric=instance.metric.name,
        threshold=threshold.name,
        segment=instance.segment,
        period=schedule.judged,
        status=phase.status,
        state=state,
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


def stands(
    instance: Instance, schedule: Schedule, seen: Callable[[Step], Standing], began: date | None = None
) -> tuple[Standing, Phase, State]:
    """Where an instance stands now, the phase that its history makes of that, and the state that is told."""
    threshold = instance.threshold
    history = list(_as_far_as_it_matters(map(seen, schedule.steps), threshold))
    phase = fold(reversed(history), threshold.keep, threshold.on_no_data)
    return history[0], phase, _state(instance, schedule, history[0].mark, phase, began)


def standings(instance: Instance) -> Callable[[Step], Standing]:
    """The standing as of any step; a window that several steps look at is judged once."""
    look = cache(partial(mark, instance))
    return lambda seen: standing_at(instance.threshold, seen, look)


def standing_at(threshold: Threshold, seen: Step, look: Callable[[Period], Mark]) -> Standing:
    """What a threshold says as of one step of history."""
    yellow_streak = threshold.yellow.streak if threshold.yellow else Streak(1, 1)
    red, yellow = tuple(map(look, seen.red)), tuple(map(look, seen.yellow))
    return standing(red, threshold.red.streak, yellow, yellow_streak)


def _as_far_as_it_matters(standings: Iterator[Standing], threshold: Threshold) -> Iterator[Standing]:
    """Stop at once where a grey window says nothing of what was before it, or where so many clean windows in a row
    have closed whatever was open before them."""
    now = next(standings)
    yield now
    if now.mark.colour is Colour.GREY and not (now.mark.empty and threshold.on_no_data == "hold"):
        return
    clean, enough = 0, windows_to_settle(threshold.keep)
    for earlier in standings:
        yield earlier
        clean = clean + 1 if settles(earlier) else 0
        if clean == enough:
            return


def _state(instance: Instance, schedule: Schedule, now: Mark, phase: Phase, began: date | None) -> State:
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
