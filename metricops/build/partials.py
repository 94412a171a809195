"""Keeps partials of the rows that metrics read, where they are many times fewer; the warehouse is only read."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from metricops.build import marks
from metricops.build.build import duckdb_of
from metricops.build.execution import run
from metricops.build.keeping import Before, Keeping
from metricops.build.marks import Marks
from metricops.build.outcomes import asked_for, joined, outcome
from metricops.build.reading import Reading, Table, read_file
from metricops.build.storage import definitions
from metricops.build.stretch import Stretch
from metricops.engines.connect import room_of, shown
from metricops.engines.duckdb_beside import open_beside
from metricops.engines.duckdb_faults import refusal
from metricops.engines.duckdb_file import Beside
from metricops.errors import EngineError
from metricops.partials import Identity, Outcome, Partials, identity, read, write
from metricops.partials.state import driver, file_of
from metricops.partials.values import ATTACHED
from metricops.partials.wanted import Wanted
from metricops.project import DuckDBSettings, Settings

Progress = Callable[[int, int, str], None]
Made = tuple[Outcome, Marks]


@dataclass(frozen=True, slots=True)
class How:
    """`full` reads all rows again; `late` is the first day that may have changed, where that is known better than it
    can be proven; `rounded` also keeps sums of DOUBLE, whose last digits hang on the order of the rows."""

    full: bool = False
    late: date | None = None
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class KeptReport:
    """What became of every model, in the order of the models, and the file that partials are kept in."""

    path: Path
    outcomes: tuple[Outcome, ...]


def keep(settings: Settings, wanted: Sequence[Wanted], how: How, progress: Progress) -> KeptReport:
    """Makes or refreshes the partials of a project's DuckDB file; a run that ends early leaves those that were there.

    Raises ProjectError, or EngineError when the database cannot be read or the partials cannot be written.
    """
    engine = duckdb_of(settings)
    name, before = shown(engine.path, settings.root), read(settings.root, engine.path)
    place = file_of(settings.root, before.number + 1 if before else 1)
    fresh = place.with_name(f".{place.name}.{os.getpid()}")
    known = _before(before, how)
    if before and before.fresh and (same := _unchanged(wanted, known, engine.schema, how)):
        return KeptReport(before.file, same)
    try:
        _sweep(place.parent)
        place.parent.mkdir(parents=True, exist_ok=True)
        _remove(fresh)
        if known and before:
            shutil.copyfile(before.file, fresh)
        made_from = identity(engine.path)
        seen = _read(engine, wanted, known)
        with open_beside(engine.path, name, Beside(fresh, ATTACHED), room_of(engine)) as connection:
            keeping = Keeping(connection, engine.schema, how.rounded, seen, definitions(connection), how.late)
            made = _each(keeping, wanted, known, progress)
            if identity(engine.path) != made_from:
                raise EngineError(f'"{name}" was changed while it was read', hint="run this again")
        _put(settings.root, fresh, _partials(place, engine.path, made_from, wanted, made, how))
    except OSError as fault:
        raise EngineError(f'"{shown(place, settings.root)}" cannot be written: {fault.strerror or fault}') from fault
    finally:
        _remove(fresh)
    return KeptReport(place, tuple(one for one, _ in made))


def _before(before: Partials | None, how: How) -> dict[tuple[str, str], Before]:
    """What was made before, by model and time; nothing where all is to be made anew."""
    if before is None or how.full or before.made_by != driver() or before.file_identity != identity(before.file):
        return {}
    kept = {(one.model, one.time): one for one in before.kept}
    with contextlib.suppress(KeyError, TypeError, ValueError):
        return {(model, time): Before(kept.get((model, time)), marks.read(mark)) for model, time, mark in before.marks}
    return {}


def _read(engine: DuckDBSettings, wanted: Sequence[Wanted], known: Mapping[tuple[str, str], Before]) -> Reading:
    """What the warehouse's file says of the tables that partials are made from."""
    tables, before = list[Table](), dict[Table, Sequence[Stretch]]()
    for one in wanted:
        own, *others = ((of.schema or engine.schema, of.name) for of in (one.model.relation, *joined(one)))
        tables += (own, *others)
        if old := known.get((one.model.name, one.says)):
            before[own] = old.marks.stretches or ()
    return read_file(engine.path, tables, before) if engine.path.exists() else Reading(None, {})


def _unchanged(
    wanted: Sequence[Wanted], known: Mapping[tuple[str, str], Before], schema: str, how: How
) -> tuple[Outcome, ...]:
    """What is kept already, when nothing has changed in what is wanted and nothing is left to prove."""
    found = []
    for one in wanted:
        old = known.get((one.model.name, one.says))
        if old is None or old.marks.asked != asked_for(one, schema, how.rounded) or old.marks.assumed:
            return ()
        found.append(outcome(one, old.kept, old.marks.refused or "unchanged"))
    return tuple(found)


def _each(
    keeping: Keeping, wanted: Sequence[Wanted], known: Mapping[tuple[str, str], Before], progress: Progress
) -> tuple[Made, ...]:
    import duckdb  # noqa: PLC0415  a driver

    made, before = [], {one.kept.table for one in known.values() if one.kept}
    taken = set(before)
    for i, one in enumerate(wanted):
        progress(i, len(wanted), one.model.name)
        table = _table(one, taken)
        made.append(keeping.made(one, table, known.get((one.model.name, one.says))))
    try:
        _drop_others(keeping, before, {one.kept.table for one, _ in made if one.kept})
        keeping.connection.execute(f"CHECKPOINT {ATTACHED}")
    except duckdb.Error as fault:
        raise EngineError(f"partials cannot be written: {refusal(str(fault)).message}") from fault
    progress(len(wanted), len(wanted), "")
    return tuple(made)


def _drop_others(keeping: Keeping, before: set[str], kept: set[str]) -> None:
    """Tables of models that are not kept any more, or were made anew under another name."""
    for name in sorted(before - kept):
        run(keeping.connection, f"DROP TABLE IF EXISTS {ATTACHED}.main.{name}")


def _table(wanted: Wanted, taken: set[str]) -> str:
    """A name that SQL can be read by, and that no other model's partials have or had."""
    plain, n = re.sub(r"[^a-z0-9_]", "_", wanted.model.name.lower()), 1
    while f"{plain}_by_day_{n}" in taken:
        n += 1
    taken.add(f"{plain}_by_day_{n}")
    return f"{plain}_by_day_{n}"


def _partials(
    place: Path, database: Path, made_from: Identity, wanted: Sequence[Wanted], made: Sequence[Made], how: How
) -> Partials:
    kept = tuple(one.kept for one, _ in made if one.kept)
    said = tuple((one.model.name, one.says, marks.written(mark)) for one, (_, mark) in zip(wanted, made, strict=True))
    number = int(place.stem.split("-")[1])
    return Partials(place, database, made_from, kept, number, how.rounded, driver(), marks=said)


def _put(root: Path, fresh: Path, partials: Partials) -> None:
    """The file first, then what is said of it: whoever reads in between finds the old ones, or none."""
    os.replace(fresh, partials.file)
    write(root, replace(partials, file_identity=identity(partials.file)))
    for old in partials.file.parent.glob("partials-*.duckdb"):
        if old != partials.file:
            old.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Files that were left by runs that were killed."""
    for left in folder.glob(".partials-*.duckdb.*"):
        writer = left.name.split(".")[3]
        if writer.isdigit() and not _runs(int(writer)):
            left.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _remove(path: Path) -> None:
    for left in (path, path.with_name(f"{path.name}.wal")):
        left.unlink(missing_ok=True)
