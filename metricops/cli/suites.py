"""`metricops check` with `--suite`, `--export gx`, `--engine gx`: suites in and out, and who judged."""

from collections.abc import Sequence
from pathlib import Path

from metricops.api import Project
from metricops.cli.terminal import data, message, plural
from metricops.diagnostics import pictures
from metricops.evaluate.values import CheckResult
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


def judges(results: Sequence[CheckResult]) -> str:
    """Who judged which checks, where they were not all judged by one."""
    others = [result.check for result in results if not result.judged_by]
    judge = next(result.judged_by for result in results if result.judged_by)
    here = f"; metricops judged {', '.join(others)}" if others else ""
    return f"{judge} judged {plural(len(results) - len(others), 'check')}{here}."
