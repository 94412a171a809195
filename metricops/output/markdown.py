"""Markdown tables: for pull requests, chat and the pre-read's readers."""

from collections.abc import Sequence

from metricops.output.table import Table

SPECIAL = str.maketrans({"|": "\\|", "\n": "<br>", "\r": None, "<": "&lt;", ">": "&gt;"})


def markdown(table: Table) -> str:
    """A pipe table; numbers to the right."""
    heads = [_line([column.name for column in table.columns])]
    heads.append("|" + "|".join(" ---: " if column.right else " --- " for column in table.columns) + "|\n")
    return "".join(heads) + "".join(_line(row) for row in table.rows)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.translate(SPECIAL) for cell in cells) + " |\n"
