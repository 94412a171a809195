"""metricops packet: the pre-read for the meeting, as one page."""

from dataclasses import replace
from pathlib import Path

import click

from metricops.cli.faults import faults_left_out, faults_shown
from metricops.cli.opened import opened
from metricops.cli.options import Scope, shared, text_option
from metricops.cli.progress import progress
from metricops.cli.terminal import data, message, plural
from metricops.cli.writing import write
from metricops.output.json_text import json_text
from metricops.packet import Packet, html, markdown

SUFFIXES = {".html": "html", ".htm": "html", ".md": "markdown", ".json": "json"}


@click.command("packet")
@text_option("--out", metavar="FILE", help="Write to a file: .html, .md or .json.")
@click.option("--title", default="Weekly revenue pre-read", show_default=True, help="The title of the page.")
@shared(formats=("markdown", "html", "json"))
def command(scope: Scope, out: str | None, title: str) -> None:
    """Write the pre-read: KPI summary, the three worst exceptions with causes and actions, known data issues.

    \b
    Examples:
      metricops packet --as-of 2026-11-15
      metricops packet --as-of 2026-11-15 --out packet.html
    """
    form = _form(scope.format, out)
    project = opened(scope)
    faults = faults_left_out(project.diagnostics)
    with faults_shown(project.texts), progress("packet") as told:
        packet = project.packet(scope.as_of, title=title, progress=told)
    packet = _with_faults(packet, faults)
    text = html(packet) if form == "html" else json_text(packet) if form == "json" else markdown(packet)
    if out is None:
        data(text)
        return
    write(Path(out), text)
    message(f"written: {out}")


def _with_faults(packet: Packet, faults: int) -> Packet:
    """The meeting must know that nobody looked at what has faults in its definition."""
    if not faults:
        return packet
    issue = f"{plural(faults, 'fault')} in the definitions: what has them is left out of this page."
    headline = f"{packet.headline.removesuffix('.')}; not looked at: definitions with {plural(faults, 'fault')}."
    return replace(packet, headline=headline, issues=(issue, *packet.issues))


def _form(asked: str, out: str | None) -> str:
    """The format asked for, else the one that the file's name says. Raises UsageError when neither says one."""
    if asked != "table" or out is None:
        return asked
    suffix = Path(out).suffix.lower()
    if suffix not in SUFFIXES:
        raise click.UsageError(
            f'"{out}" does not say what to write; a name in {", ".join(SUFFIXES)} or --format is needed'
        )
    return SUFFIXES[suffix]
