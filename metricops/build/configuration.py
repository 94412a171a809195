"""How a model is made: dbt_project.yml, then the model's YAML, then its own config(); the nearest word counts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from metricops.build.calls import Call
from metricops.build.templates import Template
from metricops.definitions import Definitions, ModelEntry
from metricops.diagnostics import Diagnostic, error
from metricops.project import Settings
from metricops.source import Span

MATERIALIZED = ("view", "table")
PASSED_OVER = frozenset(
    {"tags", "meta", "docs", "description", "group", "access", "contract", "persist_docs", "grants", "event_time"}
)
"""Settings that change nothing about the rows of a table."""

BY_DBT = "view and table are made here; dbt builds the others"
IN_YAML = "write it under config: in the model's YAML, where metricops sees it too"


@dataclass(frozen=True, slots=True)
class Made:
    """What is made of a model; dbt makes views where nothing is said."""

    materialized: str = "view"
    schema: str = ""
    alias: str = ""
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Word:
    """One setting of one model, where it is said."""

    key: str
    value: str
    span: Span
    in_yaml: bool = False


def made(
    name: str, folders: tuple[str, ...], template: Template, settings: Settings, definitions: Definitions
) -> tuple[Made, tuple[Diagnostic, ...]]:
    """How the model of this name in these folders is made, and what of its configuration cannot be."""
    entry = next((entry for entry in definitions.models if entry.name.text.lower() == name.lower()), None)
    words = tuple(configuration(folders, settings, entry, template.calls("config")))
    said = {word.key: word.value for word in words}
    how = Made(
        materialized=said.get("materialized", "view"),
        schema=said.get("schema", ""),
        alias=said.get("alias", ""),
        enabled=said.get("enabled", "true").lower() != "false",
    )
    return how, tuple(fault for word in words if (fault := _fault(word)))


def configuration(
    folders: tuple[str, ...], settings: Settings, entry: ModelEntry | None, calls: Iterable[tuple[Call, Span]]
) -> Iterator[Word]:
    """Every word on a model in these folders, the one that counts last: its entry's and its own `config()` calls'
    come after those of dbt_project.yml, where the innermost folder counts."""
    for setting in sorted(settings.models, key=lambda setting: len(setting.folders)):
        if folders[: len(setting.folders)] == setting.folders:
            yield Word(setting.key, setting.value, setting.span)
    if entry is not None and entry.config is not None:
        yield from _config(entry)
    for call, span in calls:
        for key, value in call.keywords:
            yield Word(key, str(value), span)


def _config(entry: ModelEntry) -> Iterator[Word]:
    config = entry.config
    assert config is not None
    written = (("materialized", config.materialized), ("schema", config.schema_name), ("alias", config.alias))
    for key, value in (*written, ("database", config.database)):
        if value is not None:
            yield Word(key, value.text, value.span, in_yaml=True)


def _fault(word: Word) -> Diagnostic | None:
    if word.key == "materialized" and word.value not in MATERIALIZED:
        return error("B007", f'materialized "{word.value}" is not supported', word.span, BY_DBT)
    if word.key in ("schema", "alias") and not word.in_yaml:
        return error("B007", f'"{word.key}" is not read here', word.span, IN_YAML)
    if word.key in ("materialized", "schema", "alias", "enabled") or word.key in PASSED_OVER:
        return None
    return error("B007", f'"{word.key}" is not supported by `metricops build`', word.span, BY_DBT)
