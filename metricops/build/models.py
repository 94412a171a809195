"""Finds the models and seeds of a project: their files, and how each is made."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from metricops.build.configuration import Made, made
from metricops.build.templates import Template, parse
from metricops.definitions import Definitions, read
from metricops.definitions.files import read_text
from metricops.diagnostics import Diagnostic, Related, error
from metricops.manifest import Relation
from metricops.project import Settings
from metricops.project.files import files_under, shown_name
from metricops.source import Span, fragment


@dataclass(frozen=True, slots=True)
class Model:
    """A model: its name, its file as messages call it, its text, and what is made of it."""

    name: str
    template: Template
    how: Made
    relation: Relation

    @property
    def span(self) -> Span:
        """The beginning of its file."""
        return self.template.text.at(0, 1)


@dataclass(frozen=True, slots=True)
class Seed:
    """A CSV file that becomes a table."""

    name: str
    path: Path
    span: Span
    relation: Relation


@dataclass(frozen=True, slots=True)
class Found:
    """Everything there is to build, what the YAML beside it says, the faults, and all texts by the names of places."""

    models: tuple[Model, ...]
    seeds: tuple[Seed, ...]
    definitions: Definitions
    faults: tuple[Diagnostic, ...]
    texts: dict[str, str]

    @property
    def resources(self) -> tuple[Seed | Model, ...]:
        """Seeds and models: everything that a model can refer to."""
        return (*self.seeds, *self.models)


def find_models(settings: Settings, schema: str) -> Found:
    """The models and seeds of a project, in the order of their names; `schema` is where they are built."""
    definitions = read(settings.paths.models, settings.root, variables=settings.variables)
    texts, faults, models = {**settings.texts, **definitions.texts}, [], []
    for folder, path in files_under(settings.paths.models, ".sql"):
        shown = shown_name(path, settings.root)
        texts[shown], unread = read_text(path, shown)
        template = unread or parse(fragment(texts[shown], shown))
        if isinstance(template, Diagnostic):
            faults.append(template)
            continue
        how, wrong = made(path.stem, path.parent.relative_to(folder).parts, template, settings, definitions)
        faults += wrong
        if how.enabled:
            models.append(Model(path.stem, template, how, _relation(path.stem, how, schema)))
    seeds = [
        Seed(path.stem, path, Span(shown_name(path, settings.root), 0, 1, 1, 1), Relation(path.stem, schema))
        for _, path in files_under(settings.paths.seeds, ".csv")
    ]
    models.sort(key=lambda model: model.name)
    return Found(tuple(models), tuple(seeds), definitions, (*faults, *_twice([*seeds, *models])), texts)


def _relation(name: str, how: Made, schema: str) -> Relation:
    """dbt puts a schema of the model's own behind the project's."""
    return Relation(how.alias or name, f"{schema}_{how.schema}" if how.schema else schema)


def _twice(resources: Sequence[Seed | Model]) -> Iterator[Diagnostic]:
    first: dict[str, Span] = {}
    for found in resources:
        name = found.name.lower()
        if name in first:
            other = Related("the other one", first[name])
            yield error("B006", f'"{found.name}" is the name of two models or seeds', found.span, "", other)
        first.setdefault(name, found.span)
