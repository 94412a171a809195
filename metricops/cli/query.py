"""metricops query: metrics by name, with what a reader must know of the numbers."""

from collections.abc import Collection
from fractions import Fraction

import click

from metricops.api import Project, QueryResult
from metricops.api.targets import Kind
from metricops.api.targets import target as on_target
from metricops.cli.asking import Asked, asking
from metricops.cli.contested import Meaning, meant
from metricops.cli.faults import faults_left_out, faults_shown
from metricops.cli.opened import opened
from metricops.cli.options import Scope, partials_optional, shared
from metricops.cli.progress import progress
from metricops.cli.tables import show
from metricops.cli.terminal import data, message
from metricops.cli.windows import over_windows
from metricops.engines.result import Result
from metricops.output.csv import rows_csv
from metricops.output.json import query_json
from metricops.output.jsonl import jsonl
from metricops.output.markdown import markdown
from metricops.output.records import row_records
from metricops.output.stages import stage_text
from metricops.output.tables import result_table
from metricops.units import shown

EXPLAINING = ("window: ", "target: ")  # notes that explain columns and warn of nothing
FORMATS = ("table", "json", "jsonl", "csv", "markdown")


@click.command("query")
@shared(FORMATS, stages=("nodes", "definitions", "manifest", "plan", "sql", "result"))
@click.option(
    "--target",
    is_flag=False,
    flag_value="now",
    type=click.Choice(["now", "rolling"]),
    help="The metric beside its target; or what its last years would set for four quarters.",
)
@partials_optional
@asking
def command(scope: Scope, asked: Asked, target: Kind | None) -> None:
    """Ask for metrics by name.

    Without a window or a range a table shows operating KPIs over their last 1, 4 and 13 weeks; every
    other answer is over all time.

    \b
    Examples:
      metricops query win_rate
      metricops query win_rate --by segment --window 8w --as-of 2026-11-15
      metricops query deals_won deals_closed --by metric_time__month --start 2026-07-01
      metricops query win_rate --by segment --window 13w --as-of 2026-11-15 --order-by -win_rate --limit 2
      metricops query bookings --target --by segment --as-of 2026-11-15
    """
    project = opened(scope)
    meaning = meant(project.manifest, asked.metrics, asked.use)
    faults_left_out(project.diagnostics)
    with faults_shown(project.texts):
        if scope.stage:
            found = project.stage(scope.stage, metrics=meaning.metrics, as_of=scope.as_of, **asked.arguments())
            data(stage_text(found))
            return
        with progress("querying"):
            result = _answer(project, meaning, asked, scope, target)
    _print(scope.format, result, meaning, project.manifest.metrics)


def _on_target(project: Project, meaning: Meaning, asked: Asked, scope: Scope, kind: Kind) -> QueryResult:
    if not asked.plain or len(meaning.metrics) != 1:
        raise click.UsageError("--target takes one metric, --by and --as-of: the period is the target's own")
    return on_target(project, meaning.metrics[0], by=asked.by, as_of=scope.as_of, kind=kind)


def _answer(project: Project, meaning: Meaning, asked: Asked, scope: Scope, target: Kind | None) -> QueryResult:
    if target:
        return _on_target(project, meaning, asked, scope, target)
    operating = {metric.name for metric in project.manifest.operating}
    if (
        asked.plain
        and scope.format in ("table", "markdown")
        and meaning.metrics
        and operating.issuperset(meaning.metrics)
    ):
        return over_windows(project, meaning.metrics, asked.by, scope.as_of)
    return project.query(meaning.metrics, as_of=scope.as_of, **asked.arguments())


def _print(form: str, found: QueryResult, meaning: Meaning, metrics: Collection[str]) -> None:
    result, notes = Result(found.columns, found.rows, found.sql, found.as_of), _notes(found, meaning)
    match form:
        case "json":
            level = found.confidence.level if found.confidence else None
            data(query_json(result, [*meaning.notes, *found.caveats], level))
        case "jsonl":
            data(jsonl(row_records(result)))
        case "csv":
            data(rows_csv(result))
        case "markdown":
            data(markdown(result_table(result, metrics)) + "".join(f"\n{note}\n" for note in notes))
        case _:
            show(result_table(result, metrics))
            data("".join(f"\n{note}" for note in notes) + ("\n" if notes else ""))
    if not result.rows:
        message("no rows")


def _notes(result: QueryResult, meaning: Meaning) -> list[str]:
    """What stands under the table: the date, how far the number may be trusted, and why not further."""
    facts = [f"as of {result.as_of}"] if result.as_of else []
    facts += [f"confidence {result.confidence.level}"] if result.confidence else []
    notes = [", ".join(facts)] if facts else []
    notes += meaning.notes
    notes += _gap(result) if meaning.unresolved else []
    return notes + [caveat if caveat.startswith(EXPLAINING) else f"caveat: {caveat}" for caveat in result.caveats]


def _gap(result: QueryResult) -> list[str]:
    """How far two positions lie apart, when each is one number."""
    if len(result.rows) != 1 or len(result.columns) != 2 or None in result.rows[0]:
        return []
    one, other = (Fraction(value) for value in result.rows[0])
    return [f"gap: {shown(abs(one - other), result.columns[0].unit)}"]
