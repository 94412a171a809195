"""Policy on waivers: one that has ended is told, because its records count again."""

from collections.abc import Iterator
from datetime import date

from metricops.diagnostics import Diagnostic, warning
from metricops.manifest import Manifest


def ended(manifest: Manifest, as_of: date) -> Iterator[Diagnostic]:
    """W027: a waiver whose last day lies before a date."""
    for waiver in manifest.waivers:
        if not waiver.in_force(as_of):
            message = f'the waiver for "{waiver.check}" ended on {waiver.until}: its records count again'
            yield warning("W027", message, waiver.span, "mend the records and remove it, or set another day")
