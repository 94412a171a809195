"""metricops show: everything that is known of one metric, or the versions of a contested word."""

import click

from metricops.api import Project
from metricops.cli.faults import faults_left_out, faults_shown
from metricops.cli.opened import opened
from metricops.cli.options import Scope, shared
from metricops.cli.sheet import sheet
from metricops.cli.sheet_text import sheet_text
from metricops.cli.term_sheet import term_text
from metricops.cli.terminal import data
from metricops.errors import QueryError
from metricops.manifest import Metric
from metricops.output.json_text import json_text
from metricops.plan.lookup import metric_named
from metricops.source import fragment


@click.command("show")
@click.argument("name", metavar="METRIC")
@shared(formats=("table", "json"), stages=("manifest",))
def command(scope: Scope, name: str) -> None:
    """Show one metric: definition, contract, thresholds with their places, lineage, dimensions, SQL.

    A contested word shows its versions, and which use means which.

    \b
    Examples:
      metricops show win_rate
      metricops show pipeline_coverage --format json
    """
    project = opened(scope)
    faults_left_out(project.diagnostics)
    manifest = project.manifest
    term = manifest.definitions.get(name.lower())
    if term is not None and name.lower() not in manifest.metrics:
        data(json_text({"version": 1, "term": term}) if scope.format == "json" else term_text(term))
        return
    with faults_shown(project.texts):
        metric = metric_named(manifest, fragment(name))
    if scope.stage:
        data(json_text(metric))
        return
    record = sheet(manifest, metric, _sql(project, metric))
    data(json_text({"version": 1, **record}) if scope.format == "json" else sheet_text(record))


def _sql(project: Project, metric: Metric) -> str:
    """The metric's SQL over all time, or the line that says why there is none."""
    try:
        return project.sql([metric.name])
    except QueryError as refused:
        return f"-- {refused}"
