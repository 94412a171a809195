"""Faults of the user's text on stderr, with the line and a caret under the word."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import click

from metricops.cli.outcome import UNABLE
from metricops.cli.terminal import message, plural
from metricops.diagnostics import Diagnostic, pictures
from metricops.errors import DiagnosedError

QUERY = "<query>"
QUOTES = " '\""


@contextmanager
def faults_shown(texts: Mapping[str, str], typed: Sequence[str] = ()) -> Iterator[None]:
    """Shows what a refusal is about and ends the command; `typed` are the texts that a query was made of."""
    try:
        yield
    except DiagnosedError as refused:
        known = {**texts, **getattr(refused, "texts", {})}
        for diagnostic in refused.diagnostics:
            message(pictures([diagnostic], {**known, QUERY: _text_of(diagnostic, typed)}))
        raise click.exceptions.Exit(UNABLE) from refused


def faults_left_out(diagnostics: Sequence[Diagnostic]) -> bool:
    """Says on stderr that definitions with faults are left out; whether there are any."""
    errors = sum(d.severity == "error" for d in diagnostics)
    if errors:
        message(f"{plural(errors, 'fault')} in the definitions; what has them is left out (metricops lint shows them)")
    return errors > 0


def _text_of(diagnostic: Diagnostic, typed: Sequence[str]) -> str:
    """The argument that a fault is in: one that has a word of the message at the fault's place, or the only one."""
    span = diagnostic.span
    if span is None or span.file != QUERY:
        return ""
    holding = {text: text[span.start : span.end].strip(QUOTES) for text in typed if text[span.start : span.end]}
    named = [text for text, word in holding.items() if word and f'"{word}"' in diagnostic.message]
    return named[0] if named else next(iter(holding)) if len(holding) == 1 else ""
