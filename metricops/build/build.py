"""Builds a project's models: everything is checked first, then made in one transaction or not at all."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from metricops.build.execution import Built, Progress, RefusedError, execute
from metricops.build.models import Found, Model, Seed, find_models
from metricops.build.names import Names, names, unknown
from metricops.build.order import order
from metricops.diagnostics import Diagnostic, error
from metricops.engines.connect import room_of, shown
from metricops.engines.duckdb_faults import refusal
from metricops.engines.duckdb_file import Room, open_for_writing
from metricops.errors import DiagnosedError, EngineError, ProjectError
from metricops.project import DuckDBSettings, Settings

Raw = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What was made, in the order it was made, and the DuckDB file it stands in."""

    path: Path
    built: tuple[Built, ...]


class BuildError(DiagnosedError):
    """Models that cannot be built as they stand; `texts` are the files by the names that places use."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...], texts: Mapping[str, str]) -> None:
        super().__init__(diagnostics)
        self.texts = texts


def build(settings: Settings, *, progress: Progress = lambda *_: None, raw: Raw | None = None) -> BuildReport:
    """Makes every seed and model of the project in its DuckDB file; a run that ends early changes nothing.

    `raw` writes the raw tables into a new DuckDB file at a path it is given; the file then takes the place of the one
    that was there. Without it the raw tables must stand in the file already. `progress` is told how many are done, of
    how many, and what comes next. Raises ProjectError, BuildError, or EngineError when the file cannot be written.
    """
    engine = duckdb_of(settings)
    work = _checked(settings, find_models(settings, engine.schema), room_of(engine))
    name = shown(engine.path, settings.root)
    if raw is None and engine.path.exists():
        return BuildReport(engine.path, _make(engine.path, name, work, progress))
    return BuildReport(engine.path, _replace(engine.path, name, work, progress, raw))


@dataclass(frozen=True, slots=True)
class _Work:
    """Seeds and models in their order, the names they use, the texts for messages, and how much memory to take."""

    resources: tuple[Seed | Model, ...]
    names: Names
    texts: Mapping[str, str]
    room: Room


def duckdb_of(settings: Settings) -> DuckDBSettings:
    """The DuckDB file of a project; raises ProjectError for settings with faults, EngineError for another warehouse."""
    faults = tuple(fault for fault in settings.diagnostics if fault.severity == "error")
    if faults or settings.engine is None:
        raise ProjectError(faults)
    if not isinstance(settings.engine, DuckDBSettings):
        message = f'`metricops build` makes DuckDB files; the warehouse of this project is "{settings.engine.type}"'
        raise EngineError(message, hint="let dbt build the models there")
    return settings.engine


def _checked(settings: Settings, found: Found, room: Room) -> _Work:
    """All faults of all models in one run."""
    known = names(found, settings.name, settings.variables)
    ordered = order(found)
    faults = [*found.faults, *unknown(found, known), *_over_sources(found, known)]
    if isinstance(ordered, Diagnostic):
        faults.append(ordered)
    if any(fault.code == "B003" for fault in faults):
        faults += found.definitions.diagnostics  # what keeps the source's own entry from being read
    if faults or isinstance(ordered, Diagnostic):
        raise BuildError(tuple(dict.fromkeys(faults)), found.texts)
    return _Work((*found.seeds, *ordered), known, found.texts, room)


def _over_sources(found: Found, known: Names) -> Iterator[Diagnostic]:
    """A model that would take the place of a raw table."""
    raw = {str(relation).lower(): name for name, relation in known.sources.items()}
    for made in found.resources:
        if name := raw.get(str(made.relation).lower()):
            message = f'"{made.name}" would take the place of the raw table "{made.relation}", source "{name}"'
            yield error("B006", message, made.span, "rename the model, or keep raw tables in a schema of their own")


def _replace(path: Path, name: str, work: _Work, progress: Progress, raw: Raw | None) -> tuple[Built, ...]:
    """Builds beside the file and takes its place at the end, so that a killed run leaves the file as it was."""
    if path.exists():
        open_for_writing(path, name).close()  # tells who locks it, and takes in what a killed process left in its log
    fresh = path.with_name(f".{path.name}.building")
    try:
        _remove(fresh)
        path.parent.mkdir(parents=True, exist_ok=True)
        if raw is not None:
            raw(fresh)
        built = _make(fresh, name, work, progress)
        os.replace(fresh, path)
    except OSError as fault:
        raise EngineError(f'"{name}" cannot be written: {fault.strerror or fault}') from fault
    finally:
        _remove(fresh)
    return built


def _remove(path: Path) -> None:
    for left in (path, path.with_name(f"{path.name}.wal")):
        left.unlink(missing_ok=True)


def _make(path: Path, name: str, work: _Work, progress: Progress) -> tuple[Built, ...]:
    import duckdb  # noqa: PLC0415  a driver

    with open_for_writing(path, name, work.room) as connection:  # closing without a commit takes everything back
        try:
            connection.begin()
            built = execute(connection, work.resources, work.names, progress)
            connection.commit()
        except RefusedError as fault:
            raise BuildError((fault.fault,), work.texts) from fault
        except duckdb.Error as fault:
            raise EngineError(f'"{name}" cannot be written: {refusal(str(fault)).message}') from fault
    progress(len(built), len(built), "")
    return built
