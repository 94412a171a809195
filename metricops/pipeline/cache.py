"""What was loaded before, kept by the content of every file it came from; safe to delete, never stale.

It lies in the user's own cache folder and never in a project: unpickling runs code, and a project may be a stranger's.
"""

import contextlib
import io
import os
import pickle
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG
from typing import Any

import metricops

KEPT = 40  # entries; the oldest go


def folder(env: Mapping[str, str]) -> Path | None:
    """The user's cache folder; METRICOPS_CACHE names another, and empty means none."""
    if "METRICOPS_CACHE" in env:
        return Path(env["METRICOPS_CACHE"]) if env["METRICOPS_CACHE"] else None
    home = env.get("XDG_CACHE_HOME") or (f"{env['HOME']}/.cache" if env.get("HOME") else "")
    return Path(home) / "metricops" if home else None


def key(files: Iterable[Path], *settings: object) -> str | None:
    """What a load depends on: the files' names and contents, the settings given, and this very program.

    None when a file cannot be read, which loading must report itself.
    """
    found = sha256(repr((metricops.__version__, settings, tuple(_program()))).encode())
    try:
        for file in files:
            status = file.stat()
            if not S_ISREG(status.st_mode):  # a pipe has no end
                return None
            found.update(f"{file}\0{status.st_size}\0".encode())
            found.update(file.read_bytes())
    except OSError:
        return None
    return found.hexdigest()


def kept(folder: Path, name: str) -> object | None:
    """The value under this key; None when there is none that can be read."""
    try:
        return pickle.loads((folder / name).read_bytes())  # type: ignore[no-any-return]
    except Exception:  # a torn or foreign entry is as good as none
        return None


def keep(folder: Path, name: str, value: object) -> None:
    """Put a value under a key, whole or not at all; a folder that cannot be written is no fault."""
    with contextlib.suppress(OSError, RecursionError, pickle.PicklingError, AttributeError, TypeError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = folder / f"{name}.{os.getpid()}"
        written = io.BytesIO()
        _Pickler(written, pickle.HIGHEST_PROTOCOL).dump(value)
        part.write_bytes(written.getvalue())
        part.replace(folder / name)
        written_before = (f for f in folder.iterdir() if f.is_file())
        for old in sorted(written_before, key=lambda f: f.stat().st_mtime)[:-KEPT]:
            old.unlink(missing_ok=True)


class _Pickler(pickle.Pickler):
    """Writes frozen values as calls of their classes, which read back five times faster than slots do."""

    def reducer_override(self, value: Any) -> Any:
        """How one object is made again."""
        if not is_dataclass(value) or isinstance(value, type):
            return NotImplemented
        values = tuple(getattr(value, name) for name in _names(type(value)))
        return (_made, (type(value), values)) if _by_name(type(value)) else (type(value), values)


def _made(kind: type, values: tuple[Any, ...]) -> Any:
    return kind(**dict(zip(_names(kind), values, strict=True)))


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


@cache
def _by_name(kind: type) -> bool:
    """Whether the class takes its values by keyword only."""
    return any(f.kw_only for f in fields(kind))


def _program() -> Iterator[tuple[str, int, int]]:
    """Every module of the package, so that a changed program never reads what another one wrote."""
    for where, folders, files in os.walk(Path(__file__).parent.parent):
        folders[:] = [f for f in folders if f != "__pycache__"]
        for name in files:
            stat = os.stat(os.path.join(where, name))
            yield name, stat.st_mtime_ns, stat.st_size
