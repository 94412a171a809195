"""metricops workshop: the papers of a workshop that settles contested words."""

from datetime import datetime, time
from pathlib import Path

import click

from metricops.cli.faults import faults_left_out, faults_shown
from metricops.cli.opened import opened
from metricops.cli.options import Scope, shared
from metricops.cli.progress import progress
from metricops.cli.terminal import message


def clock(context: click.Context, parameter: click.Parameter, text: str) -> time:
    """A time of day written as 14:00; anything else is refused with the form that is needed."""
    try:
        return datetime.strptime(text, "%H:%M").time()
    except ValueError as fault:
        raise click.BadParameter(f'"{text}" is not a time of day; needed as HH:MM', context, parameter) from fault


@click.command("workshop")
@click.argument("terms", nargs=-1, required=True, metavar="TERM...")
@click.option("--start", default="09:00", show_default=True, callback=clock, metavar="HH:MM", help="When it begins.")
@click.option("--out", default="kit", show_default=True, metavar="DIR", help="The folder to write to.")
@click.option("--window", default="1w", show_default=True, metavar="WINDOW", help="Over which the numbers are read.")
@shared(formats=())
def command(scope: Scope, terms: tuple[str, ...], start: time, out: str, window: str) -> None:
    """Write the papers of a 90-minute workshop on one to three contested words.

    An agenda with clock times, a board with every version as submitted and its live number, a decision table
    filled in where contracts already answer, and a rollout note.

    \b
    Examples:
      metricops workshop pipeline --start 14:00 --out kit --as-of 2026-11-15
    """
    project = opened(scope)
    faults_left_out(project.diagnostics)
    with faults_shown(project.texts), progress("workshop"):
        papers = project.workshop(terms, start=start, window=window, as_of=scope.as_of)
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in papers.files:
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
        message(f"written: {(folder / name).as_posix()}")
