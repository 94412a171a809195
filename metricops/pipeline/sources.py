"""The files that a project's definitions are read from, and the name under which what came of them is kept."""

from dataclasses import dataclass
from pathlib import Path

from metricops.pipeline import cache
from metricops.project import Settings
from metricops.project.files import find_files, sql_files

PARTIALS = Path(".metricops", "partials.json")  # named here, and held to the room of partials by a test: what imports
# that room pays for the manifest too
ARTIFACTS = ("manifest.json", "semantic_manifest.json")  # of dbt


@dataclass(frozen=True, slots=True)
class Sources:
    """Definitions, the models' SQL, and what dbt wrote to its target folder."""

    files: tuple[Path, ...]
    models: tuple[Path, ...]
    written: tuple[Path, ...]

    def key(self, settings: Settings, *asked: object) -> str | None:
        """A name that changes with any of the files, with the settings that are read beside them, and with `asked`.

        None when a file cannot be read, which loading must report itself.
        """
        said = (settings.calendar, settings.variables, settings.models, settings.engine)
        return cache.key((*self.files, *self.models, *self.written), settings.root, *said, *asked)


def sources(settings: Settings) -> Sources:
    """Everything under the project's folders."""
    paths = settings.paths
    places = [p for p in dict.fromkeys((*paths.models, *paths.semantic, *paths.checks, *paths.silences)) if p.exists()]
    written = (settings.target / name for name in ARTIFACTS) if settings.target else ()
    return Sources(
        tuple(find_files(places)), tuple(sql_files(paths.models)), tuple(file for file in written if file.is_file())
    )
