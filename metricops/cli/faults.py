"""Faults of the user's text on stderr, with the line and a caret under the word."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import click

from metricops.cli.outcome import UNABLE
from metricops.cli.terminal import message, plural
from metricops.diagnostics import Diagnostic, pictures
from metricops.errors import DiagnosedError
from metricops.evaluate.values import WaiverUse


@contextmanager
def faults_shown(texts: Mapping[str, str]) -> Iterator[None]:
    """Shows what a refusal is about and ends the command."""
    try:
        yield
    except DiagnosedError as refused:
        message(pictures(refused.diagnostics, {**texts, **getattr(refused, "texts", {})}))
        raise click.exceptions.Exit(UNABLE) from refused


def waivers_told(waivers: Iterable[WaiverUse]) -> None:
    """Says on stderr which waivers let nothing pass."""
    for use in waivers:
        if use.told:
            message(f"warning: {use.waiver.span}: {use.told}")


def faults_left_out(diagnostics: Sequence[Diagnostic]) -> int:
    """Says on stderr that definitions with faults are left out; how many faults there are."""
    errors = sum(d.severity == "error" for d in diagnostics)
    if errors:
        message(f"{plural(errors, 'fault')} in the definitions; what has them is left out (metricops lint shows them)")
    return errors
