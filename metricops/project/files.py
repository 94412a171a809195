"""Which files of a project are read, and how messages name them."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

SUFFIXES = (".yml", ".yaml")
SKIPPED = frozenset({"target", "dbt_packages", "dbt_modules", "node_modules", "venv", "env", "site-packages", "logs"})
SETTINGS = frozenset(
    {
        "dbt_project.yml", "profiles.yml", "packages.yml", "dependencies.yml", "package-lock.yml", "selectors.yml",
        "metricops.yml", "dbt_cloud.yml",
    }
)  # fmt: skip


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


def sql_files(folders: Sequence[Path]) -> Iterator[Path]:
    """The SQL files of models, in the order of their names."""
    return (path for _, path in files_under(folders, ".sql"))


def files_under(folders: Sequence[Path], suffix: str) -> Iterator[tuple[Path, Path]]:
    """The files with this suffix, each after the folder it was found under; nothing from what is passed over."""
    for folder in folders:
        for where, inside, names in os.walk(folder):
            inside[:] = sorted(name for name in inside if not _passed_over(Path(where, name)))
            for name in sorted(names):
                if name.endswith(suffix) and not name.startswith("."):
                    yield folder, Path(where, name)


def shown_name(file: Path, root: Path) -> str:
    """How messages name a file: relative to the root where it stands below it, with forward slashes."""
    relative = os.path.relpath(file.resolve(), root.resolve())
    return str(file) if relative.startswith("..") else Path(relative).as_posix()


def _under(folder: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _passed_over(Path(where, name)))
        for name in sorted(files):
            if name.lower().endswith(SUFFIXES) and not name.startswith(".") and name not in SETTINGS:
                yield Path(where, name)


def _passed_over(folder: Path) -> bool:
    return folder.name.startswith(".") or folder.name in SKIPPED or (folder / "pyvenv.cfg").exists()
