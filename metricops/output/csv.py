"""Comma-separated values: a header, one line per record, missing values empty."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

from metricops.engines.result import Result
from metricops.evaluate.values import CheckResult, Finding
from metricops.output.json_text import json_line, simple
from metricops.output.records import CHECK_FIELDS, FINDING_FIELDS, Record, check_record, finding_cells

FINDING_COLUMNS = tuple(
    column
    for name in FINDING_FIELDS
    for column in (("period_start", "period_end") if name == "period" else (name,))
)  # fmt: skip


def findings_csv(findings: Iterable[Finding]) -> str:
    """Findings of every status; checks have a file of their own."""
    return _csv(FINDING_COLUMNS, (finding_cells(finding) for finding in findings))


def checks_csv(checks: Iterable[CheckResult]) -> str:
    """One line per check."""
    return _csv(CHECK_FIELDS, (check_record(check) for check in checks))


def records_csv(records: Sequence[Record]) -> str:
    """Objects with the same fields; a list or object inside one becomes JSON. None gives no text at all."""
    return _csv(tuple(records[0]), records) if records else ""


def rows_csv(result: Result) -> str:
    """The rows of a query as they are; equal column names are all kept."""
    return _lines([column.name for column in result.columns], result.rows)


def lines_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A header and rows of values in its order."""
    return _lines(columns, rows)


def _csv(columns: Sequence[str], records: Iterable[Record]) -> str:
    return _lines(columns, ([record[column] for column in columns] for record in records))


def _lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> str:
    plain = simple(value)
    if plain is None:
        return ""
    return plain if isinstance(plain, str) else json_line(plain)
