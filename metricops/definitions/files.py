"""Which files of a project are read, and their text."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from metricops.definitions.scalars import Source
from metricops.diagnostics import Diagnostic, error
from metricops.source import Span

SUFFIXES = (".yml", ".yaml")
SKIPPED = frozenset({"target", "dbt_packages", "dbt_modules", "node_modules", "venv", "env", "site-packages", "logs"})
SETTINGS = frozenset(
    {
        "dbt_project.yml", "profiles.yml", "packages.yml", "dependencies.yml", "package-lock.yml", "selectors.yml",
        "metricops.yml", "dbt_cloud.yml",
    }
)  # fmt: skip
WIDE = (b"\xff\xfe", b"\xfe\xff")  # how UTF-16 starts


def find_files(paths: Sequence[Path]) -> Iterator[Path]:
    """The YAML files under these paths, each once, folders in the order of their names.

    A path that is a file is taken whatever it is called. Hidden folders, virtual environments and what tools write
    are passed over, and so are files of settings.
    """
    seen: set[Path] = set()
    for path in paths:
        for file in _under(path) if path.is_dir() else (path,):
            key = file.resolve()
            if key not in seen:
                seen.add(key)
                yield file


def shown_name(file: Path, root: Path) -> str:
    """How messages name a file: relative to the root where it stands below it, with forward slashes."""
    relative = os.path.relpath(file.resolve(), root.resolve())
    return str(file) if relative.startswith("..") else Path(relative).as_posix()


def read_text(file: Path, shown: str) -> tuple[str, Diagnostic | None]:
    """The file's text, and what kept it from being read or understood as UTF-8."""
    start = Span(shown, 0, 1, 1, 1)
    try:
        data = file.read_bytes()
    except OSError as fault:
        return "", error("L001", f"the file cannot be read: {(fault.strerror or str(fault)).lower()}", start)
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as fault:
        encoding = "utf-16" if data[:2] in WIDE else "utf-8"
        return data.decode(encoding, errors="replace"), _not_utf8(data, fault.start, shown)


def _not_utf8(data: bytes, at: int, shown: str) -> Diagnostic:
    if data[:2] in WIDE:
        start = Span(shown, 0, 1, 1, 1)
        return error("L002", "the file is written in UTF-16; UTF-8 is needed", start, "save the file as UTF-8")
    source = Source(shown, data.decode("utf-8", errors="replace"))
    offset = len(data[:at].decode("utf-8"))
    message = f"byte 0x{data[at]:02X} is not UTF-8"
    return error("L002", message, source.span(offset), "save the file as UTF-8")


def _under(folder: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _passed_over(Path(where, name)))
        for name in sorted(files):
            if name.lower().endswith(SUFFIXES) and not name.startswith(".") and name not in SETTINGS:
                yield Path(where, name)


def _passed_over(folder: Path) -> bool:
    return folder.name.startswith(".") or folder.name in SKIPPED or (folder / "pyvenv.cfg").exists()
