"""What a case stands on: generated tables in a DuckDB file, and a project over them, both on two threads."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import duckdb

import metricops as mo
from metricops.periods import Period
from metricops.plan import Query, plan
from metricops.plan.ask import group_item
from metricops.source import fragment
from metricops.sql import compile_plan

THREADS = 2


class Ground:
    """The tables `name` in `folder`, opened for reading when first needed, with DuckDB settings of the case's own."""

    def __init__(self, folder: Path, name: str, rows: int, settings: Sequence[str] = ()) -> None:
        self.folder, self.name, self.rows, self.settings = folder, name, rows, settings

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if "connection" in self.__dict__:
            self.connection.close()

    @property
    def file(self) -> Path:
        """The DuckDB file of the tables."""
        return self.folder / f"{self.name}.duckdb"

    @property
    def definitions(self) -> Path:
        """The file that defines their metrics."""
        return self.folder / f"{self.name}.yml"

    @cached_property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The tables, for reading."""
        connection = duckdb.connect(str(self.file), read_only=True)
        for setting in (f"threads = {THREADS}", "TimeZone = 'UTC'", *self.settings):
            connection.execute(f"SET {setting}")
        return connection

    @cached_property
    def project(self) -> mo.Project:
        """metricops over them."""
        return mo.from_yaml([self.definitions], engine=mo.duckdb(self.connection), schema="main")

    def drain(self, sql: str) -> None:
        """Run a query and take what it brings as arrays, so that neither side pays for a Python object a value."""
        self.connection.cursor().execute(sql).fetchnumpy()

    def fetch(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self.connection.cursor().execute(sql).fetchall()

    def as_of(self, metrics: Sequence[str], by: Sequence[str], periods: Sequence[Period]) -> str:
        """The SQL of one question for metrics over several periods, which is how thresholds are asked for."""
        query = Query(
            metrics=tuple(fragment(name) for name in metrics),
            group_by=tuple(group_item(name) for name in by),
            periods=tuple(periods),
        )
        return compile_plan(plan(self.project.manifest, [query])[0], "duckdb", "main").sql
