"""metricops evaluate: every threshold and check judged, and the list of what needs someone."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from metricops.api import Project
from metricops.cli.faults import faults_left_out, faults_shown, waivers_told
from metricops.cli.notifying import notify, open_and_over
from metricops.cli.opened import opened
from metricops.cli.options import Scope, partials_optional, shared, text_option
from metricops.cli.outcome import UNABLE
from metricops.cli.progress import progress
from metricops.cli.records import listed, write_lists
from metricops.cli.tables import show
from metricops.cli.terminal import data, message
from metricops.cli.writing import write
from metricops.errors import LedgerError
from metricops.evaluate.values import Evaluation
from metricops.exception_list import Alert, ExceptionList, triage
from metricops.output.alertmanager import alertmanager_json
from metricops.output.csv import findings_csv
from metricops.output.exceptions import (
    exceptions_markdown,
    exceptions_table,
    grey_table,
    silenced_table,
    summary_line,
    wins_table,
)
from metricops.output.json import evaluation_json
from metricops.output.jsonl import jsonl
from metricops.output.junit import evaluation_junit
from metricops.output.records import finding_record
from metricops.output.stages import stage_text
from metricops.output.tables import checks_table


@click.command("evaluate")
@text_option("--out", metavar="DIR", help="Also write the exceptions, the checks and their records there.")
@click.option(
    "--notify",
    "told",
    is_flag=False,
    flag_value="show",
    type=click.Choice(["show", "send"]),
    help="Show what owners would be told of changes, or send it.",
)
@shared(
    formats=("table", "json", "jsonl", "csv", "markdown", "junit", "alertmanager"),
    stages=("nodes", "definitions", "manifest", "plan", "sql", "result", "observations", "findings"),
)
@partials_optional
def command(scope: Scope, out: str | None, told: str | None) -> int:
    """Judge every threshold and check as of a date, and print what needs someone, worst first.

    Without --as-of the last complete week is judged. Exits 2 on a breach or a tier 1 violation,
    1 when something kept it from judging, 0 otherwise.

    \b
    Examples:
      metricops evaluate --as-of 2026-11-15
      metricops evaluate --as-of 2026-11-15 --out exceptions
      metricops evaluate --as-of 2026-11-15 --format json
      metricops evaluate --as-of 2026-11-15 --notify
    """
    project = opened(scope)
    with faults_shown(project.texts):
        if scope.stage:
            data(stage_text(project.stage(scope.stage, as_of=scope.as_of)))
            return 0
        with progress("evaluating") as watched:
            evaluation = project.evaluate(as_of=scope.as_of, progress=watched)
    faults = faults_left_out(project.diagnostics)
    if faults:
        evaluation = replace(evaluation, exit=UNABLE)
    if not evaluation.findings and not evaluation.checks and not faults:
        message("nothing was judged: the project has neither thresholds nor checks")
    waivers_told(evaluation.waivers)
    for use in evaluation.silences:
        if use.told:
            message(f"warning: {use.told}")
    _remember(project, evaluation)
    exceptions = triage(evaluation)
    # printed before files are written: a folder that refuses them takes nothing away
    news = open_and_over(project, evaluation) if told or scope.format == "alertmanager" else ()
    _print(scope.format, evaluation, exceptions, faults, news)
    if out:
        _write(Path(out), evaluation, exceptions, faults)
        write_lists(Path(out), evaluation.checks, listed(project, evaluation.checks, evaluation.as_of))
    if told:
        notify(project, news, evaluation.as_of, sends=told == "send")
    return evaluation.exit


def _remember(project: Project, evaluation: Evaluation) -> None:
    """The exception list is worth having even when the ledger cannot be written."""
    try:
        project.record(evaluation)
    except LedgerError as fault:
        message(f"warning: the run was not recorded: {fault}")


def _print(form: str, evaluation: Evaluation, listed: ExceptionList, faults: int, alerts: Sequence[Alert]) -> None:
    match form:
        case "json":
            data(evaluation_json(evaluation))
        case "jsonl":
            data(jsonl(finding_record(finding) for finding in evaluation.findings))
        case "csv":
            data(findings_csv(evaluation.findings))
        case "markdown":
            data(exceptions_markdown(evaluation, listed, faults))
        case "junit":
            data(evaluation_junit(evaluation))
        case "alertmanager":
            data(alertmanager_json(alerts))
        case _:
            _print_tables(evaluation, listed, faults)


def _print_tables(evaluation: Evaluation, listed: ExceptionList, faults: int) -> None:
    sections = (
        ("", exceptions_table(listed)),
        ("Could not be judged either way:", grey_table(listed)),
        ("Tier 1 checks:", checks_table(listed.checks)),
        ("Wins:", wins_table(listed)),
        ("Silenced:", silenced_table(listed)),
    )
    for heading, table in sections:
        if table.rows:
            data(f"{heading}\n" if heading else "")
            show(table)
            data("\n")
    data(summary_line(evaluation, listed, faults) + "\n")


def _write(folder: Path, evaluation: Evaluation, listed: ExceptionList, faults: int) -> None:
    files = {
        "exceptions.json": evaluation_json(evaluation),
        "exceptions.csv": findings_csv(evaluation.findings),
        "exceptions.md": exceptions_markdown(evaluation, listed, faults),
    }
    for name, text in files.items():
        write(folder / name, text)
    message(f"written: {', '.join(str(folder / name) for name in files)}")
