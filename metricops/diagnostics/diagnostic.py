"""A diagnostic: one fault in user text with its code, its place and one hint."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from metricops.source import Span

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that matters to the fault, such as the first of two definitions."""

    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault: `code` stands in the code table, `hint` is one line or empty, `span` may be missing."""

    code: str
    message: str
    span: Span | None = None
    hint: str = ""
    severity: Severity = "error"
    related: tuple[Related, ...] = ()

    def __str__(self) -> str:
        place = f"{self.span}: " if self.span else ""
        return f"{place}{self.severity}[{self.code}]: {self.message}"


def error(code: str, message: str, span: Span | None = None, hint: str = "", *related: Related) -> Diagnostic:
    """A fault that keeps its value from being used."""
    return Diagnostic(code, message, span, hint, "error", related)


def warning(code: str, message: str, span: Span | None = None, hint: str = "", *related: Related) -> Diagnostic:
    """A fault that is worth mending but stops nothing."""
    return Diagnostic(code, message, span, hint, "warning", related)


def nearest(word: str, known: Iterable[str]) -> str:
    """The nearest known word as it is spelled, whatever the case of its letters; nothing when none is near."""
    spelled = {k.lower(): k for k in sorted(known, reverse=True)}
    near = get_close_matches(word.lower(), sorted(spelled), n=1, cutoff=0.6)
    return spelled[near[0]] if near else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known word, or nothing when none is near."""
    near = nearest(word, known)
    return f'did you mean "{near}"?' if near else ""
