"""An audit as a file for people: what a check asks, a row that it judged, what it says, and room for what they say."""

from collections.abc import Iterable, Iterator
from typing import Any

from metricops.checks.samples import BREAKS
from metricops.exception_list import Sample
from metricops.manifest import Check
from metricops.output.csv import lines_csv
from metricops.output.json_text import json_line, simple
from metricops.output.table import Column, Table

FIELDS = ("check", "asks", "table", "record", "shown", "check_says", "reviewer_says", "reviewed_by", "note")


def audit_csv(samples: Iterable[Sample]) -> str:
    """A line for each row, the last three columns empty: they are for the people who look."""
    return lines_csv(FIELDS, (line for sample in samples for line in _lines(sample)))


def audit_table(samples: Iterable[Sample]) -> Table:
    """How many rows were drawn for each check out of how many, and what it says of them."""
    columns = (
        *(Column("drawn", right=True), Column("of", right=True), Column("break it", right=True)),
        Column("check", wraps=True),
    )
    return Table(columns, tuple(map(_row, samples)))


def asks(check: Check) -> str:
    """What a check asks of a row, in its own words: its SQL, or its kind with its arguments, and its condition."""
    written = [fragment.text for _, fragment in check.expressions]
    given = [f"{name} {_text(value)}" for name, value in check.arguments]
    words = " ".join([*written] if check.kind == "expect" else [check.kind, *given, *written])
    where = f" when {check.where.text}" if check.where else ""
    return " ".join(f"{words}{where}".split())


def _lines(sample: Sample) -> Iterator[tuple[Any, ...]]:
    check = sample.result.declared
    for row, verdict in zip(sample.rows, sample.verdicts, strict=True):
        record = ", ".join(_text(value) for value in row[: sample.keys])
        shown = json_line(dict(zip(sample.columns[sample.keys :], row[sample.keys :], strict=True)))
        told = asks(check) if check else ""
        yield (sample.result.check, told, sample.result.table, record, shown, verdict, None, None, None)


def _row(sample: Sample) -> tuple[str, ...]:
    result = sample.result
    if sample.failed:
        return "", "", "", f"{result.check}\n{sample.failed}\n{result.span.place}"
    broken = sum(verdict == BREAKS for verdict in sample.verdicts)
    return f"{len(sample.rows)}", f"{result.eligible:,}", f"{broken}", result.check


def _text(value: Any) -> str:
    plain = simple(value)
    return "(none)" if plain is None else plain if isinstance(plain, str) else json_line(plain)
