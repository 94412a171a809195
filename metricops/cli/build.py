"""metricops build: the project's models in DuckDB, without dbt; or partials of what stands there."""

import os
from pathlib import Path

import click

from metricops import api
from metricops.api.keeping import keep_partials
from metricops.build import BuildReport, build
from metricops.build.partials import KeptReport
from metricops.cli.faults import faults_left_out, faults_shown
from metricops.cli.options import Scope, shared
from metricops.cli.progress import counted, progress
from metricops.cli.tables import show
from metricops.cli.terminal import data
from metricops.output.json_text import json_text
from metricops.output.partials import kept_json, kept_notes, kept_table
from metricops.output.table import Column, Table
from metricops.periods import Window, WindowKind, parse_window
from metricops.project import find, settings

LATE = "How late rows come, such as 7d: earlier days are taken for unchanged, without proof."


def length(context: click.Context, parameter: click.Parameter, text: str | None) -> Window | None:
    """A length of time; anything else is refused with the form that is needed."""
    found = None if text is None else parse_window(text)
    if text is not None and (found is None or found.kind is not WindowKind.CLOSED):
        raise click.BadParameter(f'"{text}" is not a length of time; needed as 7d or 2w', context, parameter)
    return found


@click.command("build")
@shared(formats=("table", "json"))
@click.option("--partials", is_flag=True, help="Leave the models as they are and keep sums of their rows by day.")
@click.option("--full", is_flag=True, help="With --partials: read all rows again, not only those that changed.")
@click.option("--late", callback=length, metavar="LENGTH", help=f"With --partials: {LATE[0].lower()}{LATE[1:]}")
@click.option("--rounded", is_flag=True, help="With --partials: keep sums of DOUBLE too, whose last digits may differ.")
def command(scope: Scope, partials: bool, full: bool, late: Window | None, rounded: bool) -> None:
    """Build the models in DuckDB, without dbt: ref, source, var and config, in the order they need.

    With --partials nothing is built: sums by day are kept of the tables that stand there, where they are at
    least 20 times fewer than the rows. Queries read them while nothing underneath has changed.

    \b
    Examples:
      metricops build
      metricops build --format json
      metricops build --partials
    """
    if (full or late or rounded) and not partials:
        raise click.UsageError('"--full", "--late" and "--rounded" say how partials are kept; "--partials" is needed')
    if full and late:
        raise click.UsageError('"--full" reads all rows and "--late" only the last; one of them is needed')
    if partials:
        _keep(scope, full, late, rounded)
        return
    project = settings(find(Path(scope.project)), os.environ)
    with faults_shown(project.texts), progress("building") as told:
        report = build(project, progress=counted(told))
    if scope.format == "json":
        data(json_text({"version": 1, "path": str(report.path), "built": report.built}))
        return
    show(_table(report))
    data(f"\n{len(report.built)} built in {os.path.relpath(report.path)}\n")


def _keep(scope: Scope, full: bool, late: Window | None, rounded: bool) -> None:
    project = api.open(scope.project)
    faults_left_out(project.diagnostics)
    with faults_shown(project.texts), progress("keeping") as told:
        report = keep_partials(
            project, full=full, late=late, rounded=rounded, as_of=scope.as_of, progress=counted(told)
        )
    if scope.format == "json":
        data(json_text(kept_json(report.path, report.outcomes)))
        return
    _print(report)


def _print(report: KeptReport) -> None:
    show(kept_table(report.outcomes))
    notes = kept_notes(report.outcomes)
    kept = sum(one.kept is not None for one in report.outcomes)
    data("".join(f"\n{note}" for note in notes) + ("\n" if notes else ""))
    data(f"\n{kept} of {len(report.outcomes)} kept in {os.path.relpath(report.path)}\n")


def _table(report: BuildReport) -> Table:
    columns = (Column("table"), Column("kind"), Column("rows", right=True))
    rows = ((str(b.relation), b.kind, "" if b.rows is None else f"{b.rows:,}") for b in report.built)
    return Table(columns, tuple(rows))
