"""Backtesting: one query brings all that a threshold would have looked at, and it is judged day by day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from metricops.diagnostics import Diagnostic, did_you_mean, error
from metricops.errors import EngineError, QueryError
from metricops.evaluate.questions import other_metrics
from metricops.evaluate.replay import days, needed, plans, replay
from metricops.evaluate.rosters import Rosters
from metricops.evaluate.track_record import Backtest, Trial, differences, trial
from metricops.evaluate.values import Answer, Question
from metricops.evaluate.windows import DEFAULT, Schedule, moved
from metricops.expressions.sentence import parse_sentence
from metricops.manifest import Manifest, Metric, Threshold
from metricops.periods import Period
from metricops.pipeline.asked import ask_each
from metricops.pipeline.rosters import rosters
from metricops.pipeline.together import answers, replies
from metricops.pipeline.world import World
from metricops.plan.lookup import metric_named
from metricops.source import Fragment, fragment


def backtest(
    world: World, metric: Metric, threshold: Threshold, start: date, end: date, history: int, tried: Threshold | None
) -> Backtest:
    """The threshold replayed as of every step from `start` to `end`, and beside it the one that is tried.

    Raises EngineError when the warehouse cannot answer.
    """
    rules = (threshold, *((tried,) if tried else ()))
    as_of = days(threshold, start, end)
    replayed = [plans(world.manifest, metric, rule, as_of, history) for rule in rules]
    given = _answers(world, metric, list(zip(rules, replayed, strict=True)))
    listed = _rosters(world, metric, threshold)
    every = threshold.every or DEFAULT
    before = moved(end, len(as_of) * every.n, every.unit)
    trials = []
    for rule, looked in zip(rules, replayed, strict=True):
        turns = replay(world.manifest, metric, rule, looked, given, listed)
        trials.append(trial(rule.red.text.text, turns, before, end))
    return _backtest(metric, threshold, (as_of[0], end), trials)


def threshold_named(metric: Metric, asked_for: Fragment, name: Fragment | None) -> Threshold:
    """The metric's threshold of this name, without a name its only one; raises QueryError."""
    known = {t.name: t for t in (metric.contract.thresholds if metric.contract else ())}
    if name is not None and name.text in known:
        return known[name.text]
    if not known:
        message, word = f'metric "{metric.name}" has no threshold to replay', asked_for
        hint = "a threshold stands in the metric's contract, such as red: falls 15% vs trailing 8 weeks"
    elif name is not None:
        message, word = f'metric "{metric.name}" has no threshold "{name.text}"', name
        hint = did_you_mean(name.text, known) or f"it has: {', '.join(known)}"
    elif len(known) > 1:
        message = f'metric "{metric.name}" has {len(known)} thresholds, and the name of one is needed'
        word, hint = asked_for, f"--threshold takes one of: {', '.join(known)}"
    else:
        return next(iter(known.values()))
    raise QueryError((error("P039", message, word.at(0, len(word.text)), hint),))


def with_rule(manifest: Manifest, metric: Metric, threshold: Threshold, text: str) -> Threshold:
    """The threshold with another red sentence, the same for every segment; raises QueryError with a caret."""
    typed = fragment(text)
    sentence = parse_sentence(typed)
    if isinstance(sentence, Diagnostic):
        raise QueryError((sentence,))
    if sentence.metric not in ("", metric.name):
        word = text.split(maxsplit=1)[0]
        at = text.index(word)
        message = f'"{word}" is not understood here: the threshold is about "{metric.name}"'
        hint = did_you_mean(word, (metric.name,)) or "the sentence begins with its rule"
        raise QueryError((error("Q006", message, typed.at(at, at + len(word)), hint),))
    changed = replace(threshold, red=replace(sentence, metric=""), limits=(), span=typed.span)
    for other in other_metrics(changed):
        at = max(text.lower().find(other), 0)
        metric_named(manifest, Fragment(other, typed.at(at, at + len(other)), typed.runs))
    return changed


def _answers(world: World, metric: Metric, rules: Sequence[tuple[Threshold, Sequence[Schedule]]]) -> tuple[Answer, ...]:
    """What the warehouse says to the questions of all rules; questions that differ only in periods are one."""
    periods: dict[Question, set[Period]] = {}
    for rule, looked in rules:
        for question, its_periods in needed(world.manifest, metric, rule, looked):
            periods.setdefault(question, set()).update(its_periods)
    asking = [replace(question, periods=tuple(sorted(its))) for question, its in periods.items()]
    found = answers(replies(world, ask_each(world.manifest, asking)))
    failed = next((answer.failed for answer in found if answer.failed), "")
    if failed:
        raise EngineError(f'"{metric.name}" cannot be replayed: {failed}')
    return found


def _rosters(world: World, metric: Metric, threshold: Threshold) -> Rosters:
    """The roster of this threshold alone."""
    assert metric.contract is not None, "a threshold stands in a contract"
    alone = replace(metric, contract=replace(metric.contract, thresholds=(threshold,)))
    return rosters(replace(world, manifest=replace(world.manifest, metrics={metric.name: alone})))


def _backtest(metric: Metric, threshold: Threshold, period: tuple[date, date], trials: Sequence[Trial]) -> Backtest:
    written, *others = trials
    apart = tuple(differences(written, others[0])) if others else ()
    return Backtest(metric, threshold, *period, written, others[0] if others else None, apart)
