"""What stands in a model in place of ref, source and var."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from metricops.build.calls import Call
from metricops.build.models import Found, Model
from metricops.diagnostics import Diagnostic, did_you_mean, error
from metricops.manifest import Relation
from metricops.source import Span


@dataclass(frozen=True, slots=True)
class Names:
    """Everything that a model can name: models and seeds, sources (`crm.accounts`), variables; keys in lower case."""

    project: str
    relations: Mapping[str, Relation]
    sources: Mapping[str, Relation]
    variables: Mapping[str, str]


class UnknownError(Exception):
    """A call that names nothing; `code` and `hint` as in a diagnostic."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        self.code, self.hint = code, hint
        super().__init__(message)


def names(found: Found, project: str, variables: Mapping[str, str]) -> Names:
    """The names of a project's models, seeds, sources and variables."""
    sources = {
        f"{source.name}.{table.name}".lower(): Relation(
            str(table.identifier or table.name), str(source.schema_name or source.name)
        )
        for source in found.definitions.sources
        for table in source.tables
    }
    relations = {each.name.lower(): each.relation for each in found.resources}
    return Names(project, relations, sources, variables)


def written(call: Call, known: Names) -> str:
    """The SQL that a call stands for. Raises UnknownError."""
    match call.name, call.arguments:
        case "config", _:
            return ""
        case "ref", (str() as name,):
            return quoted(_model(name, known))
        case "ref", (str() as package, str() as name) if package.lower() == known.project.lower():
            return quoted(_model(name, known))
        case "ref", (str() as package, str()):
            raise UnknownError("B002", f'package "{package}" is not this project, "{known.project}"')
        case "source", (str() as source, str() as table):
            return quoted(_source(source, table, known))
        case "var", (str() as name, *default) if len(default) < 2:
            return _variable(name, default, known)
    needed = {"ref": "a model's name", "source": "a source and a table", "var": "a name and at most a default"}
    raise UnknownError("B001", f'"{call.name}" needs {needed[call.name]}, in quotes')


def unknown(found: Found, known: Names) -> Iterator[Diagnostic]:
    """A fault for every call of every model that names nothing."""
    for model in found.models:
        for placed in model.template.placed:
            try:
                if placed.call is not None:
                    written(placed.call, known)
            except UnknownError as fault:
                yield error(fault.code, str(fault), placed.span, fault.hint)


def needs(found: Found) -> dict[str, list[str]]:
    """The models that each model needs; names in lower case."""
    names = {model.name.lower() for model in found.models}
    return {m.name.lower(): [name for name, _ in referred(m) if name in names] for m in found.models}


def referred(model: Model) -> Iterator[tuple[str, Span]]:
    """The names that a model refers to, in lower case, with their places."""
    for call, span in model.template.calls("ref"):
        if call.arguments:
            yield str(call.arguments[-1]).lower(), span


def quoted(relation: Relation) -> str:
    """A relation as SQL, every name in quotes."""
    return ".".join(quote(part) for part in (relation.schema, relation.name) if part)


def quote(name: str) -> str:
    """A name in quotes, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'


def _model(name: str, known: Names) -> Relation:
    if name.lower() not in known.relations:
        raise UnknownError("B002", f'there is no model or seed "{name}"', did_you_mean(name, known.relations))
    return known.relations[name.lower()]


def _source(source: str, table: str, known: Names) -> Relation:
    name = f"{source}.{table}"
    if name.lower() not in known.sources:
        hint = did_you_mean(name, known.sources) or 'declare it under "sources:" in a YAML file beside the models'
        raise UnknownError("B003", f'source "{name}" is not declared', hint)
    return known.sources[name.lower()]


def _variable(name: str, default: Sequence[object], known: Names) -> str:
    if name in known.variables:
        return known.variables[name]
    if default:
        return str(default[0])
    hint = did_you_mean(name, known.variables) or 'give it one under "vars:" in dbt_project.yml, or a default here'
    raise UnknownError("B004", f'variable "{name}" has no value', hint)
