"""Numbers of a threshold sentence: amounts with a currency, and counts within bounds."""

import re
from decimal import Decimal

from metricops.expressions.sentence_words import Words, number

CURRENCY = re.compile(r"[A-Z]{3}")
LONGEST = 1000  # units of a window or a streak: more is a slip, and would leave the calendar


def amount(words: Words, expected: str = "a number") -> Decimal:
    """The next word as a number; a currency behind it is read over."""
    value = number(words.peek().text)
    if value is None:
        words.refuse("Q002", expected)
    words.take()
    if CURRENCY.fullmatch(words.peek().text):
        words.take()
    return value


def whole(words: Words, expected: str, at_least: int = 1, at_most: int = LONGEST) -> int:
    """The next word as a whole number in these bounds."""
    word = words.peek()
    value = number(word.text)
    if value is None or value != value.to_integral_value() or word.text.endswith("%"):
        words.refuse("Q002", expected)
    if not at_least <= value <= at_most:
        words.fault("Q005", f'"{word.text}" is out of range: {expected} is between {at_least} and {at_most}', word)
    words.take()
    return int(value)
