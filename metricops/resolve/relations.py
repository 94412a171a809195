"""Where tables stand: `ref('x')`, dbt sources and plain names become relations."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from metricops.definitions import Definitions, ModelEntry, ModelFactsEntry, SourceEntry, SourceTableEntry
from metricops.manifest import Relation, SourceTable
from metricops.resolve.faults import Faults
from metricops.source import Fragment

CALL = re.compile(r"(?:\{\{)?\s*(ref|source)\s*\((.*)\)\s*(?:\}\})?", re.DOTALL)
QUOTED = re.compile(r"(['\"])(.*?)\1")
PLAIN = re.compile(r'[\w$"-]+(\.[\w$"-]+){0,2}')


@dataclass(frozen=True, slots=True)
class Tables:
    """Relations of dbt models and sources by name; a table without a schema stands in the project's own.

    `facts` is what dbt models say of the data in their tables.
    """

    schema: str | None
    models: dict[str, Relation]
    sources: dict[str, SourceTable]
    facts: dict[Relation, tuple[ModelFactsEntry, ...]]

    def model(self, name: str) -> Relation:
        """The relation a dbt model builds, known from its YAML or not."""
        return self.models.get(name.lower()) or Relation(name, self.schema)

    def named(self, text: str) -> Relation:
        """`fct_renewals`, `crm.crm_opportunities` (a dbt source first) or `schema.table`."""
        source = self.sources.get(text.lower())
        if source:
            return source.relation
        parts = [part.strip('"') for part in text.split(".")]
        if len(parts) == 1:
            return self.model(parts[0])
        return Relation(parts[-1], parts[-2], parts[-3] if len(parts) > 2 else None)

    def written(self, word: Fragment, faults: Faults) -> Relation:
        """A table as a definition names it: `ref('x')`, `source('crm', 'x')` or a plain name."""
        call = CALL.fullmatch(word.text.strip())
        names = [match[2] for match in QUOTED.finditer(call[2])] if call else []
        if call and call[1] == "ref" and names:
            return self.model(names[-1] if len(names) < 3 else names[1])
        if call and call[1] == "source" and len(names) == 2:
            return self.named(".".join(names))
        if call or not PLAIN.fullmatch(word.text.strip()):
            faults.add("R009", f'"{word.text}" names no table', word.span, "such as ref('fct_orders')")
        return self.named(word.text.strip())


def tables(definitions: Definitions, schema: str | None) -> Tables:
    """Every table that the definitions name themselves, or that dbt's artifacts say it has built."""
    models = {m.name.text.lower(): _built(m, schema) for m in definitions.models} | dict(definitions.built)
    sources = {t.name.lower(): t for s in definitions.sources for t in _source_tables(s)}
    found = {name: replace(t, relation=definitions.built.get(name, t.relation)) for name, t in sources.items()}
    facts: dict[Relation, tuple[ModelFactsEntry, ...]] = {}
    for model in definitions.models:
        relation = models[model.name.text.lower()]
        facts[relation] = (*facts.get(relation, ()), *model.facts)
    return Tables(schema, models, found, facts)


def _built(model: ModelEntry, schema: str | None) -> Relation:
    """A dbt model's table; dbt puts a schema of the model's own behind the project's."""
    config = model.config
    if config is None:
        return Relation(model.name.text, schema)
    own = config.schema_name.text if config.schema_name else None
    schema = "_".join(part for part in (schema, own) if part) or None
    name = config.alias.text if config.alias else model.name.text
    return Relation(name, schema, config.database.text if config.database else None)


def _source_tables(source: SourceEntry) -> Iterable[SourceTable]:
    schema = (source.schema_name or source.name).text
    database = source.database.text if source.database else None
    for table in source.tables:
        relation = Relation((table.identifier or table.name).text, schema, database)
        columns = tuple(c.name.text for c in table.columns)
        name = f"{source.name.text}.{table.name.text}"
        yield SourceTable(name, relation, table.name.span, columns, _loaded_at(source, table))


def _loaded_at(source: SourceEntry, table: SourceTableEntry) -> str:
    nearest = (table.config and table.config.loaded_at_field, table.loaded_at_field)
    farther = (source.config and source.config.loaded_at_field, source.loaded_at_field)
    return next((field.text for field in (*nearest, *farther) if field), "")
