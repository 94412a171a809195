"""Reads CSV files of targets: every row becomes an entry whose values know their places."""

import re
from collections.abc import Iterator

from metricops.definitions.characters import BOM, character_faults
from metricops.definitions.compose import Document
from metricops.definitions.nodes import Mapping, Node
from metricops.definitions.nodes import Sequence as Items
from metricops.definitions.scalars import Scalar, Source
from metricops.diagnostics import Diagnostic, error, nearest, warning

QUOTED = re.compile(r'[ \t]*"((?:[^"]|"")*)"[ \t]*(?=[,\r\n]|\Z)')
PLAIN = re.compile(r"[^,\r\n]*")
NEEDED = ("metric", "period_start", "period", "amount", "set_on")
KNOWN = (*NEEDED, "set_by", "reason", "seasonality")
Row = list[Scalar]


def is_table(file: str) -> bool:
    """Whether a file is read as a table of targets."""
    return file.lower().endswith(".csv")


def target_document(file: str, text: str) -> Document:
    """The rows of a file under `targets`; every other column is a dimension. Never raises for what a text holds."""
    source = Source(file, text.removeprefix(BOM))
    faults = list(character_faults(source, source.text))
    rows = [row for row in _rows(source) if any(row)] if not faults else []
    if not rows:
        if not faults:
            faults.append(warning("L005", "the file is empty", source.span(0)))
        return Document(source, (), tuple(faults), not any(f.severity == "error" for f in faults))
    header, *body = rows
    faults += _header_faults(header)
    if faults:
        return Document(source, (), tuple(faults), False)
    faults += [_width(row, header) for row in body if len(row) != len(header)]
    key = header[0].saying("targets")
    entries = Items((_entry(header, row) for row in body if len(row) == len(header)), key.span)
    return Document(source, ((key, entries),), tuple(faults))


def _rows(source: Source) -> Iterator[Row]:
    """Every line's values; quotes keep commas, quotes and line breaks."""
    at, row, text = 0, Row(), source.text
    while at <= len(text):
        quoted = QUOTED.match(text, at)
        match = quoted or PLAIN.match(text, at)
        assert match is not None, "a plain value may be empty"
        row.append(_quoted(source, quoted) if quoted else _plain(source, match))
        at = match.end()
        if text[at : at + 1] != ",":
            yield row
            row = Row()
            at += text.startswith("\r\n", at)
        at += 1


def _quoted(source: Source, match: re.Match[str]) -> Scalar:
    return _scalar(source, match[1].replace('""', '"'), match.start(1), match.end(1))


def _plain(source: Source, match: re.Match[str]) -> Scalar:
    text = match[0].strip()
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    return _scalar(source, text, start, start + len(text))


def _scalar(source: Source, text: str, start: int, end: int) -> Scalar:
    scalar, span = Scalar(text), source.span(start, max(end - start, 1))
    scalar.source, scalar.style = source, ""
    scalar.start, scalar.line, scalar.column = start, span.line, span.column
    scalar.end, scalar.last_line = end, span.line + source.text.count("\n", start, end)
    return scalar


def _header_faults(header: Row) -> Iterator[Diagnostic]:
    names = [str(column).lower() for column in header]
    for column, name in zip(header, names, strict=True):
        if not name:
            yield error("L039", "a column of this table has no name", column.span)
        elif names.count(name) > 1 and column is not header[names.index(name)]:
            yield error("L039", f'column "{column}" is there twice', column.span)
    for needed in NEEDED:
        if needed not in names:
            near = nearest(needed, [name for name in names if name not in KNOWN])
            at, hint = (header[names.index(near)], f'rename "{near}"') if near else (header[0], "")
            yield error("L039", f'a table of targets needs the column "{needed}"', at.span, hint)


def _width(row: Row, header: Row) -> Diagnostic:
    message = f"this row has {len(row)} values, the table has {len(header)} columns"
    return error("L039", message, row[0].span, "a value with a comma in it stands in double quotes")


def _entry(header: Row, row: Row) -> Mapping:
    """Known columns as keys, all others as the segment; empty values are not written."""
    pairs = [(column.saying(column.lower()), value) for column, value in zip(header, row, strict=True) if value]
    entry: list[tuple[Scalar, Node]] = [(name, value) for name, value in pairs if name in KNOWN]
    segment = [(name, value) for name, value in pairs if name not in KNOWN]
    span = row[0].span
    if segment:
        entry.append((segment[0][0].saying("segment"), Mapping(segment, span)))
    return Mapping(entry, span)
