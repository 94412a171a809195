"""metricops list: what is defined, as a table."""

import click

from metricops.cli.faults import faults_left_out
from metricops.cli.listing import LISTINGS, listing, listing_table
from metricops.cli.opened import opened
from metricops.cli.options import Scope, shared
from metricops.cli.tables import show
from metricops.cli.terminal import data, message
from metricops.output.csv import records_csv
from metricops.output.json_text import json_text
from metricops.output.markdown import markdown


@click.command("list")
@click.argument("kind", type=click.Choice(tuple(LISTINGS)), default="metrics", metavar="[KIND]")
@click.option("--operating", is_flag=True, help="Only the operating KPIs: metrics with thresholds.")
@shared(formats=("table", "json", "csv", "markdown"))
def command(scope: Scope, kind: str, operating: bool) -> None:
    """List what is defined: metrics (by default), models, dimensions, checks, saved-queries or terms.

    \b
    Examples:
      metricops list
      metricops list --operating
      metricops list dimensions
      metricops list checks --format csv
    """
    if operating and kind != "metrics":
        raise click.UsageError(f"--operating is about metrics, not {kind}")
    project = opened(scope)
    faults_left_out(project.diagnostics)
    records = listing(kind, project.manifest, operating)
    if not records:
        message(f"no {'operating KPIs' if operating else kind} are defined")
    match scope.format:
        case "json":
            data(json_text({"version": 1, kind: records}))
        case "csv":
            data(records_csv(records))
        case "markdown":
            data(markdown(listing_table(kind, records, operating)))
        case _ if records:
            show(listing_table(kind, records, operating))
