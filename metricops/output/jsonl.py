"""One JSON object per line: for pipes and loaders."""

from collections.abc import Iterable

from metricops.output.json_text import json_line
from metricops.output.records import Record


def jsonl(records: Iterable[Record]) -> str:
    """Every record on a line of its own."""
    return "".join(json_line(record) + "\n" for record in records)
