"""The text of a file, or why there is none."""

import os
from errno import EINVAL
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from metricops.definitions.scalars import Source
from metricops.diagnostics import Diagnostic, error
from metricops.source import Span

WIDE = (b"\xff\xfe", b"\xfe\xff")  # how UTF-16 starts


def read_text(file: Path, shown: str) -> tuple[str, Diagnostic | None]:
    """The file's text, and what kept it from being read or understood as UTF-8."""
    start = Span(shown, 0, 1, 1, 1)
    try:
        data = _bytes(file)
    except OSError as fault:
        return "", error("L001", f"the file cannot be read: {(fault.strerror or str(fault)).lower()}", start)
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as fault:
        encoding = "utf-16" if data[:2] in WIDE else "utf-8"
        return data.decode(encoding, errors="replace"), _not_utf8(data, fault.start, shown)


def _bytes(file: Path) -> bytes:
    """What a file holds; a pipe or a device has no end and is never opened. Raises OSError."""
    mode = file.stat().st_mode
    if S_ISDIR(mode):
        os.listdir(file)  # raises for a folder that may not be listed
    if not S_ISREG(mode):
        raise OSError(EINVAL, "it is not a regular file")
    return file.read_bytes()


def _not_utf8(data: bytes, at: int, shown: str) -> Diagnostic:
    if data[:2] in WIDE:
        start = Span(shown, 0, 1, 1, 1)
        return error("L002", "the file is written in UTF-16; UTF-8 is needed", start, "save the file as UTF-8")
    source = Source(shown, data.decode("utf-8", errors="replace"))
    offset = len(data[:at].decode("utf-8"))
    message = f"byte 0x{data[at]:02X} is not UTF-8"
    return error("L002", message, source.span(offset), "save the file as UTF-8")
