"""Whether a DuckDB file is still the one that was read: any change by anybody makes it another.

Nothing is opened here: closing a file gives back every lock that this process holds on it, DuckDB's own among them.
"""

import os
from dataclasses import dataclass
from pathlib import Path

SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Identity:
    """A file and the log of changes beside it: which files they are, how long, and when they were changed.

    The time of the last change of a file's status is among it, which nobody can set back. Where nothing is known, or
    not enough, it is empty.
    """

    said: str

    @property
    def known(self) -> bool:
        """Whether it says anything."""
        return bool(self.said)


def identity(path: Path) -> Identity:
    """The identity of a database file with its log; an empty one when there is none or when times are too coarse."""
    try:
        status = os.stat(path)
        log = _log(path.with_name(f"{path.name}.wal"))
    except OSError:
        return Identity("")
    coarse = not status.st_mtime_ns % SECOND and not status.st_ctime_ns % SECOND
    return Identity("" if coarse else f"{_said(status)} {log}")


def _log(path: Path) -> str:
    """A log of no length is as good as none: DuckDB makes and removes it without a change."""
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return "-"
    return _said(status) if status.st_size else "-"


def _said(status: os.stat_result) -> str:
    return f"{status.st_dev}:{status.st_ino}:{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}"
