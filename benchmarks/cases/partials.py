"""Kept sums of rows by day: refreshing them after a week of new rows, and asking them in place of the rows."""

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb

import metricops as mo
from benchmarks import facts, rows, running
from benchmarks.case import Alone, Case, Measured
from benchmarks.ground import Ground
from metricops.api.keeping import keep_partials
from metricops.build.partials import KeptReport
from metricops.periods import parse_window

MEASURES = ("sales", "orders", "units", "wins")
CONTRACT = "{purpose: p, owner: a, steward: b, unit: usd, excludes: none, confidence: high"
CONTRACTS = f"contracts:\n  sales: {CONTRACT}, thresholds: [{{red: below 1, by: fact__segment}}]}}\n"
NEW_ROWS = f"INSERT INTO facts SELECT * FROM facts WHERE happened_on > DATE '{facts.LAST_DAY}' - 7"
LATE = f"DELETE FROM facts WHERE happened_on = DATE '{facts.LAST_DAY}' AND customer_id % 100 = 1"
"""After a deletion nothing can be told from how rows are stored."""
BY_HAND = (
    "SELECT CAST(DATE_TRUNC('week', happened_on) AS DATE), segment, SUM(amount), COUNT(*), SUM(quantity), "
    "SUM(CASE WHEN is_won THEN 1 ELSE 0 END) FROM facts GROUP BY 1, 2"
)
BY_WEEK = ["metric_time__week", "fact__segment"]
RUNS = 5


def _project(ground: Ground, name: str) -> mo.Project:
    """A project on disk with a copy of the tables, so that writing to them disturbs no other case."""
    folder = ground.folder / f"kept_{name}"
    (folder / "models").mkdir(parents=True)
    shutil.copy(ground.file, folder / "facts.duckdb")
    _write(folder / "models" / "facts.yml", facts.MODELS.lstrip() + CONTRACTS)
    _write(folder / "metricops.yml", "name: kept\nengine: {type: duckdb, path: facts.duckdb}\n")
    return mo.open(folder)


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


def _changed(project: mo.Project, statement: str) -> None:
    with duckdb.connect(str(project.root / "facts.duckdb")) as connection:
        connection.execute(statement)


def _checked(project: mo.Project) -> None:
    found = project.query(MEASURES, by=BY_WEEK)
    project.close()
    with duckdb.connect(str(project.root / "facts.duckdb"), read_only=True) as connection:
        wrong = rows.difference(found.rows, connection.execute(BY_HAND).fetchall(), 2)
    assert not wrong, f"wrong rows: {wrong}"


def _refreshed(name: str, late: str | None) -> Callable[[Ground], Measured]:
    def measure(ground: Ground) -> Measured:
        project, reports = _project(ground, name), list[KeptReport]()
        window = parse_window(late) if late else None
        keep_partials(project, full=True)  # imports
        full = running.cpu(lambda: keep_partials(project, full=True))
        _changed(project, NEW_ROWS)
        if late:
            _changed(project, LATE)
        again = running.cpu(lambda: reports.append(keep_partials(project, late=window, as_of=facts.LAST_DAY)))
        _checked(project)
        assert any(one.kept for one in reports[0].outcomes), "no partials are kept"
        return Measured(100 * again / full, again, full)

    return measure


def _asked(ground: Ground) -> Measured:
    project = _project(ground, "asked")
    keep_partials(project)
    _checked(project)
    kept = min(running.cpu(lambda: project.query(MEASURES, by=BY_WEEK)) for _ in range(RUNS))
    project.close()
    project.partials = False
    whole = min(running.cpu(lambda: project.query(MEASURES, by=BY_WEEK)) for _ in range(RUNS))
    project.close()
    return Measured(kept / whole, kept, whole)


FAMILY = (
    Case(
        "partials-refresh",
        "refresh after a week of new rows, proven",
        "a full build",
        3,
        Alone(_refreshed("proven", None)),
        "%",
        ground="ordered",
    ),
    Case(
        "partials-refresh-late",
        "the same with --late 7d",
        "a full build",
        3,
        Alone(_refreshed("late", "7d")),
        "%",
        ground="ordered",
    ),
    Case(
        "partials-asked",
        "4 measures by week and segment on partials",
        "the rows",
        None,
        Alone(_asked),
        ground="ordered",
    ),
)
