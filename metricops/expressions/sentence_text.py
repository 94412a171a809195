"""A Sentence as text: the same words that the grammar reads."""

from decimal import Decimal

from metricops.manifest import (
    Band,
    Baseline,
    BaselineKind,
    Change,
    Guard,
    Level,
    LevelRule,
    Limits,
    Mads,
    MetricLevel,
    Rule,
    Scope,
    Sentence,
    ShareLevel,
    Streak,
)


def sentence_text(sentence: Sentence) -> str:
    """The sentence in its plainest form; parsing it gives the same value."""
    sample = f"with at least {sentence.sample} {sentence.sample_noun}" if sentence.sample else ""
    streak = _streak(sentence.streak) if sentence.streak != Streak(1, 1) else ""
    scope, by = _scope(sentence.scope), f"by {sentence.by}" if sentence.by else ""
    parts = (sentence.metric, rule_text(sentence.rule), _guard(sentence.guard), sample, streak, scope, by)
    return " ".join(part for part in parts if part)


def rule_text(rule: Rule) -> str:
    """The rule alone, such as `below 3.0`."""
    match rule:
        case LevelRule(comparison, level):
            return f"{comparison.value} {_level(level)}"
        case Band(inside, low, high):
            return f"{'between' if inside else 'outside'} {_plain(low)} and {_plain(high)}"
        case Change(direction, by, baseline):
            return f"{direction} {_plain(by * 100)}% vs {_baseline(baseline)}"
        case Limits(points):
            return f"outside limits of {points} points"
        case Mads(n, points):
            return f"outside {_plain(n)} mads of {points} points"


def _level(level: Level | MetricLevel | ShareLevel) -> str:
    match level:
        case Level(value):
            return _plain(value)
        case ShareLevel(share):
            return f"{_plain(share * 100)}% of target"
        case MetricLevel(metric, share):
            return metric if share == 1 else f"{_plain(share * 100)}% of {metric}"


def _baseline(baseline: Baseline) -> str:
    if baseline.kind is BaselineKind.METRIC:
        return baseline.metric
    return f"{baseline.kind.value} {baseline.window}" if baseline.window else baseline.kind.value


def _guard(guard: Guard | None) -> str:
    if guard is None:
        return ""
    return f"and by at least {_plain(guard.amount)}{' points' if guard.points else ''}"


def _streak(streak: Streak) -> str:
    count = str(streak.n) if streak.n == streak.of else f"{streak.n} of {streak.of}"
    return f"for {count} {streak.step}"


def _scope(scope: tuple[Scope, ...]) -> str:
    pairs = (f"{s.dimension} = {_quoted(s.value)}" for s in scope)
    return f"for {' and '.join(pairs)}" if scope else ""


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
