"""Characters that no YAML file may hold, each with its place."""

import re

from metricops.definitions.scalars import Source
from metricops.diagnostics import Diagnostic, error, warning
from metricops.source import Span

BOM = "\ufeff"
SHOWN = 5
"""How many control characters are told one by one; a file that is no text at all has thousands."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]|[\ud800-\udfff]|[\ufffe\uffff]|\ufeff")


def character_faults(source: Source, text: str) -> tuple[Diagnostic, ...]:
    """A warning for a byte-order mark that opens `text`, an error for every control character of the source."""
    faults = []
    if text.startswith(BOM):
        hint = 'save it as "UTF-8", not as "UTF-8 with BOM"'
        start = Span(source.file, 0, 1, 1, 1)
        faults.append(warning("L003", "the file starts with a byte-order mark, which YAML does not need", start, hint))
    hint = "delete it, or write it as an escape between double quotes"
    found = list(CONTROL.finditer(source.text))
    for match in found[:SHOWN]:
        message = f"control character U+{ord(match[0]):04X} cannot stand in a file"
        faults.append(error("L004", message, source.span(match.start()), hint))
    if len(found) > SHOWN:
        message = f"{len(found) - SHOWN:,} more control characters follow"
        faults.append(error("L004", message, source.span(found[SHOWN].start()), "is this a text file?"))
    return tuple(faults)
