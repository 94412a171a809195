"""metricops test: scenarios of thresholds, played without a warehouse."""

import click

from metricops.api import rehearsing
from metricops.cli.faults import faults_left_out, faults_shown
from metricops.cli.opened import opened
from metricops.cli.options import Scope, filled, shared
from metricops.cli.outcome import UNABLE
from metricops.cli.tables import show
from metricops.cli.terminal import data, message, plural
from metricops.diagnostics import pictures
from metricops.output.rehearsals import missed_table, rehearsal_json, rehearsal_junit
from metricops.pipeline.rehearsing import Rehearsal


@click.command("test")
@click.argument("metrics", nargs=-1, metavar="[METRIC]...", callback=filled)
@shared(formats=("table", "json", "junit"))
def command(scope: Scope, metrics: tuple[str, ...]) -> int:
    """Play the scenarios of scenarios/*.yml: made-up series, and what thresholds must say of them.

    No warehouse is asked; the evaluator itself judges. With METRIC only the scenarios of these metrics are played.
    Exits 1 when something else is said than expected, or when a scenario cannot be read; 0 otherwise.

    \b
    Examples:
      metricops test
      metricops test win_rate
      metricops test --format junit
    """
    project = opened(scope)
    with faults_shown(project.texts):
        rehearsal = rehearsing.rehearse(project, metrics)
    if rehearsal.diagnostics:
        message(pictures(rehearsal.diagnostics, rehearsal.texts))
    faults = faults_left_out(project.diagnostics) + sum(d.severity == "error" for d in rehearsal.diagnostics)
    missed = sum(bool(played.missed) for played in rehearsal.played)
    code = UNABLE if faults or missed else 0
    _print(scope.format, rehearsal, code)
    if not rehearsal.played and not rehearsal.diagnostics:
        message("no scenario was played: there is none in scenarios/*.yml")
    return code


def _print(form: str, rehearsal: Rehearsal, code: int) -> None:
    match form:
        case "json":
            data(rehearsal_json(rehearsal.played, code))
        case "junit":
            data(rehearsal_junit(rehearsal.played))
        case _:
            table = missed_table(rehearsal.played)
            if table.rows:
                show(table)
                data("\n")
            data(_summary(rehearsal))


def _summary(rehearsal: Rehearsal) -> str:
    expected = sum(len(played.outcomes) for played in rehearsal.played)
    missed = sum(len(played.missed) for played in rehearsal.played)
    told = f"{plural(missed, 'outcome')} not as expected" if missed else "all as expected"
    if any(d.severity == "error" for d in rehearsal.diagnostics):
        told = f"{told if rehearsal.played else 'none played'}; what has faults is left out"
    return f"{plural(len(rehearsal.played), 'scenario')}, {plural(expected, 'outcome')}: {told}\n"
