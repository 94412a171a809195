"""The words of a threshold sentence: split with their places, read one by one, refused with a hint."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NoReturn

from metricops.diagnostics import Diagnostic, did_you_mean, error
from metricops.periods.window import NUMBERS
from metricops.source import Fragment

WORD = re.compile(
    r"""(?P<date>\d{4}-\d{2}-\d{2}\b)
      | (?P<amount>[-+]?[$€£]?\d[\d,]*(?:\.\d+)?(?:[ ]?%|[a-z]+\b)?)
      | (?P<text>"(?:[^"]|"")*"|'(?:[^']|'')*')
      | (?P<word>[^\W\d][\w./&-]*)
      | (?P<sign>[<>=!]=?|\S)""",
    re.VERBOSE | re.IGNORECASE,
)
AMOUNT = re.compile(r"([-+]?)([$€£]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(k|m|bn?|x)?( ?%)?", re.IGNORECASE)
LONGEST_NUMBER = 24
SCALES = {"k": 1_000, "m": 1_000_000, "b": 1_000_000_000, "bn": 1_000_000_000}

RULES = ("below", "above", "at least", "at most", "between", "outside", "falls", "rises", "moves")
CLAUSES = ("and", "with", "for", "by")
UNITS = ("days", "weeks", "months", "quarters", "years", "hours")
SYNONYMS = {
    **dict.fromkeys(("drops", "decreases", "declines", "shrinks", "sinks", "drop", "fall", "down"), "falls"),
    **dict.fromkeys(("increases", "grows", "climbs", "jumps", "increase", "rise", "up"), "rises"),
    **dict.fromkeys(("changes", "differs", "deviates", "shifts", "move"), "moves"),
    **dict.fromkeys(("under", "less", "lower", "<"), "below"),
    **dict.fromkeys(("over", "more", "greater", "higher", "exceeds", ">"), "above"),
    **dict.fromkeys((">=", "minimum", "min"), "at least"),
    **dict.fromkeys(("<=", "maximum", "max"), "at most"),
    **dict.fromkeys(("versus", "against", "compared", "from", "than", "over"), "vs"),
    **dict.fromkeys(("prior", "preceding"), "previous"),
    **dict.fromkeys(("rolling", "last", "past", "avg", "average"), "trailing"),
    **dict.fromkeys(("times", "periods", "consecutive", "runs"), "windows"),
    **dict.fromkeys(("mad", "deviations", "sigma", "sigmas"), "mads"),
    **dict.fromkeys(("where", "in", "when"), "for"),
    **dict.fromkeys(("until", "before", "on"), "by"),
}


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a sentence; `kind` is date, amount, text, word, sign or end."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def key(self) -> str:
        """The word as keywords are compared."""
        return self.text.lower() if self.kind in ("word", "sign") else ""

    @property
    def name(self) -> str:
        """The word as a metric's or a dimension's name."""
        return self.text.lower()


class SentenceFault(Exception):
    """Carries the one diagnostic out of the parser; never leaves this package."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic
        super().__init__(str(diagnostic))


class Words:
    """A sentence read from left to right."""

    def __init__(self, fragment: Fragment) -> None:
        self.fragment = fragment
        found = WORD.finditer(fragment.text)
        self._words = [Word(m.lastgroup or "", m[0], m.start(), m.end()) for m in found]
        last = self._words[-1].end if self._words else 0
        self._end = Word("end", "", last, last + 1)
        self._at = 0

    def peek(self, ahead: int = 0) -> Word:
        """The word `ahead` of the next one, or the end."""
        at = self._at + ahead
        return self._words[at] if at < len(self._words) else self._end

    def take(self) -> Word:
        """The next word, read."""
        word = self.peek()
        self._at += 1
        return word

    def sees(self, *keys: str) -> bool:
        """Whether the next words are these keywords."""
        return all(self.peek(i).key == key for i, key in enumerate(keys))

    def accept(self, *keys: str) -> bool:
        """Reads these keywords if they come next."""
        seen = self.sees(*keys)
        self._at += len(keys) * seen
        return seen

    def expect(self, code: str, expected: str, *keys: str) -> None:
        """Reads these keywords or says that they are `expected`."""
        for key in keys:
            if not self.accept(key):
                self.refuse(code, expected, keys)

    def chunk(self) -> str:
        """Everything up to the next space, such as an unquoted value."""
        start = self.peek().start
        text = self.fragment.text[start:].split(maxsplit=1)[0]
        while self.peek().kind != "end" and self.peek().start < start + len(text):
            self._at += 1
        return text

    def refuse(self, code: str, expected: str, known: Iterable[str] = (), hint: str = "") -> NoReturn:
        """Stops at the next word, naming it and what was expected in its place."""
        word = self.peek()
        if word.kind == "end":
            self.fault(code, f"the sentence ends too early: {expected} is needed", word, hint)
        message = f'"{word.text}" is not understood here: {expected} is needed'
        self.fault(code, message, word, hint or nearest(word.text, known))

    def fault(self, code: str, message: str, word: Word, hint: str = "") -> NoReturn:
        """Stops at this word."""
        raise SentenceFault(error(code, message, self.fragment.at(word.start, word.end), hint))


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint for a word that people use for, or mistype instead of, one of the `known` ones."""
    words = tuple(known)
    synonym = SYNONYMS.get(word.lower(), "")
    return f'did you mean "{synonym}"?' if synonym in words else did_you_mean(word, words)


def number(text: str) -> Decimal | None:
    """`3.0`, `1,250`, `$500k`, `15%` (0.15), `3x`, `two`; None when it is no number."""
    if text.lower() in NUMBERS:
        return Decimal(NUMBERS.index(text.lower()) + 1)
    match = AMOUNT.fullmatch(text)
    if not match or len(text) > LONGEST_NUMBER:
        return None
    sign, _, whole, part, scale, percent = match.groups()
    value = Decimal(f"{sign}{whole.replace(',', '')}{part or ''}") * SCALES.get((scale or "").lower(), 1)
    return value / 100 if percent else value
