"""A suite of Great Expectations in place of a project's own checks: read, linked, and with every fault told."""

from dataclasses import dataclass
from pathlib import Path

from metricops.definitions import read_suite
from metricops.definitions.files import read_text
from metricops.diagnostics import Diagnostic
from metricops.manifest import Check, Manifest
from metricops.resolve.suites import resolve_suite


@dataclass(frozen=True, slots=True)
class Suite:
    """The checks of a suite, what is wrong with it, and the text that this points into."""

    checks: tuple[Check, ...]
    diagnostics: tuple[Diagnostic, ...]
    file: str
    text: str


def suite(file: Path, manifest: Manifest, schema: str | None, on: str | None = None) -> Suite:
    """The checks of a suite's JSON file; a table that an expectation does not name is `on`. Never raises."""
    text, fault = read_text(file, str(file))
    if fault is not None:
        return Suite((), (fault,), str(file), text)
    found = resolve_suite(read_suite(str(file), text, on), manifest, schema)
    return Suite(found.checks, found.diagnostics, str(file), text)
