"""`metricops check --waivers`: the records that are let pass, by waiver, instead of the checks."""

from collections.abc import Sequence

import click

from metricops.api import Project
from metricops.cli.faults import faults_shown
from metricops.cli.options import Scope
from metricops.cli.progress import progress
from metricops.cli.tables import show
from metricops.cli.terminal import data, plural
from metricops.evaluate.values import WaiverUse
from metricops.output.json import waivers_json
from metricops.output.jsonl import jsonl
from metricops.output.markdown import markdown
from metricops.output.records import waiver_record
from metricops.output.waivers import waivers_csv, waivers_table

FORMATS = ("table", "json", "jsonl", "csv", "markdown")


def list_waivers(project: Project, scope: Scope, names: Sequence[str], tier: int | None) -> None:
    """Prints every waiver for these checks; only checks with waivers are run, to count the records."""
    if scope.format not in FORMATS:
        raise click.UsageError(f"--waivers prints {', '.join(FORMATS[:-1])} or {FORMATS[-1]}")
    waived = {waiver.check for waiver in project.manifest.waivers}
    with faults_shown(project.texts), progress("checking") as told:
        wanted = [check.name for check in project.checks(tier=tier, names=names) if check.name in waived]
        run = project.check(names=wanted, as_of=scope.as_of, progress=told) if wanted else None
    uses = run.waivers if run else ()
    match scope.format:
        case "json":
            data(waivers_json(uses, run.as_of if run else scope.as_of))
        case "jsonl":
            data(jsonl(waiver_record(use) for use in uses))
        case "csv":
            data(waivers_csv(uses))
        case "markdown":
            data(markdown(waivers_table(uses)))
        case _:
            _print(uses, sum(result.waived for result in run.results) if run else 0)


def _print(uses: Sequence[WaiverUse], records: int) -> None:
    if uses:
        show(waivers_table(uses))
        data("\n")
    ended, idle = sum(use.days_left < 0 for use in uses), sum(use.records == 0 for use in uses)
    rest = f", {ended} ended" if ended else ""
    rest += f", {idle} matching no record" if idle else ""
    data(f"{plural(len(uses), 'waiver')}: {plural(records, 'record')} let pass{rest}.\n")
