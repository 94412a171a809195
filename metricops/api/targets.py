"""A metric of a project beside its target. Reads the clock."""

from collections.abc import Sequence
from typing import Literal

from metricops.api.arguments import day_of, yesterday
from metricops.api.project import Project
from metricops.api.results import QueryResult
from metricops.pipeline.attaining import beside_target, rolling_targets
from metricops.plan.ask import TimeText
from metricops.plan.lookup import metric_named
from metricops.source import fragment

Kind = Literal["now", "rolling"]


def target(
    project: Project, metric: str, *, by: Sequence[str] = (), as_of: TimeText = None, kind: Kind = "now"
) -> QueryResult:
    """How far a metric is on the way to its target, or with `rolling` what its own years would set for the next four
    quarters; a row for every segment of `by`.

    `as_of` is by default yesterday. Raises QueryError for an unknown metric or group-by, MetricopsError for a rolling
    target of a metric that does not add up, and EngineError when the warehouse does not answer.
    """
    found = metric_named(project.manifest, fragment(metric))
    ask = rolling_targets if kind == "rolling" else beside_target
    told = ask(project.world(), found, by, day_of(as_of) or yesterday(), set())
    result = told.result
    return QueryResult(result.columns, result.rows, result.sql, result.as_of, told.caveats, told.confidence)
