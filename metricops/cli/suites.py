"""`metricops check --suite` and `--export gx`: suites of Great Expectations in and out."""

from collections.abc import Sequence
from pathlib import Path

from metricops.api import Project
from metricops.cli.terminal import data, message
from metricops.diagnostics import pictures
from metricops.manifest import Check
from metricops.output.gx_suites import suites_json, untold


def with_suite(project: Project, file: str, on: str | None) -> Project:
    """The project with the suite's checks; what is wrong with the suite is shown at once."""
    found = project.with_suite(Path(file), on=on)
    if found.diagnostics:
        message(pictures(found.diagnostics, found.texts))
    return found


def export_suites(checks: Sequence[Check]) -> None:
    """Prints the suites, one a table; says on stderr which checks are not in them, and why."""
    for left in untold(checks):
        message(f'"{left.check.name}" is left out: {left.reason}')
    data(suites_json(checks))
