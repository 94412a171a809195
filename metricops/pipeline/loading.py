"""Stages 1 to 4: files become a manifest, with every fault of reading, decoding, resolving and policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from metricops.diagnostics import Diagnostic
from metricops.manifest import Manifest, Relation
from metricops.periods import Calendar
from metricops.pipeline import cache
from metricops.pipeline.sources import Sources, sources
from metricops.project import Settings
from metricops.project.files import find_files

if TYPE_CHECKING:
    from metricops.definitions import Definitions

Tables = Mapping[Relation, tuple[str, ...] | None]
Types = Mapping[Relation, Mapping[str, str]]  # of the columns of each table, by name in lower case
Lineage = Mapping[Relation, tuple[Relation, ...]]  # a model's table to the tables that its SQL reads


@dataclass(frozen=True, slots=True)
class Loaded:
    """A manifest with the faults found on the way, and the texts that they point into."""

    manifest: Manifest
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    lineage: Lineage = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)

    def with_policy(
        self, tables: Tables | None = None, as_of: date | None = None, types: Types | None = None
    ) -> tuple[Diagnostic, ...]:
        """Also what policy says, on a day where one is given, and the warehouse's columns where they are known."""
        from metricops.resolve.columns import check_columns  # noqa: PLC0415  see `_of_project`
        from metricops.resolve.lint import lint  # noqa: PLC0415

        columns = check_columns(self.manifest, tables) if tables is not None else ()
        return tuple(dict.fromkeys((*self.diagnostics, *lint(self.manifest, as_of, types), *columns)))

    def stage(self, name: str) -> object:
        """The values before the manifest, read again from the texts."""
        from metricops.definitions import read_texts  # noqa: PLC0415  see `_of_project`

        return dict(self.texts) if name == "nodes" else read_texts(self.texts, self.variables)


def load(settings: Settings, folder: Path | None = None) -> Loaded:
    """Everything under the project's folders; with a cache folder, found again when nothing has changed.

    What dbt wrote to its target folder says where tables stand, and what YAML says in templates.
    """
    found = sources(settings)
    name = found.key(settings) if folder else None
    known = cache.kept(folder, name) if folder and name else None
    loaded = known if isinstance(known, Loaded) else _of_project(settings, found)
    if loaded is not known and folder and name:
        cache.keep(folder, name, loaded)
    faults = (*settings.diagnostics, *loaded.diagnostics)
    return replace(loaded, diagnostics=faults, texts={**settings.texts, **loaded.texts})


def load_paths(paths: Sequence[Path]) -> Loaded:
    """Files of every kind, dbt's artifacts among them, without settings."""
    from metricops.definitions import read  # noqa: PLC0415  see `_of_project`

    return _resolved(read(tuple(find_files(paths)), Path.cwd()), Calendar())


def _of_project(settings: Settings, found: Sources) -> Loaded:
    """Read, decode and resolve. Imported only here: most runs find what they need in the cache, and pydantic,
    YAML and the rooms that use them cost more than everything else a command does."""
    from metricops.build.lineage import lineage  # noqa: PLC0415
    from metricops.build.places import places  # noqa: PLC0415
    from metricops.definitions import Warehouse, read, with_conventional_spine  # noqa: PLC0415
    from metricops.resolve.relations import tables  # noqa: PLC0415

    words, schema = settings.variables, settings.engine.schema if settings.engine else ""
    warehouse = Warehouse(settings.dialect, schema)
    definitions = read(found.files, settings.root, variables=words, target=settings.target, warehouse=warehouse)
    definitions = with_conventional_spine(definitions, found.models, settings.root)
    definitions = replace(definitions, built={**places(settings, definitions), **definitions.built})
    stand = tables(definitions, None)
    reads = {stand.model(name): tuple(map(stand.named, named)) for name, named in lineage(found.models).items()}
    return replace(_resolved(definitions, settings.calendar), lineage=reads, variables=words)


def _resolved(definitions: "Definitions", calendar: Calendar) -> Loaded:
    from metricops.resolve import resolve  # noqa: PLC0415  see `_of_project`

    resolved = resolve(definitions, calendar=calendar)
    return Loaded(resolved.manifest, (*definitions.diagnostics, *resolved.diagnostics), definitions.texts)
