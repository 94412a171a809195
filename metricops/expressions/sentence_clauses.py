"""What may follow the rule of a threshold sentence: guard, sample, streak, scope and date, each once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Literal

from metricops.expressions.sentence_numbers import amount, whole
from metricops.expressions.sentence_words import CLAUSES, UNITS, Word, Words, number
from metricops.manifest import Guard, LevelRule, Scope, Sentence, Streak

A_CLAUSE = 'the end, or a clause that begins with "and by at least", "with at least", "for" or "by",'
Step = Literal["windows", "weeks", "months"]
STEPS: dict[str, Step] = {"window": "windows", "week": "weeks", "month": "months"}
Clause = Callable[[Words, Sentence], Sentence]


def clauses(words: Words, sentence: Sentence) -> Sentence:
    """The sentence with everything that is said after its rule, in any order."""
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
    least = amount(words, "an absolute change such as 0.5 or 2 points")
    return replace(sentence, guard=Guard(least, words.accept("points") or words.accept("point")))


def _sample(words: Words, sentence: Sentence) -> Sentence:
    sample, noun = whole(words, "a number of rows", at_most=10**12), []
    while words.peek().kind == "word" and words.peek().key not in CLAUSES:
        noun.append(words.take().text)
    return replace(sentence, sample=sample, sample_noun=" ".join(noun) or sentence.sample_noun)


def _streak(words: Words, sentence: Sentence) -> Sentence:
    n = of = whole(words, "a number of windows")
    if words.accept("of"):
        word, of = words.peek(), whole(words, "a number of windows")
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
    dimension = words.take().name
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
