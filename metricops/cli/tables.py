"""Tables on a terminal: as wide as it is, in colour where colour is wanted."""

import os
import shutil
import sys

import click

from metricops.cli.terminal import data, is_terminal
from metricops.output.table import Table, table_text

PIPED = 100  # columns of a table when nobody's terminal says how many
COLOURS = {"red": "red", "yellow": "yellow", "green": "green", "grey": "bright_black"}


def show(table: Table) -> None:
    """Writes a table to stdout."""
    width = shutil.get_terminal_size((PIPED, 24)).columns if is_terminal(sys.stdout) else PIPED
    data(table_text(table, width, painted if colourful() else None))


def colourful() -> bool:
    """Whether stdout shows colours: a terminal, and NO_COLOR is not set."""
    return is_terminal(sys.stdout) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def painted(text: str) -> str:
    """A status in the colour that it names."""
    named = (colour for word, colour in COLOURS.items() if word in text.split())
    return click.style(text, fg=next(named, None))
