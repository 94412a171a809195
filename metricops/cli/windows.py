"""Operating KPIs over the windows that everybody asks for, side by side."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from metricops.api import Project, QueryResult

WINDOWS = ("1w", "4w", "13w")

Keys = tuple[Any, ...]


def over_windows(project: Project, metrics: Sequence[str], by: Sequence[str], as_of: date | None) -> QueryResult:
    """One row per group; a group without rows in one of the windows has no value there."""
    results = [project.query(metrics, by=by, window=window, as_of=as_of) for window in WINDOWS]
    first, keys = results[-1], len(results[0].columns) - len(metrics)
    rows: dict[Keys, list[Any]] = {}
    for at, result in enumerate(results):
        for row in result.rows:
            values = rows.setdefault(row[:keys], [None] * (len(metrics) * len(WINDOWS)))
            values[at :: len(WINDOWS)] = row[keys:]
    columns = first.columns[:keys] + tuple(
        replace(column, name=f"{column.name} {window}") for column in first.columns[keys:] for window in WINDOWS
    )
    ordered = sorted(rows.items(), key=lambda item: tuple((value is None, str(value)) for value in item[0]))
    return replace(
        first,
        columns=columns,
        rows=tuple((*key, *values) for key, values in ordered),
        sql="\n;\n".join(result.sql for result in results),
        caveats=tuple(dict.fromkeys(caveat for result in results for caveat in result.caveats)),
    )
