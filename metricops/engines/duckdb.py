"""DuckDB: a file opened for reading, or a connection of the user's own."""

from __future__ import annotations

from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from metricops.diagnostics import did_you_mean
from metricops.engines.duckdb_faults import refusal
from metricops.engines.duckdb_file import SESSION, Beside, attached
from metricops.engines.interruptible import interruptible, stopped, too_slow
from metricops.engines.result import Result, ResultColumn
from metricops.errors import EngineError
from metricops.manifest import Relation
from metricops.sql.compiled import CompiledQuery

if TYPE_CHECKING:
    import duckdb

COLUMNS = """
SELECT column_name, data_type FROM information_schema.columns
WHERE lower(table_name) = lower(?)
  AND lower(table_schema) = lower(coalesce(?, current_schema()))
  AND lower(table_catalog) = lower(coalesce(?, current_database()))
ORDER BY ordinal_position
"""
TABLES = "SELECT table_name FROM information_schema.tables WHERE table_catalog = current_database()"

MEMORY = (
    'ask for a shorter window or fewer groups, raise "memory_limit" of the engine in metricops.yml, or give it a '
    '"temp_directory" with more room'
)

# (DuckDB's word for the fault, what it means, what helps)
FAULTS = {
    "Conversion": ("a value is not of the type that the query needs", ""),
    "Out of Range": ("a value is too large for its type", ""),
    "Permission": ("queries may read the warehouse only, no files and no network", ""),
    "Parser": ("DuckDB cannot read the SQL", "look for a misspelled word in the definitions' SQL"),
}


def over(connection: duckdb.DuckDBPyConnection, schema: str | None = None) -> DuckDB:
    """An engine over a connection that stays the user's: it is neither reconfigured nor closed.

    Every query gets a cursor of its own, in UTC. `schema` is where unqualified tables stand (the database's default
    without it; `USE` on the connection is not seen). Temporary tables and registered data frames are not seen either.
    """
    return DuckDB(connection, schema, "", owned=False)


class DuckDB:
    """An open DuckDB; `name` is how messages call its file, `owned` whether closing closes the connection."""

    dialect = "duckdb"

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, schema: str | None, name: str, *, owned: bool = True
    ) -> None:
        self._connection, self._schema, self._owned = connection, schema, owned
        self._name = f'"{name}"' if name else "the DuckDB connection"

    def run(self, query: CompiledQuery, *, timeout: float | None = None) -> Result:
        """The rows of a query; a time limit or Ctrl-C stops it in DuckDB too. Raises EngineError."""
        import duckdb  # noqa: PLC0415  a driver

        cursor, began = self.cursor(), monotonic()
        try:
            columns, rows = interruptible(lambda: _fetch(cursor, query.sql), cursor.interrupt, timeout)
        except TimeoutError:
            raise too_slow("DuckDB", query, timeout) from None
        except KeyboardInterrupt as fault:
            raise stopped(query, monotonic() - began) from fault
        except duckdb.Error as fault:
            raise self._refused(str(fault), query) from fault
        units = {column.name: column.unit for column in query.columns}
        found = tuple(ResultColumn(name, type_, units.get(name, "")) for name, type_ in columns)
        return Result(found, tuple(rows), query.sql)

    def reads(self, beside: Beside) -> bool:
        """Whether another file can be read beside its own."""
        return attached(self.cursor(), beside)

    def columns(self, relation: Relation) -> tuple[ResultColumn, ...] | None:
        """The columns of a table or view; None when it does not exist. Raises EngineError."""
        _, rows = _fetch(self.cursor(), COLUMNS, [relation.name, relation.schema, relation.database])
        return tuple(ResultColumn(name, type_) for name, type_ in rows) or None

    def close(self) -> None:
        """Closes the connection, unless it is the user's own."""
        if self._owned:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own in the right schema, for what needs the driver itself. Raises EngineError."""
        import duckdb  # noqa: PLC0415  a driver

        try:
            cursor = self._connection.cursor()
        except duckdb.Error as fault:
            raise EngineError(f"{self._name} is closed") from fault
        if not self._owned:
            _pin(cursor)
        if self._schema is not None:
            self._enter_schema(cursor, self._schema)
        return cursor

    def _enter_schema(self, cursor: duckdb.DuckDBPyConnection, schema: str) -> None:
        import duckdb  # noqa: PLC0415  a driver

        try:
            cursor.execute("SET schema = ?", [schema])
        except duckdb.Error as fault:
            known = [
                name for (name,) in cursor.execute("SELECT schema_name FROM information_schema.schemata").fetchall()
            ]
            message = f'schema "{schema}" does not exist in {self._name}'
            raise EngineError(message, hint=did_you_mean(schema, known) or "`metricops build` makes it") from fault

    def _refused(self, text: str, query: CompiledQuery) -> EngineError:
        found = refusal(text)
        if found.table:
            known = [name for (name,) in self.cursor().execute(TABLES).fetchall()]
            hint = did_you_mean(found.table.split(".")[-1], known) or "`metricops build` makes the tables of the models"
            return EngineError(f'table "{found.table}" does not exist in {self._name}', hint=hint, sql=query.sql)
        if found.column:
            hint = did_you_mean(found.column, found.candidates)
            return EngineError(f'column "{found.column}" does not exist', hint=hint, sql=query.sql)
        if found.kind == "Out of Memory":
            return EngineError(f"DuckDB ran out of memory in the query for {query.title}", hint=MEMORY, sql=query.sql)
        meaning, hint = FAULTS.get(found.kind, ("DuckDB refused the query", ""))
        return EngineError(f"{meaning}: {found.message}", hint=hint, sql=query.sql)


def _fetch(
    cursor: duckdb.DuckDBPyConnection, sql: str, values: list[Any] | None = None
) -> tuple[list[tuple[str, str]], list[tuple[Any, ...]]]:
    cursor.execute(sql, values) if values else cursor.execute(sql)
    return [(name, str(type_)) for name, type_, *_ in cursor.description or ()], cursor.fetchall()


def _pin(cursor: duckdb.DuckDBPyConnection) -> None:
    """Settings for this cursor only; a connection whose configuration is locked must be in UTC already."""
    import duckdb  # noqa: PLC0415  a driver

    try:
        for setting in SESSION:
            cursor.execute(f"SET SESSION {setting}")
    except duckdb.InvalidInputException as fault:
        zone = cursor.execute("SELECT current_setting('TimeZone')").fetchone()
        if zone is not None and zone[0] not in ("UTC", "Etc/UTC"):
            message = f'the DuckDB connection is locked in time zone "{zone[0]}"; UTC is needed'
            raise EngineError(message, hint="SET TimeZone = 'UTC' before the configuration is locked") from fault
