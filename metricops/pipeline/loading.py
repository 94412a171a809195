"""Stages 1 to 4: files become a manifest, with every fault of reading, decoding, resolving and policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from metricops.definitions import read, read_texts
from metricops.diagnostics import Diagnostic
from metricops.manifest import Manifest, Relation
from metricops.pipeline.world import Lineage
from metricops.project import Settings
from metricops.resolve import resolve
from metricops.resolve.columns import check_columns
from metricops.resolve.lint import lint

Tables = Mapping[Relation, tuple[str, ...] | None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A manifest with the faults found on the way, and the texts that they point into."""

    manifest: Manifest
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    lineage: Lineage = field(default_factory=dict)

    def with_policy(self, tables: Tables | None = None) -> tuple[Diagnostic, ...]:
        """Also what policy says, and what the warehouse's columns say where they are known."""
        columns = check_columns(self.manifest, tables) if tables is not None else ()
        return tuple(dict.fromkeys((*self.diagnostics, *lint(self.manifest), *columns)))

    def stage(self, name: str) -> object:
        """The values before the manifest, read again from the texts."""
        if name == "nodes":
            return dict(self.texts)
        return read_texts(self.texts)


def load(settings: Settings) -> Loaded:
    """Everything under the project's folders."""
    paths = settings.paths
    folders = dict.fromkeys((*paths.models, *paths.semantic, *paths.checks, *paths.silences))
    definitions = read([p for p in folders if p.exists()], settings.root)
    resolved = resolve(definitions, calendar=settings.calendar)
    diagnostics = (*settings.diagnostics, *definitions.diagnostics, *resolved.diagnostics)
    return Loaded(resolved.manifest, diagnostics, {**settings.texts, **definitions.texts})


def load_paths(paths: Sequence[Path]) -> Loaded:
    """Files of every kind, without settings."""
    definitions = read(paths, Path.cwd())
    resolved = resolve(definitions)
    return Loaded(resolved.manifest, (*definitions.diagnostics, *resolved.diagnostics), definitions.texts)
