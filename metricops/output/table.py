"""Aligned text: columns that fit a width, long words wrapped in the columns that may, colour only when asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import wrap
from unicodedata import category, combining, east_asian_width

GAP = "  "
NARROWEST = 12  # of a column that wraps
LONGEST_WORD = 60  # that is never broken: names and places stay whole

Paint = Callable[[str], str]  # what a terminal shows a cell's text as; its visible width stays


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and how its cells stand: numbers to the right, sentences wrapped, states painted."""

    name: str
    right: bool = False
    wraps: bool = False
    painted: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Cells as text, row by row."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


def table_text(table: Table, width: int = 100, paint: Paint | None = None) -> str:
    """The table in at most `width` characters where wrapping allows it; every line ends with a line break."""
    cells = [tuple(clean(column.name) for column in table.columns)]
    cells += [tuple(clean(cell) for cell in row) for row in table.rows]
    widths = _widths(table.columns, cells, width)
    lines: list[str] = []
    for at, row in enumerate(cells):
        lines += _row(table.columns, row, widths, paint if at else None)
        if at == 0:
            lines.append(GAP.join("-" * size for size in widths))
    return "".join(line.rstrip() + "\n" for line in lines)


def wide(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def clean(text: str) -> str:
    """Text that cannot move the cursor: control characters from the warehouse become spaces; line breaks stay."""
    if text.isprintable():
        return text
    return "".join(c if c == "\n" or category(c)[0] != "C" else " " for c in text)


def _widths(columns: Sequence[Column], cells: Sequence[tuple[str, ...]], width: int) -> list[int]:
    """Natural widths, narrowed where wrapping allows it: the widest first, none below its longest word."""
    found = [max(_widest(row[at].split("\n")) for row in cells) for at in range(len(columns))]
    over = sum(found) + len(GAP) * (len(columns) - 1) - width
    for at in sorted(range(len(columns)), key=lambda at: -found[at]):
        if over > 0 and columns[at].wraps:
            word = max(_widest(row[at].split()) for row in cells)
            narrowed = max(found[at] - over, min(word, LONGEST_WORD), NARROWEST)
            given = max(found[at] - narrowed, 0)
            found[at], over = found[at] - given, over - given
    return found


def _widest(texts: Sequence[str]) -> int:
    return max(map(wide, texts), default=0)


def _row(columns: Sequence[Column], row: tuple[str, ...], widths: Sequence[int], paint: Paint | None) -> list[str]:
    stacks = [_stack(cell, size) for cell, size in zip(row, widths, strict=True)]
    height = max((len(stack) for stack in stacks), default=0)
    lines = []
    for level in range(height):
        parts = [stack[level] if level < len(stack) else "" for stack in stacks]
        placed = (_placed(*of, paint) for of in zip(columns, parts, widths, strict=True))
        lines.append(GAP.join(placed))
    return lines


def _stack(cell: str, size: int) -> list[str]:
    lines = [part for line in cell.split("\n") for part in (wrap(line, size) if wide(line) > size else [line])]
    return lines or [""]


def _placed(column: Column, text: str, size: int, paint: Paint | None) -> str:
    padding = " " * (size - wide(text))
    shown = paint(text) if paint and column.painted and text else text
    return padding + shown if column.right else shown + padding
