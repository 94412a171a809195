"""Reads what metricops needs of dbt_project.yml: name, profile, folders, variables and how models are made."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from metricops.project.fields import Fields
from metricops.project.settings import ModelSetting
from metricops.source import Span


@dataclass(frozen=True, slots=True)
class DbtProject:
    """A dbt project's own settings; `profile` is empty and `place` None when it names none.

    `target_path` is empty where there is no dbt project.
    """

    name: str
    profile: str
    place: Span | None
    model_paths: tuple[str, ...]
    seed_paths: tuple[str, ...]
    target_path: str
    variables: Mapping[str, str]
    models: tuple[ModelSetting, ...]


def dbt_project(own: Fields) -> DbtProject:
    """The project that the fields of a dbt_project.yml describe; keys that only dbt needs are passed over."""
    name = own.text("name")
    return DbtProject(
        name=name,
        profile=own.text("profile"),
        place=own.span("profile") if "profile" in own else None,
        model_paths=own.texts("model-paths", ("models",)),
        seed_paths=own.texts("seed-paths", ("seeds",)),
        target_path=own.text("target-path", "target") if own.node is not None else "",
        variables=_variables(own.fields("vars"), name),
        models=tuple(_models(own.fields("models"), name)),
    )


def _variables(own: Fields, name: str) -> dict[str, str]:
    """Variables that are single values; those under the project's name win over the global ones."""
    values = {key: own.scalar(key) for key in own}
    if name in own and own.is_mapping(name):
        mine = own.fields(name)
        values |= {key: mine.scalar(key) for key in mine}
    return {key: value for key, value in values.items() if value is not None}


def _models(own: Fields, name: str) -> Iterator[ModelSetting]:
    yield from _under(own, ())
    if name in own and own.is_mapping(name):
        yield from _deeper(own.fields(name), ())


def _deeper(own: Fields, folders: tuple[str, ...]) -> Iterator[ModelSetting]:
    """The settings of a folder and of the folders in it."""
    yield from _under(own, folders)
    for key in own:
        if not key.startswith("+") and own.is_mapping(key):
            yield from _deeper(own.fields(key), (*folders, key))


def _under(own: Fields, folders: tuple[str, ...]) -> Iterator[ModelSetting]:
    """Single values, and whatever is marked as a setting by its plus sign."""
    for key in own:
        value = own.scalar(key)
        if value is not None or key.startswith("+"):
            yield ModelSetting(folders, key.removeprefix("+"), value or "", own.span(key))
