"""metricops lint: every fault of the definitions at its place."""

import click

from metricops.api import Project
from metricops.api.backtesting import habits
from metricops.cli.faults import faults_shown
from metricops.cli.opened import opened
from metricops.cli.options import Scope, shared
from metricops.cli.progress import progress
from metricops.cli.terminal import data, message, plural
from metricops.diagnostics import Diagnostic, pictures
from metricops.output.json import diagnostics_json
from metricops.output.stages import stage_text


@click.command("lint")
@shared(formats=("table", "json"), stages=("nodes", "definitions", "manifest"))
@click.option("--history", is_flag=True, help="Also replay every threshold over two years: red too often, or never?")
def command(scope: Scope, history: bool) -> int:
    """Read all definitions and show every fault at its place.

    All faults of the project are shown in one run. Exits 1 when one of them is an error; warnings exit 0.

    \b
    Examples:
      metricops lint
      metricops lint --format json
      metricops lint --history --as-of 2026-11-15
    """
    project = opened(scope)
    if scope.stage:
        data(stage_text(project.stage(scope.stage)))
        return 0
    found = (*project.lint(scope.as_of), *(_habits(project, scope) if history else ()))
    errors = sum(d.severity == "error" for d in found)
    summary = _summary(len(project.texts), errors, len(found) - errors)
    if scope.format == "json":
        data(diagnostics_json(found))
        message(summary)
    else:
        data("".join(f"{text}\n" for text in (pictures(found, project.texts), summary) if text))
    return 1 if errors else 0


def _habits(project: Project, scope: Scope) -> tuple[Diagnostic, ...]:
    """What only the warehouse can say."""
    with faults_shown(project.texts), progress("replaying") as told:
        return habits(project, scope.as_of, told)


def _summary(files: int, errors: int, warnings: int) -> str:
    found = ", ".join([plural(errors, "error"), plural(warnings, "warning")])
    return f"{plural(files, 'file')} read: {found if errors or warnings else 'no faults'}"
