"""Thresholds of a project tried out: scenarios played without a warehouse."""

from collections.abc import Sequence

from metricops.api.project import Project
from metricops.evaluate.questions import HISTORY
from metricops.pipeline import rehearsing
from metricops.pipeline.rehearsing import Rehearsal, Scenarios
from metricops.plan.lookup import metric_named
from metricops.rehearse.scenario import Scenario
from metricops.source import fragment


def rehearse(project: Project, metrics: Sequence[str] = ()) -> Rehearsal:
    """Play the project's scenarios, all or those of these metrics; raises QueryError for a metric that is not defined.

    No warehouse is asked.
    """
    names = {metric_named(project.manifest, fragment(name)).name for name in metrics}
    return rehearsing.rehearse(project.loaded, scenarios(project), _history(project), names)


def scenarios(project: Project) -> Scenarios:
    """The scenarios of the project's folders, and those beside its other definitions."""
    folders = project.settings.paths.scenarios if project.settings else ()
    return rehearsing.scenarios(project.loaded, folders, project.root)


def missed(project: Project, scenario: Scenario) -> tuple[str, ...]:
    """What is said otherwise than a scenario expects, a line each."""
    return rehearsing.missed(project.loaded, scenario, _history(project))


def _history(project: Project) -> int:
    return project.settings.history if project.settings else HISTORY
