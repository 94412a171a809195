"""PostgreSQL through psycopg: a session that only reads, in UTC."""

from __future__ import annotations

import re
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any, LiteralString, Self

from metricops.diagnostics import did_you_mean
from metricops.engines.interruptible import stopped, too_slow
from metricops.engines.result import Result, ResultColumn
from metricops.errors import EngineError
from metricops.manifest import Relation
from metricops.project import PostgresSettings
from metricops.sql.compiled import CompiledQuery

if TYPE_CHECKING:
    import psycopg

WAIT = 10
"""Seconds to wait for the server to take a connection."""

SESSION = """
SELECT set_config('default_transaction_read_only', 'on', false), set_config('TimeZone', 'UTC', false),
       set_config('search_path', quote_ident(%s), false)
"""
LIMIT = "SELECT set_config('statement_timeout', %s, false)"
COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute AS a
WHERE a.attrelid = to_regclass(concat_ws('.', quote_ident(%s), quote_ident(%s)))
  AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
"""
NAMES = """
SELECT DISTINCT attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE attnum > 0 AND pg_table_is_visible(pg_class.oid)
"""
TABLES = "SELECT relname FROM pg_class WHERE relkind IN ('r', 'v', 'm', 'p', 'f') AND pg_table_is_visible(oid)"
MISSING = re.compile(r'(?:relation|column) "?(?P<name>[^"\s]+)"? (?:of relation \S+ )?does not exist')

# (words of the server, what they mean, what helps)
UNREACHED = (
    ("Connection refused", "nothing answers there", "check host and port, and that the server runs"),
    ("could not translate host name", "the host is not known", "check the host"),
    ("failed to resolve host", "the host is not known", "check the host"),
    ("No such file or directory", "no server listens on the local socket", "name a host, or start the server"),
    ("timeout expired", f"no answer within {WAIT} s", "check host and port, and the network between"),
    ("password", "the user or the password was not accepted", "check user and password"),
    ("does not exist", "it does not exist", "check dbname and user"),
)


class Postgres:
    """An open connection to PostgreSQL. Raises EngineError when the server cannot be reached."""

    dialect = "postgres"

    def __init__(self, settings: PostgresSettings) -> None:
        self._settings = settings
        self._name = f'database "{settings.dbname}" at {settings.host or "the local socket"}'
        self._connection = _connect(settings, self._name)

    def run(self, query: CompiledQuery, *, timeout: float | None = None) -> Result:
        """The rows of a query; a time limit or Ctrl-C stops it in the server too. Raises EngineError."""
        import psycopg  # noqa: PLC0415  a driver

        began = monotonic()
        try:
            self._connection.execute(LIMIT, [str(_milliseconds(timeout))])
            cursor = self._connection.execute(query.sql.encode())
        except psycopg.Error as fault:
            raise self._refused(fault, query, timeout) from fault
        except KeyboardInterrupt as fault:  # psycopg has cancelled the query in the server
            raise stopped(query, monotonic() - began) from fault
        units = {column.name: column.unit for column in query.columns}
        described = cursor.description or ()
        columns = tuple(ResultColumn(c.name, c.type_display, units.get(c.name, "")) for c in described)
        return Result(columns, tuple(cursor.fetchall()), query.sql)

    def columns(self, relation: Relation) -> tuple[ResultColumn, ...] | None:
        """The columns of a table or view; None when it does not exist. Raises EngineError."""
        rows = self._rows(COLUMNS, [relation.schema, relation.name])
        return tuple(ResultColumn(name, type_) for name, type_ in rows) or None

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _rows(self, sql: LiteralString, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
        import psycopg  # noqa: PLC0415  a driver

        try:
            return self._connection.execute(sql, values).fetchall()
        except psycopg.Error as fault:
            raise EngineError(f"{self._name} refused to list its tables: {_words(fault)}") from fault

    def _refused(self, fault: psycopg.Error, query: CompiledQuery, timeout: float | None) -> EngineError:
        from psycopg import errors  # noqa: PLC0415  a driver

        match fault:
            case errors.QueryCanceled():
                return too_slow("PostgreSQL", query, timeout)
            case errors.UndefinedTable():
                message, hint = f"{_words(fault)} in {self._name}", self._nearest(fault, TABLES)
            case errors.UndefinedColumn():
                message, hint = _words(fault), self._nearest(fault, NAMES)
            case errors.OutOfMemory() | errors.DiskFull():
                message, hint = (
                    f"the server ran out of room: {_words(fault)}",
                    "ask for a shorter window or fewer groups",
                )
            case errors.DataError():
                message, hint = f"a value is not what the query needs: {_words(fault)}", ""
            case errors.InsufficientPrivilege():
                message, hint = f"{_words(fault)} for user {self._settings.user!r}", "ask for the right to read it"
            case errors.OperationalError():
                message, hint = f"{self._name} went away: {_words(fault)}", "run this again"
            case _:
                message, hint = f"PostgreSQL refused the query: {_words(fault)}", ""
        return EngineError(message, hint=hint, sql=query.sql)

    def _nearest(self, fault: psycopg.Error, listing: LiteralString) -> str:
        missing = MISSING.search(_words(fault))
        known = [name for (name,) in self._rows(listing)]
        return did_you_mean(missing["name"].split(".")[-1], known) if missing else ""


def _connect(settings: PostgresSettings, name: str) -> psycopg.Connection[tuple[Any, ...]]:
    try:
        import psycopg  # noqa: PLC0415  a driver
    except ImportError as fault:
        raise EngineError("PostgreSQL needs the package psycopg", hint='pip install "metricops[postgres]"') from fault
    given = {key: getattr(settings, key) for key in ("host", "user", "password", "sslmode")}
    options = {key: value for key, value in given.items() if value}
    try:
        connection = psycopg.connect(
            dbname=settings.dbname, port=settings.port, connect_timeout=WAIT, autocommit=True, **options
        )
        connection.execute(SESSION, [settings.schema])
    except psycopg.Error as fault:
        raise _unreached(str(fault), name) from fault
    return connection


def _unreached(text: str, name: str) -> EngineError:
    for words, meaning, hint in UNREACHED:
        if words in text:
            return EngineError(f"{name} cannot be reached: {meaning}", hint=hint)
    return EngineError(f"{name} cannot be reached: {text.strip().splitlines()[-1].strip()}")


def _words(fault: psycopg.Error) -> str:
    """What the server said, without the lines about where."""
    return fault.diag.message_primary or str(fault).strip().splitlines()[0]


def _milliseconds(timeout: float | None) -> int:
    """The server's unit; 0 is no limit there, so that a limit is never less than 1."""
    return 0 if timeout is None else max(round(timeout * 1000), 1)
