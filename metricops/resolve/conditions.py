"""Conditions of thresholds: a sentence, or the structure that says the same, to a Sentence."""

from dataclasses import dataclass, replace

from metricops.definitions import ConditionEntry
from metricops.diagnostics import did_you_mean
from metricops.expressions.sentence import parse_sentence
from metricops.expressions.sentence_words import number
from metricops.manifest import Sentence
from metricops.resolve.faults import Faults
from metricops.source import Fragment, Run

KEYS = {
    **dict.fromkeys(("below", "above", "at least", "at most"), ("level",)),
    **dict.fromkeys(("between", "outside"), ("low", "high")),
    **dict.fromkeys(("falls", "rises", "moves"), ("by", "vs")),
    "outside limits": ("points",),
    "outside mads": ("mads", "points"),
}
OPTIONAL = ("points",)


def condition(entry: ConditionEntry, metric: str, faults: Faults) -> Sentence | None:
    """The condition as a Sentence about `metric`; every fault underlines the word it is about."""
    fragment = entry.sentence if entry.sentence and entry.rule is None else _joined(entry, faults)
    sentence = faults.unless(parse_sentence(fragment)) if fragment else None
    if sentence is None or sentence.metric in ("", metric):
        return replace(sentence, metric="") if sentence else None
    word = fragment.text.split(maxsplit=1)[0] if fragment else ""
    at = fragment.text.index(word) if fragment else 0
    message = f'"{word}" is not understood here: the threshold is about "{metric}"'
    place = fragment.at(at, at + len(word)) if fragment else entry.span
    faults.add("Q006", message, place, did_you_mean(word, (metric,)) or "the sentence begins with its rule")
    return None


def _joined(entry: ConditionEntry, faults: Faults) -> Fragment | None:
    """The structure as the sentence it stands for, every part of which keeps its place."""
    rule = entry.rule
    if rule is None or entry.sentence:
        faults.add("Q007", 'a condition needs either a sentence or a "rule"', entry.span, "red: below 3.0")
        return None
    wanted = KEYS[rule]
    given = {key for keys in KEYS.values() for key in keys if getattr(entry, key)}
    for key in sorted(given.difference(wanted)):
        faults.add("Q007", f'"{key}" does not belong to "{rule}"', entry.span, f"it takes {' and '.join(wanted)}")
    missing = [key for key in wanted if key not in given and key not in OPTIONAL]
    for key in missing:
        faults.add("Q007", f'"{rule}" needs "{key}"', entry.span)
    if missing or given.difference(wanted):
        return None
    return _sentence(entry, rule)


def _sentence(entry: ConditionEntry, rule: str) -> Fragment:
    built = Joined(entry)
    built.say("", entry.metric)
    match rule:
        case "falls" | "rises" | "moves":
            built.say(rule, entry.by).say("vs", entry.vs)
        case "between" | "outside":
            built.say(rule, entry.low).say("and", entry.high)
        case "outside mads":
            built.say("outside", entry.mads).say("mads of", entry.points, "points", always="mads")
        case "outside limits":
            built.say("outside limits of", entry.points, "points", always="outside limits")
        case _:
            built.say(rule, entry.level)
    built.say("and by at least", entry.guard).say("with at least", entry.sample)
    plain = entry.streak is not None and number(entry.streak.text) is not None
    built.say("for", entry.streak, "windows" if plain else "")
    for at, (dimension, value) in enumerate(entry.scope):
        built.say("and" if at else "for", dimension).say("=", value, quoted=True)
    return built.say("by", entry.until).fragment


@dataclass(slots=True)
class Joined:
    """A sentence put together from values that stand apart in the file."""

    entry: ConditionEntry
    text: str = ""
    runs: tuple[Run, ...] = ()

    def say(
        self, before: str, value: Fragment | None, after: str = "", always: str = "", quoted: bool = False
    ) -> "Joined":
        """Adds a value with the words around it; without a value only what is said `always`."""
        if value is None:
            self._add(always, None)
            return self
        self._add(before, None)
        self._add('"' if quoted else "", None)
        self._add(value.text.replace('"', '""') if quoted else value.text, value, glued=quoted)
        self._add('"' if quoted else "", None, glued=True)
        self._add(after, None)
        return self

    def _add(self, text: str, value: Fragment | None, glued: bool = False) -> None:
        if not text:
            return
        if self.text and not glued:
            self.text += " "
        at, span = len(self.text), self.entry.span
        runs = value.runs if value else (Run(0, span.start, span.line, span.column),)
        self.runs += tuple(Run(at + r.at, r.offset, r.line, r.column) for r in runs)
        self.text += text

    @property
    def fragment(self) -> Fragment:
        """The sentence as put together."""
        return Fragment(self.text, self.entry.span, self.runs)
