"""Stages 1 to 4: files become a manifest, with every fault of reading, decoding, resolving and policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from metricops.diagnostics import Diagnostic
from metricops.manifest import Manifest, Relation
from metricops.periods import Calendar
from metricops.pipeline import cache
from metricops.project import Settings
from metricops.project.files import find_files, sql_files

Tables = Mapping[Relation, tuple[str, ...] | None]
Lineage = Mapping[str, tuple[str, ...]]  # a model's name to what its SQL reads: models, and sources as source.table


@dataclass(frozen=True, slots=True)
class Loaded:
    """A manifest with the faults found on the way, and the texts that they point into."""

    manifest: Manifest
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    lineage: Lineage = field(default_factory=dict)

    def with_policy(self, tables: Tables | None = None) -> tuple[Diagnostic, ...]:
        """Also what policy says, and what the warehouse's columns say where they are known."""
        from metricops.resolve.columns import check_columns  # noqa: PLC0415  see `_resolved`
        from metricops.resolve.lint import lint  # noqa: PLC0415

        columns = check_columns(self.manifest, tables) if tables is not None else ()
        return tuple(dict.fromkeys((*self.diagnostics, *lint(self.manifest), *columns)))

    def stage(self, name: str) -> object:
        """The values before the manifest, read again from the texts."""
        from metricops.definitions import read_texts  # noqa: PLC0415  see `_resolved`

        return dict(self.texts) if name == "nodes" else read_texts(self.texts)


def load(settings: Settings, folder: Path | None = None) -> Loaded:
    """Everything under the project's folders; with a cache folder, found again when nothing has changed."""
    paths = settings.paths
    places = [p for p in dict.fromkeys((*paths.models, *paths.semantic, *paths.checks, *paths.silences)) if p.exists()]
    files, models = tuple(find_files(places)), tuple(sql_files(paths.models))
    name = cache.key((*files, *models), settings.root, settings.calendar) if folder else None
    known = cache.kept(folder, name) if folder and name else None
    loaded = known if isinstance(known, Loaded) else _resolved(files, settings.root, settings.calendar, models)
    if known is None and folder and name:
        cache.keep(folder, name, loaded)
    faults = (*settings.diagnostics, *loaded.diagnostics)
    return Loaded(loaded.manifest, faults, {**settings.texts, **loaded.texts}, loaded.lineage)


def load_paths(paths: Sequence[Path]) -> Loaded:
    """Files of every kind, without settings."""
    return _resolved(tuple(find_files(paths)), Path.cwd(), Calendar())


def _resolved(files: Sequence[Path], root: Path, calendar: Calendar, models: Sequence[Path] = ()) -> Loaded:
    """Read, decode and resolve. Imported only here: most runs find what they need in the cache, and pydantic,
    YAML and the rooms that use them cost more than everything else a command does."""
    from metricops.build.lineage import lineage  # noqa: PLC0415
    from metricops.definitions import read  # noqa: PLC0415
    from metricops.resolve import resolve  # noqa: PLC0415

    definitions = read(files, root)
    resolved = resolve(definitions, calendar=calendar)
    faults = (*definitions.diagnostics, *resolved.diagnostics)
    return Loaded(resolved.manifest, faults, definitions.texts, lineage(models))
