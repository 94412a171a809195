"""What is known of the kept partials, in a JSON file that needs no driver to be read."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from metricops.manifest import Relation
from metricops.partials.identity import Identity, identity
from metricops.partials.values import Kept

VERSION = 3
FOLDER, STATE = ".metricops", "partials.json"


@dataclass(frozen=True, slots=True)
class Partials:
    """Kept partials: the file they stand in, the database they were made from, and what each table holds.

    `marks` say for each model and time how the rows are stored, for a refresh. `rounded` says whether sums of DOUBLE
    are among them.
    """

    file: Path
    database: Path
    made_from: Identity
    kept: tuple[Kept, ...]
    number: int = 1
    rounded: bool = False
    made_by: str = ""
    file_identity: Identity = Identity("")
    marks: tuple[tuple[str, str, Mapping[str, Any]], ...] = ()

    @property
    def fresh(self) -> bool:
        """Whether the database, the file of partials and DuckDB are what they were when the partials were made."""
        return (
            self.made_from.known
            and self.made_by == driver()
            and self.made_from == identity(self.database)
            and self.file_identity == identity(self.file)
        )


@cache
def driver() -> str:
    """The version of DuckDB, without importing it."""
    try:
        return version("duckdb")
    except PackageNotFoundError:
        return ""


def state_of(root: Path) -> Path:
    """Where a project keeps what it knows of its partials."""
    return root / FOLDER / STATE


def file_of(root: Path, number: int) -> Path:
    """Where a project keeps partials; every time they are made they have another number."""
    return root / FOLDER / f"partials-{number}.duckdb"


def read(root: Path, database: Path) -> Partials | None:
    """The partials that a project keeps of this database, fresh or not; None when there are none that can be read."""
    try:
        found = json.loads(state_of(root).read_text(encoding="utf-8"))
        if found["version"] != VERSION or Path(found["database"]) != database.resolve():
            return None
        return _read(found, root)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write(root: Path, partials: Partials) -> None:
    """Put what is known in place, whole or not at all. Raises OSError."""
    place = state_of(root)
    part = place.with_name(f".{place.name}.{os.getpid()}")
    part.write_text(json.dumps(_written(partials), ensure_ascii=False), encoding="utf-8")
    part.replace(place)


def _read(found: Mapping[str, Any], root: Path) -> Partials:
    return Partials(
        file=file_of(root, int(found["number"])),
        database=Path(found["database"]),
        made_from=Identity(found["made_from"]),
        kept=tuple(_kept(one) for one in found["kept"]),
        number=int(found["number"]),
        rounded=bool(found["rounded"]),
        made_by=found["made_by"],
        file_identity=Identity(found["file"]),
        marks=tuple((model, time, mark) for model, time, mark in found["marks"]),
    )


def _kept(one: Mapping[str, Any]) -> Kept:
    source = Relation(*one["source"])
    keys, measures = dict(one["keys"]), dict(one["measures"])
    return Kept(one["table"], one["model"], source, one["time"], keys, measures, one["rows"], one["groups"])


def _written(partials: Partials) -> dict[str, Any]:
    return {
        "version": VERSION,
        "number": partials.number,
        "database": str(partials.database.resolve()),
        "made_from": partials.made_from.said,
        "made_by": partials.made_by,
        "file": partials.file_identity.said,
        "rounded": partials.rounded,
        "kept": [
            {
                "table": one.table,
                "model": one.model,
                "source": [one.source.name, one.source.schema, one.source.database],
                "time": one.time,
                "keys": dict(one.keys),
                "measures": dict(one.measures),
                "rows": one.rows,
                "groups": one.groups,
            }
            for one in partials.kept
        ],
        "marks": [list(mark) for mark in partials.marks],
    }
