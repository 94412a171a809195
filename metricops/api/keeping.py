"""Partials of a project's rows: kept and refreshed beside its DuckDB file. Reads the clock."""

from datetime import date

from metricops.api.arguments import day_of
from metricops.api.project import Project
from metricops.build.execution import Progress
from metricops.build.partials import How, KeptReport, keep
from metricops.errors import EngineError
from metricops.periods import Window, step
from metricops.pipeline.keeping import wanted_by
from metricops.plan.ask import TimeText


def keep_partials(
    project: Project,
    *,
    full: bool = False,
    late: Window | None = None,
    rounded: bool = False,
    as_of: TimeText = None,
    progress: Progress | None = None,
) -> KeptReport:
    """Keep sums of rows by day beside the project's DuckDB file, where they are many times fewer than the rows.

    Queries read them while the file is as it was. Those that are there are refreshed: rows are read again unless it is
    proven that they are as they were, all of them with `full`, only those of the days `late` before `as_of` (by default
    today) when that is how late rows come. `rounded` also keeps sums of DOUBLE. Raises EngineError.
    """
    if project.settings is None:
        raise EngineError("this project has no DuckDB file of its own", hint="open one that is on disk")
    project.close()
    first = step(day_of(as_of) or date.today(), -late.n, late.unit) if late else None
    how = How(full, first, rounded)
    return keep(project.settings, wanted_by(project.manifest), how, progress or (lambda *_: None))
