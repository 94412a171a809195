"""An audit of a project's checks: rows for people to look at. Reads the clock."""

from collections.abc import Sequence
from datetime import date

from metricops.api.arguments import day_of
from metricops.api.project import Project
from metricops.exception_list import Sample
from metricops.pipeline.auditing import audit as drawn
from metricops.plan.ask import TimeText

SIZE, TIER = 25, 1  # of a sample, of the checks that are audited unless others are named


def audit(
    project: Project,
    *,
    names: Sequence[str] = (),
    tier: int | None = None,
    as_of: TimeText = None,
    size: int = SIZE,
    seed: str = "",
) -> tuple[Sample, ...]:
    """Of every check on rows, by default those of tier 1, at most `size` of the rows that it judged.

    Which rows are drawn hangs on their keys and on `seed`, by default the day: an audit that is repeated draws the
    same, the next one others. Raises QueryError for a name that is no check's, EngineError without a warehouse.
    """
    day = day_of(as_of) or date.today()
    checks = project.checks(tier=tier or (None if names else TIER), names=names)
    return drawn(project.world(), checks, day, size, seed or day.isoformat())
