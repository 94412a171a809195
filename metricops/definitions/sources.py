"""dbt `sources:`: raw tables, their place in the warehouse and the column that says how fresh they are."""

from pydantic import Field

from metricops.definitions.entry import DbtEntry
from metricops.definitions.fields import Text


class SourceColumn(DbtEntry):
    """A column of a raw table."""

    name: Text
    description: str = ""


class SourceConfig(DbtEntry):
    """dbt's `config` of a source or of one of its tables."""

    loaded_at_field: Text | None = None


class SourceTableEntry(DbtEntry):
    """A raw table; `identifier` is its name in the warehouse when that differs."""

    name: Text
    description: str = ""
    identifier: Text | None = None
    loaded_at_field: Text | None = None
    columns: tuple[SourceColumn, ...] = ()
    config: SourceConfig | None = None


class SourceEntry(DbtEntry):
    """One item of `sources:`; without `schema` the source's name is the schema."""

    name: Text
    description: str = ""
    schema_name: Text | None = Field(None, validation_alias="schema")
    database: Text | None = None
    loaded_at_field: Text | None = None
    tables: tuple[SourceTableEntry, ...] = ()
    config: SourceConfig | None = None
