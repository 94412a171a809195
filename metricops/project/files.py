"""Which files of a project are read, and how messages name them."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

SUFFIXES = (".yml", ".yaml")
TARGETS = "targets"
"""The folder whose CSV files are tables of targets."""
SKIPPED = frozenset({"target", "dbt_packages", "dbt_modules", "node_modules", "venv", "env", "site-packages", "logs"})
SETTINGS = frozenset(
    {
        "dbt_project.yml", "profiles.yml", "packages.yml", "dependencies.yml", "package-lock.yml", "selectors.yml",
        "metricops.yml", "dbt_cloud.yml",
    }
)  # fmt: skip


def find_files(paths: Sequence[Path]) -> Iterator[Path]:
    """The YAML files and tables of targets under these paths, each once, folders in the order of their names.

    A path that is a file is taken whatever it is called. Hidden folders, virtual environments and what tools write
    are passed over, and so are files of settings. A folder that may not be listed stands for what is in it.
    """
    seen: set[str] = set()
    for path in paths:
        for file in _under(path) if path.is_dir() else (path,):
            key = os.path.realpath(file)
            if key not in seen:
                seen.add(key)
                yield file


def sql_files(folders: Sequence[Path]) -> Iterator[Path]:
    """The SQL files of models, in the order of their names."""
    return (path for _, path in files_under(folders, ".sql"))


def files_under(folders: Sequence[Path], suffix: str) -> Iterator[tuple[Path, Path]]:
    """The files with this suffix, each after the folder it was found under; nothing from what is passed over."""
    for folder in folders:
        for file in _walk(folder):
            if file.name.endswith(suffix) and not file.name.startswith("."):
                yield folder, file


def shown_name(file: Path, root: Path) -> str:
    """How messages name a file: relative to the root where it stands below it, with forward slashes."""
    for path in (os.path.abspath, os.path.realpath):  # a link is named as it stands there, wherever it leads
        relative = os.path.relpath(path(file), path(root))
        if not relative.startswith(".."):
            return Path(relative).as_posix()
    return str(file)


def _under(folder: Path) -> Iterator[Path]:
    closed: list[Path] = []
    for file in _walk(folder, closed):
        name = file.name
        if name.startswith(".") or name in SETTINGS:
            continue
        if name.lower().endswith(SUFFIXES) or (name.lower().endswith(".csv") and file.parent.name == TARGETS):
            yield file
    yield from closed


def _walk(top: Path, closed: list[Path] | None = None) -> Iterator[Path]:
    """Every file under a folder; folders that may not be listed are added to `closed`.

    Links to folders are followed, as dbt does, each folder once: a link may lead back.
    """
    seen: set[str] = set()

    def refused(fault: OSError) -> None:
        if closed is not None:
            closed.append(Path(fault.filename))

    for where, folders, files in os.walk(top, onerror=refused, followlinks=True):
        here = os.path.realpath(where)
        if here in seen:
            folders.clear()
            continue
        seen.add(here)
        folders[:] = sorted(name for name in folders if not _passed_over(Path(where, name)))
        yield from (Path(where, name) for name in sorted(files))


def _passed_over(folder: Path) -> bool:
    return folder.name.startswith(".") or folder.name in SKIPPED or (folder / "pyvenv.cfg").exists()
