"""Policy on silences: one that has ended is told, because its findings count again."""

from collections.abc import Iterator
from datetime import date

from metricops.diagnostics import Diagnostic, warning
from metricops.manifest import Manifest


def ended(manifest: Manifest, as_of: date) -> Iterator[Diagnostic]:
    """W028: a silence whose last day lies before a date."""
    for silence in manifest.silences:
        if not silence.in_force(as_of):
            message = f"the silence of {silence} ended on {silence.until}: its findings count again"
            yield warning("W028", message, silence.span, "act on them and remove it, or set another day")
