"""metricops build: the project's models in DuckDB, without dbt."""

import click

from metricops import api
from metricops.cli.faults import faults_shown
from metricops.cli.options import Scope, shared
from metricops.cli.progress import progress
from metricops.cli.terminal import message


@click.command("build")
@shared(formats=())
def command(scope: Scope) -> None:
    """Build the models in DuckDB, without dbt: ref, source, var and config, in the order they need.

    \b
    Examples:
      metricops build
      metricops build --project demo
    """
    project = api.open(scope.project)
    with faults_shown(project.texts), progress("building") as told:
        built = project.build(progress=told)
    message(f"{len(built)} models built")
