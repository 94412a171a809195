"""The project that a command is about, closed when the command ends."""

import click

from metricops import api
from metricops.api import Project
from metricops.cli.options import Scope, reads_rows


def opened(scope: Scope) -> Project:
    """The project at or above the scope's folder; raises ProjectError when there is none."""
    project = api.open(scope.project)
    project.partials = not reads_rows()
    return click.get_current_context().with_resource(project)
