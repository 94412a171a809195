"""The rule of a threshold sentence: levels, bands, changes against a baseline, and natural limits."""

import re
from decimal import Decimal
from typing import Literal

from metricops.expressions.sentence_numbers import amount, whole
from metricops.expressions.sentence_words import CLAUSES, RULES, UNITS, Word, Words, nearest, number
from metricops.manifest import (
    Band,
    Baseline,
    BaselineKind,
    Change,
    Comparison,
    Level,
    LevelRule,
    Limits,
    Mads,
    MetricLevel,
    Rule,
    ShareLevel,
)
from metricops.periods import Window, WindowKind, spelled_window

NAME = re.compile(r"[^\W\d]\w*")
BASELINES = ("trailing", "previous", "last year", "target", "control")
A_RULE = "a rule (below, above, at least, at most, between, outside, falls, rises or moves)"
A_BASELINE = "a baseline (trailing 8 weeks, previous 4 weeks, last year, target, control or a metric)"
A_LEVEL = "a level (3.0, 40%, $500k, 90% of target or a metric)"


def starts_rule(words: Words, ahead: int = 0) -> bool:
    """Whether the words from there on begin a rule."""
    key, after = words.peek(ahead).key, words.peek(ahead + 1).key
    return key in RULES or f"{key} {after}" in RULES


def rule(words: Words) -> Rule:
    """The rule that comes next."""
    if not starts_rule(words):
        words.refuse("Q001", A_RULE, RULES, _hint_for_a_bare_level(words))
    key = words.take().key
    match key:
        case "below" | "above":
            return LevelRule(Comparison(key), _level(words))
        case "at":
            return LevelRule(Comparison(f"at {words.take().key}"), _level(words))
        case "between":
            return _band(words, True, amount(words))
        case "outside":
            return _outside(words)
        case "falls" | "rises" | "moves":
            return _change(words, key)
    raise AssertionError(key)


def _hint_for_a_bare_level(words: Words) -> str:
    text = words.peek().text
    return f'say on which side: "below {text}" or "above {text}"' if words.peek().kind == "amount" else ""


def _level(words: Words) -> Level | MetricLevel | ShareLevel:
    word = words.peek()
    if word.kind == "word" and number(word.text) is None:
        return _named_level(words, Decimal(1))
    value = amount(words, A_LEVEL)
    if not word.text.endswith("%") or not words.accept("of"):
        return Level(value)
    return _named_level(words, value)


def _named_level(words: Words, share: Decimal) -> MetricLevel | ShareLevel:
    if words.accept("target"):
        return ShareLevel(share)
    return MetricLevel(_metric_name(words, "target or a metric" if share != 1 else A_LEVEL), share)


def _metric_name(words: Words, expected: str) -> str:
    word = words.peek()
    if word.kind != "word" or not NAME.fullmatch(word.text) or word.key in CLAUSES:
        words.refuse("Q002", expected)
    return words.take().name


def _band(words: Words, inside: bool, low: Decimal) -> Band:
    words.expect("Q002", '"and" with the upper end', "and")
    upper = words.peek()
    high = amount(words)
    if high < low:
        words.fault("Q005", f'the upper end "{upper.text}" is below the lower end', upper)
    return Band(inside, low, high)


def _outside(words: Words) -> Rule:
    if words.accept("limits"):
        return Limits(_points(words, Limits().points))
    word, n = words.peek(), amount(words, '"limits", a number of "mads" or a lower end')
    if not words.accept("mads"):
        return _band_or_mads(words, n)
    if n <= 0:
        words.fault("Q005", f'"{word.text}" mads leave no room: the number must be above 0', word)
    return Mads(n, _points(words, Mads(n).points))


def _band_or_mads(words: Words, n: Decimal) -> Band:
    if words.peek().key != "and":
        words.refuse("Q002", '"mads", or "and" with the upper end,', ("mads", "and"))
    return _band(words, False, n)


def _points(words: Words, default: int) -> int:
    if not words.accept("of"):
        return default
    points = whole(words, "a number of points", at_least=2)
    words.expect("Q002", '"points"', "points")
    return points


def _change(words: Words, direction: Literal["falls", "rises", "moves"]) -> Change:
    word = words.peek()
    if not word.text.endswith("%") or number(word.text) is None:
        words.refuse("Q002", "a percentage such as 15%", hint=_hint_for_a_bare_change(word))
    by = amount(words)
    if by <= 0:
        words.fault("Q005", f'"{word.text}" is no change: the percentage must be above 0', word)
    words.expect("Q003", '"vs" with a baseline', "vs")
    return Change(direction, by, _baseline(words))


def _hint_for_a_bare_change(word: Word) -> str:
    value = number(word.text) if word.kind == "amount" else None
    if not value:
        return ""
    percent = value * 100 if abs(value) < 1 else value
    return f'a change is relative: "{percent.normalize():f}%"'


def _baseline(words: Words) -> Baseline:
    word = words.peek()
    match word.key:
        case "trailing" | "previous":
            words.take()
            return Baseline(BaselineKind(word.key), _window(words))
        case "target" | "control":
            words.take()
            return Baseline(BaselineKind(word.key))
    if words.accept("last", "year"):
        return Baseline(BaselineKind.LAST_YEAR)
    if word.kind != "word" or word.key in CLAUSES or nearest(word.text, BASELINES) or not NAME.fullmatch(word.text):
        words.refuse("Q003", A_BASELINE, BASELINES)
    return Baseline(BaselineKind.METRIC, metric=words.take().name)


def _window(words: Words) -> Window:
    first, second = words.peek(), words.peek(1)
    for text, length in ((f"{first.text} {second.text}", 2), (first.text, 1), (f"1 {first.text}", 1)):
        window = spelled_window(text)
        if window and window.kind is WindowKind.CLOSED:
            for _ in range(length):
                words.take()
            return _bounded(words, window, first)
    if number(first.text) is not None:
        words.take()
    words.refuse("Q003", "a window such as 8 weeks", UNITS[:5])


def _bounded(words: Words, window: Window, word: Word) -> Window:
    if window.is_too_long:
        words.fault("Q005", f'"{word.text}" is too long: a window covers at most a century', word)
    return window
