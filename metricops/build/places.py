"""Where dbt builds the models that do not simply stand under their own name in the project's schema."""

from collections.abc import Iterator
from pathlib import Path

from metricops.build.configuration import configuration
from metricops.build.templates import calls_in
from metricops.definitions import Definitions, ModelEntry
from metricops.manifest import Relation
from metricops.project import Settings
from metricops.project.files import sql_files
from metricops.source import fragment

NAMED = ("schema", "alias", "database")
NOTHING = ("", "None")  # as a template prints none


def places(settings: Settings, definitions: Definitions) -> dict[str, Relation]:
    """Tables by the names of their models in lower case, as dbt_project.yml, YAML and `config()` give them.

    dbt puts a schema of the model's own behind the project's. What a template decides is not known here.
    """
    entries = {entry.name.text.lower(): entry for entry in definitions.models}
    own = settings.engine.schema if settings.engine else ""
    found = {}
    for folder, file in ((top, file) for top in settings.paths.models for file in sql_files((top,))):
        said = dict(_said(folder, file, settings, entries.get(file.stem.lower())))
        if said:
            schema = "_".join(part for part in (own, said["schema"]) if part) if "schema" in said else None
            found[file.stem.lower()] = Relation(said.get("alias", file.stem), schema, said.get("database"))
    return found


def _said(folder: Path, file: Path, settings: Settings, entry: ModelEntry | None) -> Iterator[tuple[str, str]]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        text = ""
    calls = (found for found in calls_in(fragment(text, file.name)) if found[0].name == "config")
    for word in configuration(file.parent.relative_to(folder).parts, settings, entry, calls):
        if word.key in NAMED and word.value not in NOTHING and "{{" not in word.value:
            yield word.key, word.value
