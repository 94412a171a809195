"""The threshold sentence: `falls 15% vs trailing 8 weeks with at least 30 deals` to a Sentence."""

from metricops.diagnostics import Diagnostic
from metricops.expressions.sentence_clauses import clauses
from metricops.expressions.sentence_rules import rule, starts_rule
from metricops.expressions.sentence_words import RULES, SentenceFault, Words, nearest
from metricops.manifest import Sentence
from metricops.source import Fragment


def parse_sentence(fragment: Fragment) -> Sentence | Diagnostic:
    """The sentence as a value; a Diagnostic underlines the first word that does not fit and says what would."""
    words = Words(fragment)
    try:
        metric = _metric(words)
        return clauses(words, Sentence(rule(words), fragment, metric))
    except SentenceFault as fault:
        return fault.diagnostic


def _metric(words: Words) -> str:
    first, second = words.peek(), words.peek(1)
    if first.kind != "word" or starts_rule(words) or second.kind not in ("word", "sign"):
        return ""
    if not starts_rule(words, 1) and nearest(first.text, RULES):
        return ""
    return words.take().name
