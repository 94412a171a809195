"""metricops sql: a query compiled, nothing run."""

import click

from metricops.cli.asking import Asked, asking
from metricops.cli.contested import meant
from metricops.cli.faults import faults_left_out, faults_shown
from metricops.cli.opened import opened
from metricops.cli.options import Scope, shared
from metricops.cli.terminal import data
from metricops.output.stages import stage_text
from metricops.sql.dialects import DIALECTS


@click.command("sql")
@shared(formats=(), stages=("nodes", "definitions", "manifest", "plan", "sql"))
@click.option("--dialect", type=click.Choice(tuple(sorted(DIALECTS))), help="Another than the warehouse's own.")
@click.option("--explain", is_flag=True, help="Say in words what is read, joined, kept and added up.")
@asking
def command(scope: Scope, asked: Asked, dialect: str | None, explain: bool) -> None:
    """Compile a query to SQL; nothing is run.

    \b
    Examples:
      metricops sql win_rate --by segment --window 8w --as-of 2026-11-15
      metricops sql win_rate --by segment --window 8w --as-of 2026-11-15 --explain
      metricops sql win_rate --by metric_time__week --start 2026-07-01
      metricops sql pipeline_coverage --by segment --dialect snowflake
    """
    project = opened(scope)
    meaning = meant(project.manifest, asked.metrics, asked.use)
    faults_left_out(project.diagnostics)
    with faults_shown(project.texts):
        if explain:
            told = project.stage("plan", metrics=meaning.metrics, as_of=scope.as_of, **asked.arguments())
            data(f"{told}\n")
        elif scope.stage:
            found = project.stage(scope.stage, metrics=meaning.metrics, as_of=scope.as_of, **asked.arguments())
            data(stage_text(found))
        else:
            text = project.sql(meaning.metrics, as_of=scope.as_of, dialect=dialect, **asked.arguments())
            data(text.rstrip("\n") + "\n")
