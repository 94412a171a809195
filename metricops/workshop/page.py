"""Markdown of the kit's papers: titles, tables, and text that cannot break out of a cell."""

from collections.abc import Iterable, Iterator, Sequence

from metricops.workshop.values import Contested, Standpoint

RULE = "Which definition belongs to which decision? No department wins."
BLANK = "decide in the room"
SPECIAL = str.maketrans({"|": "\\|", "\n": " ", "<": "&lt;", ">": "&gt;"})


def page(lines: Iterable[str]) -> str:
    """Lines as a text that ends with a line break."""
    return "\n".join(lines) + "\n"


def title(contested: Sequence[Contested]) -> str:
    """The words in quotes: `"pipeline"`, `"churn" and "pipeline"`."""
    return listed([f'"{text(one.definition.term)}"' for one in contested])


def listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else "".join(words)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A Markdown table; cells are quoted as they are, with what would end a cell escaped."""
    yield _row(heads)
    yield "|" + " --- |" * len(heads)
    yield from map(_row, rows)


def text(words: str) -> str:
    """Words of a definition, unchanged but for what Markdown or a page would read as its own."""
    return words.translate(SPECIAL)


def label(standpoint: Standpoint) -> str:
    """What a version is called: its metric's label, else its name."""
    metric = standpoint.metric
    return metric.label if metric and metric.label else standpoint.version.metric


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(text(cell) for cell in cells) + " |"
