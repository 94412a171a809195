"""metricops build: the project's models in DuckDB, without dbt."""

import os
from pathlib import Path

import click

from metricops.build import BuildReport, build
from metricops.cli.faults import faults_shown
from metricops.cli.options import Scope, shared
from metricops.cli.progress import counted, progress
from metricops.cli.tables import show
from metricops.cli.terminal import data
from metricops.output.json_text import json_text
from metricops.output.table import Column, Table
from metricops.project import find, settings


@click.command("build")
@shared(formats=("table", "json"))
def command(scope: Scope) -> None:
    """Build the models in DuckDB, without dbt: ref, source, var and config, in the order they need.

    \b
    Examples:
      metricops build
      metricops build --format json
    """
    project = settings(find(Path(scope.project)), os.environ)
    with faults_shown(project.texts), progress("building") as told:
        report = build(project, progress=counted(told))
    if scope.format == "json":
        data(json_text({"version": 1, "path": str(report.path), "built": report.built}))
        return
    show(_table(report))
    data(f"\n{len(report.built)} built in {os.path.relpath(report.path)}\n")


def _table(report: BuildReport) -> Table:
    columns = (Column("table"), Column("kind"), Column("rows", right=True))
    rows = ((str(b.relation), b.kind, "" if b.rows is None else f"{b.rows:,}") for b in report.built)
    return Table(columns, tuple(rows))
