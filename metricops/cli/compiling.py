"""A query compiled, as `metricops sql` prints it."""

from metricops.cli.asking import Asked
from metricops.cli.contested import meant
from metricops.cli.faults import faults_left_out, faults_shown
from metricops.cli.opened import opened
from metricops.cli.options import Scope
from metricops.output.stages import stage_text


def compiled(scope: Scope, asked: Asked, dialect: str | None, explain: bool) -> tuple[str, bool]:
    """The SQL, the plan in words or the value of a stage; and whether nothing was said on stderr beside it."""
    project = opened(scope)
    meaning = meant(project.manifest, asked.metrics, asked.use)
    faults = faults_left_out(project.diagnostics)
    with faults_shown(project.texts):
        if stage := "plan" if explain else scope.stage:
            found = project.stage(stage, metrics=meaning.metrics, as_of=scope.as_of, **asked.arguments())
            return stage_text(found), not faults
        text = project.sql(meaning.metrics, as_of=scope.as_of, dialect=dialect, **asked.arguments())
        return text, not faults
