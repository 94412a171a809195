"""The threshold sentence: `falls 15% vs trailing 8 weeks with at least 30 deals` to a Sentence."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Literal

from metricops.diagnostics import Diagnostic
from metricops.expressions.sentence_words import RULES, SentenceFault, Word, Words, nearest, number
from metricops.manifest import (
    Band,
    Baseline,
    BaselineKind,
    Change,
    Comparison,
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
from metricops.periods import Window, WindowKind, parse_window
from metricops.source import Fragment

NAME = re.compile(r"[^\W\d]\w*")
CURRENCY = re.compile(r"[A-Z]{3}")
CLAUSES = ("and", "with", "for", "by")
BASELINES = ("trailing", "previous", "last year", "target", "control")
LONGEST = 1000  # units of a window or a streak: more is a slip, and would leave the calendar
A_RULE = "a rule (below, above, at least, at most, between, outside, falls, rises or moves)"
A_BASELINE = "a baseline (trailing 8 weeks, previous 4 weeks, last year, target, control or a metric)"
A_CLAUSE = 'the end, or a clause that begins with "and by at least", "with at least", "for" or "by",'
A_LEVEL = "a level (3.0, 40%, $500k, 90% of target or a metric)"
UNITS = ("days", "weeks", "months", "quarters", "years", "hours")
Step = Literal["windows", "weeks", "months"]
STEPS: dict[str, Step] = {"window": "windows", "week": "weeks", "month": "months"}


def parse_sentence(fragment: Fragment) -> Sentence | Diagnostic:
    """The sentence as a value; a Diagnostic underlines the first word that does not fit and says what would."""
    words = Words(fragment)
    try:
        metric = _metric(words)
        return _clauses(words, Sentence(_rule(words), fragment, metric))
    except SentenceFault as fault:
        return fault.diagnostic


def _metric(words: Words) -> str:
    first, second = words.peek(), words.peek(1)
    if first.kind != "word" or _starts_rule(words) or second.kind not in ("word", "sign"):
        return ""
    if not _starts_rule(words, 1) and nearest(first.text, RULES):
        return ""
    return _name(words.take())


def _starts_rule(words: Words, ahead: int = 0) -> bool:
    key, after = words.peek(ahead).key, words.peek(ahead + 1).key
    return key in RULES or f"{key} {after}" in RULES


def _name(word: Word) -> str:
    return word.text.lower()


def _rule(words: Words) -> Rule:
    if not _starts_rule(words):
        words.refuse("Q001", A_RULE, RULES, _hint_for_a_bare_level(words))
    key = words.take().key
    match key:
        case "below" | "above":
            return LevelRule(Comparison(key), _level(words))
        case "at":
            return LevelRule(Comparison(f"at {words.take().key}"), _level(words))
        case "between":
            return _band(words, True, _amount(words))
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
    value = _amount(words, A_LEVEL)
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
    return _name(words.take())


def _amount(words: Words, expected: str = "a number") -> Decimal:
    value = number(words.peek().text)
    if value is None:
        words.refuse("Q002", expected)
    words.take()
    if CURRENCY.fullmatch(words.peek().text):
        words.take()
    return value


def _band(words: Words, inside: bool, low: Decimal) -> Band:
    words.expect("Q002", '"and" with the upper end', "and")
    upper = words.peek()
    high = _amount(words)
    if high < low:
        words.fault("Q005", f'the upper end "{upper.text}" is below the lower end', upper)
    return Band(inside, low, high)


def _outside(words: Words) -> Rule:
    if words.accept("limits"):
        return Limits(_points(words, Limits().points))
    word, n = words.peek(), _amount(words, '"limits", a number of "mads" or a lower end')
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
    points = _whole(words, "a number of points", at_least=2)
    words.expect("Q002", '"points"', "points")
    return points


def _whole(words: Words, expected: str, at_least: int = 1, at_most: int = LONGEST) -> int:
    word = words.peek()
    value = number(word.text)
    if value is None or value != value.to_integral_value() or word.text.endswith("%"):
        words.refuse("Q002", expected)
    if not at_least <= value <= at_most:
        words.fault("Q005", f'"{word.text}" is out of range: {expected} is between {at_least} and {at_most}', word)
    words.take()
    return int(value)


def _change(words: Words, direction: Literal["falls", "rises", "moves"]) -> Change:
    word = words.peek()
    if not word.text.endswith("%") or number(word.text) is None:
        words.refuse("Q002", "a percentage such as 15%", hint=_hint_for_a_bare_change(word))
    by = _amount(words)
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
    return Baseline(BaselineKind.METRIC, metric=_name(words.take()))


def _window(words: Words) -> Window:
    first, second = words.peek(), words.peek(1)
    for text, length in ((f"{first.text} {second.text}", 2), (first.text, 1), (f"1 {first.text}", 1)):
        window = parse_window(text)
        if window and window.kind is WindowKind.CLOSED:
            for _ in range(length):
                words.take()
            return _bounded(words, window, first)
    if number(first.text) is not None:
        words.take()
    words.refuse("Q003", "a window such as 8 weeks", UNITS[:5])


def _bounded(words: Words, window: Window, word: Word) -> Window:
    if window.n > LONGEST:
        words.fault("Q005", f'"{word.text}" is too long: a window has at most {LONGEST} units', word)
    return window


Clause = Callable[[Words, Sentence], Sentence]


def _clauses(words: Words, sentence: Sentence) -> Sentence:
    said: set[Clause] = set()
    while words.peek().kind != "end":
        first, clause = words.peek(), _clause(words, sentence)
        if clause in said:
            words.fault("Q004", f'the sentence has two clauses of the kind that "{first.text}" begins here', first)
        said.add(clause)
        sentence = clause(words, sentence)
    return sentence


def _clause(words: Words, sentence: Sentence) -> Clause:
    if words.accept("and"):
        words.expect("Q004", '"by at least" with an absolute change', "by", "at", "least")
        return _guard
    if words.accept("with"):
        words.expect("Q004", '"at least" with a number of rows', "at", "least")
        return _sample
    if words.accept("for"):
        return _streak if number(words.peek().text) is not None else _scope
    if words.accept("by"):
        return _date
    words.refuse("Q004", A_CLAUSE, CLAUSES, _hint_for_a_stray_word(words.peek(), sentence))


def _hint_for_a_stray_word(word: Word, sentence: Sentence) -> str:
    if word.key in UNITS and isinstance(sentence.rule, LevelRule):
        return "a level is in the metric's own unit and stands alone"
    if not sentence.scope or word.kind != "word":
        return ""
    return f'a value with spaces is quoted: "{sentence.scope[-1].value} {word.text}"'


def _guard(words: Words, sentence: Sentence) -> Sentence:
    word = words.peek()
    if word.text.endswith("%"):
        words.refuse(
            "Q002", "an absolute change", hint=f'for hundredths of a percent metric: "{word.text[:-1]} points"'
        )
    amount = _amount(words, "an absolute change such as 0.5 or 2 points")
    return replace(sentence, guard=Guard(amount, words.accept("points") or words.accept("point")))


def _sample(words: Words, sentence: Sentence) -> Sentence:
    sample, noun = _whole(words, "a number of rows", at_most=10**12), []
    while words.peek().kind == "word" and words.peek().key not in CLAUSES:
        noun.append(words.take().text)
    return replace(sentence, sample=sample, sample_noun=" ".join(noun) or sentence.sample_noun)


def _streak(words: Words, sentence: Sentence) -> Sentence:
    n = of = _whole(words, "a number of windows")
    if words.accept("of"):
        word, of = words.peek(), _whole(words, "a number of windows")
        if of < n:
            words.fault("Q005", f'"{n} of {of}" can never be met: the second number must be the larger', word)
        if words.peek().kind == "end" or words.peek().key in CLAUSES:
            return replace(sentence, streak=Streak(n, of))
    step = STEPS.get(words.peek().key.removesuffix("s"))
    if step is None:
        words.refuse("Q002", '"windows", "weeks" or "months"', ("windows", "weeks", "months"))
    words.take()
    return replace(sentence, streak=Streak(n, of, step))


def _scope(words: Words, sentence: Sentence) -> Sentence:
    scope = [_one_scope(words)]
    while words.peek().key == "and" and not words.sees("and", "by"):
        words.take()
        scope.append(_one_scope(words))
    return replace(sentence, scope=tuple(scope))


def _one_scope(words: Words) -> Scope:
    if words.peek().kind != "word":
        words.refuse("Q002", "a dimension, or a number of windows,")
    dimension = _name(words.take())
    words.expect("Q002", f'"=" after the dimension "{dimension}"', "=")
    word = words.peek()
    if word.kind == "end":
        words.refuse("Q002", f'a value of "{dimension}"')
    if word.kind == "text":
        quote = words.take().text[0]
        return Scope(dimension, word.text[1:-1].replace(quote * 2, quote))
    return Scope(dimension, words.chunk())


def _date(words: Words, sentence: Sentence) -> Sentence:
    word = words.peek()
    if word.kind != "date":
        hint = f'segments are named beside the sentence: "by: {word.text}"' if word.kind == "word" else ""
        words.refuse("Q002", "a date such as 2026-12-14", hint=hint)
    try:
        day = date.fromisoformat(words.take().text)
    except ValueError:
        words.fault("Q005", f'"{word.text}" is no day of the calendar', word)
    return replace(sentence, by=day)
