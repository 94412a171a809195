"""metricops check: the data-quality checks, and with --rows the records that break them."""

from pathlib import Path

import click

from metricops.api import Project
from metricops.cli.audit import write_audit
from metricops.cli.faults import faults_left_out, faults_shown, waivers_told
from metricops.cli.opened import opened
from metricops.cli.options import Scope, shared, text_option
from metricops.cli.outcome import UNABLE
from metricops.cli.progress import progress
from metricops.cli.records import listed, print_by_owner, write_lists
from metricops.cli.suites import export_suites, judges, with_suite
from metricops.cli.tables import show
from metricops.cli.terminal import data, plural
from metricops.cli.validation_rules import export_rules
from metricops.cli.waivers import list_waivers
from metricops.evaluate.values import CheckResult, Status
from metricops.output.csv import checks_csv
from metricops.output.gx import validation_json
from metricops.output.json import checks_json
from metricops.output.jsonl import jsonl
from metricops.output.junit import checks_junit
from metricops.output.markdown import markdown
from metricops.output.records import check_record
from metricops.output.tables import checks_table, result_table
from metricops.pipeline.checking import CheckRun

BREACH = 2
BY_OWNER = ("table", "markdown")


@click.command("check")
@click.argument("names", nargs=-1, metavar="[CHECK]...")
@click.option("--tier", type=click.IntRange(1, 3), help="Only the checks of this tier.")
@click.option("--rows", is_flag=True, help="Also the violating records, with their keys.")
@click.option("--by", type=click.Choice(["owner"]), help="The records of each owner instead, oldest first.")
@text_option("--out", metavar="DIR", help="Also write checks.csv there, a file of records a check, a list per owner.")
@click.option(
    "--export", type=click.Choice(["salesforce", "gx"]), help="Print validation formulas, or suites, instead."
)
@text_option("--field", "fields", multiple=True, metavar="COLUMN=FIELD", help="A field's name in the export.")
@text_option("--suite", metavar="FILE", help="The checks of a Great Expectations suite instead of the project's own.")
@text_option("--on", metavar="TABLE", help="The table that the suite is about, if it does not say.")
@click.option("--waivers", is_flag=True, help="The waivers instead: why, until when, how many records each lets pass.")
@text_option("--audit", metavar="FILE", help="Instead write 25 judged records of each tier 1 check there, for review.")
@text_option("--seed", metavar="TEXT", help="Which records an audit draws; the day, if nothing is said.")
@click.option("--engine", type=click.Choice(["gx"]), help="Great Expectations judges what it knows.")
@shared(formats=("table", "json", "jsonl", "csv", "markdown", "junit", "gx"))
def command(
    scope: Scope,
    names: tuple[str, ...],
    tier: int | None,
    rows: bool,
    by: str | None,
    out: str | None,
    export: str | None,
    fields: tuple[str, ...],
    suite: str | None,
    on: str | None,
    waivers: bool,
    audit: str | None,
    seed: str | None,
    engine: str | None,
) -> int:
    """Run the data-quality checks: all, those named, or those of a tier.

    Exits 2 when a tier 1 check is violated, 1 when one could not run, 0 otherwise. Checks of tier 3
    are counted in the data formats and left out of the table.

    \b
    Examples:
      metricops check
      metricops check --tier 1 --rows
      metricops check --tier 2 --by owner
      metricops check --out exceptions
      metricops check --format junit
      metricops check --waivers
      metricops check --audit audits/2026-11-15.csv --as-of 2026-11-15
      metricops check --export salesforce
      metricops check --suite suite.json --on crm.crm_opportunities
    """
    if by and scope.format not in BY_OWNER:
        raise click.UsageError(f"--by owner prints {' or '.join(BY_OWNER)}; --out writes the records as CSV")
    project = opened(scope)
    if suite:
        project = with_suite(project, suite, on)
    if export or waivers or audit:
        complete = True
        if export:
            _export(project, scope, export, names, tier, fields)
        elif waivers:
            list_waivers(project, scope, names, tier)
        else:
            complete = write_audit(project, scope, Path(audit or ""), names, tier, seed or "")
        return UNABLE if faults_left_out(project.diagnostics) or not complete else 0
    with faults_shown(project.texts), progress("checking") as told:
        run = project.check(tier=tier, names=names, as_of=scope.as_of, rows=rows, engine=engine, progress=told)
    faulty = faults_left_out(project.diagnostics)
    waivers_told(run.waivers)
    lists = listed(project, run.results, run.as_of) if by or out else ()
    if by:
        print_by_owner(lists, scope.format)
    else:
        _print(scope.format, run, rows, tier)
    if out:
        write_lists(Path(out), run.results, lists)
    return UNABLE if faulty else _exit(run.results)


def _export(
    project: Project, scope: Scope, form: str, names: tuple[str, ...], tier: int | None, fields: tuple[str, ...]
) -> None:
    with faults_shown(project.texts):
        if form == "gx":
            export_suites(project.checks(tier=tier, names=names))
        else:
            export_rules(project, scope.format, names, tier, fields)


def _print(form: str, run: CheckRun, rows: bool, tier: int | None) -> None:
    match form:
        case "json":
            data(checks_json(run.results, run.records if rows else None, run.waivers))
        case "jsonl":
            data(jsonl(check_record(result) for result in run.results))
        case "csv":
            data(checks_csv(run.results))
        case "markdown":
            data(markdown(checks_table(run.results)))
        case "junit":
            data(checks_junit(run.results))
        case "gx":
            data(validation_json(run.results))
        case _:
            _print_table(run, tier)


def _print_table(run: CheckRun, tier: int | None) -> None:
    shown = [result for result in run.results if result.tier < 3 or tier == 3]
    show(checks_table(shown))
    for name, records in run.records.items():
        data(f"\n{name}: {plural(len(records.rows), 'record')}\n")
        show(result_table(records))
    left = len(run.results) - len(shown)
    data(f"\n{_summary(run.results)}{f' {left} of tier 3 not shown.' if left else ''}\n")
    if any(result.judged_by for result in run.results):
        data(f"{judges(run.results)}\n")


def _summary(results: tuple[CheckResult, ...]) -> str:
    counts = {status: sum(result.status is status for result in results) for status in Status}
    told = [
        f"{counts[Status.BREACH]} violated",
        f"{counts[Status.NOT_JUDGED]} could not run",
        f"{counts[Status.OK]} ok",
    ]
    return f"{plural(len(results), 'check')}: {', '.join(told)}."


def _exit(results: tuple[CheckResult, ...]) -> int:
    first = {result.status for result in results if result.tier == 1}
    return UNABLE if Status.NOT_JUDGED in first else BREACH if Status.BREACH in first else 0
