"""The project that a command is about, closed when the command ends."""

import click

from metricops import api
from metricops.api import Project
from metricops.cli.options import Scope


def opened(scope: Scope) -> Project:
    """The project at or above the scope's folder; raises ProjectError when there is none."""
    return click.get_current_context().with_resource(api.open(scope.project))
