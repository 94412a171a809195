"""The settings of a project as frozen values; no password stands in their repr."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from metricops.diagnostics import Diagnostic
from metricops.periods import Calendar
from metricops.source import Span

ENGINE_TYPES = (
    "bigquery",
    "clickhouse",
    "databricks",
    "duckdb",
    "postgres",
    "redshift",
    "snowflake",
    "spark",
    "trino",
)


@dataclass(frozen=True, slots=True)
class DuckDBSettings:
    """A DuckDB file and the schema in which unqualified tables stand.

    `memory_limit` is how much memory its queries may take, such as 2GB, `temp_directory` where they put what does not
    fit; without them DuckDB's own: four fifths of the machine's memory, and a folder beside the file.
    """

    type: ClassVar[str] = "duckdb"
    path: Path
    schema: str = "main"
    memory_limit: str = ""
    temp_directory: Path | None = None


@dataclass(frozen=True, slots=True)
class PostgresSettings:
    """A PostgreSQL server; what is empty is left to libpq's own defaults."""

    type: ClassVar[str] = "postgres"
    host: str
    dbname: str
    user: str = ""
    password: str = field(default="", repr=False)
    port: int = 5432
    schema: str = "public"
    sslmode: str = ""


@dataclass(frozen=True, slots=True)
class OtherSettings:
    """A warehouse that SQL is rendered for and that is not connected to."""

    type: str
    schema: str = ""


EngineSettings = DuckDBSettings | PostgresSettings | OtherSettings


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of definitions, as absolute paths; they need not exist."""

    models: tuple[Path, ...]
    semantic: tuple[Path, ...]
    checks: tuple[Path, ...]
    silences: tuple[Path, ...]
    scenarios: tuple[Path, ...]
    seeds: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class ModelSetting:
    """A configuration of dbt_project.yml for the models under a folder; the empty folder is all of them."""

    folders: tuple[str, ...]
    key: str
    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Settings:
    """What a project says of itself; `engine` is None when its connection could not be read.

    `diagnostics` are the faults of the settings files, `texts` their contents by the names that places use, with
    passwords blotted out. `variables` are dbt's, as a template would print them, `target` the folder that dbt writes
    its artifacts to, None where there is no dbt project. `timeout` is how many seconds a query may take, None for any.
    `notify` maps an owner to the environment variable that holds the address of their channel.
    """

    root: Path
    name: str
    engine: EngineSettings | None
    paths: Paths
    calendar: Calendar
    ledger: Path
    history: int
    timeout: float | None = None
    target: Path | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    models: tuple[ModelSetting, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    notify: Mapping[str, str] = field(default_factory=dict)

    @property
    def dialect(self) -> str:
        """The dialect of the project's warehouse; DuckDB's while none is known."""
        return self.engine.type if self.engine else "duckdb"
