"""Causes in words: "explains 65% of the fall" for arithmetic, and never "because"."""

from fractions import Fraction

from metricops.explain.values import Cause, Explanation
from metricops.units import shown

NAMED = Fraction(1, 100)  # of a change: what is less is not worth a line
EFFECTS = {"rate": ", from its own rate", "mix": ", from its share of the whole"}


def cause_sentences(explanation: Explanation, unit: str) -> tuple[str, ...]:
    """A line for each part of the formula and each segment, or the one line that says why none is known."""
    change = explanation.change
    if change is None or not change:
        return (explanation.reason or "not known",)
    verb = "fall" if change < 0 else "rise"
    causes = [cause for cause in (*explanation.formula, *explanation.causes) if abs(cause.share) >= NAMED]
    lines = [_sentence(cause, verb, unit) for cause in causes]
    return tuple(lines) if explanation.causes else (*lines, explanation.reason or "not known")


def change_text(amount: Fraction, unit: str) -> str:
    """A difference: shares move by points, everything else in its unit, always with its sign."""
    text = f"{shown(abs(amount) * 100)} points" if unit == "%" else shown(abs(amount), unit)
    nothing = not any(digit in text for digit in "123456789")
    return text if nothing else f"{'-' if amount < 0 else '+'}{text}"


def _sentence(cause: Cause, verb: str, unit: str) -> str:
    effect = EFFECTS.get(cause.effect, "")
    share = f"explains {round(cause.share * 100):,}% of the {verb}"
    subject = f"{cause.dimension} {cause.subject}".lstrip()
    return f"{subject} {share} ({change_text(cause.amount, unit)}{effect})."
