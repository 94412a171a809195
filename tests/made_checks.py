"""Checks made by hand, and their outcomes on a DuckDB connection."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from metricops.checks import compile_checks, exception_query
from metricops.engines import Result, over
from metricops.evaluate.check_runs import Outcome, run_checks
from metricops.evaluate.tiers import judge_checks
from metricops.evaluate.values import CheckResult
from metricops.manifest import Check, Relation
from metricops.manifest.checks import Argument
from metricops.source import Fragment, Span, fragment

PLACE = Span("checks/made.yml", 0, 5, 1, 1)
AS_OF = date(2026, 11, 15)  # a Sunday

Columns = Mapping[Relation, tuple[str, ...]]


def made_check(
    kind: str = "expect",
    on: str = "t",
    *,
    name: str = "",
    tier: int = 2,
    where: str | Fragment | None = None,
    expect: str | Fragment | None = None,
    mostly: str | int = 1,
    keys: tuple[str, ...] = (),
    require_rows: bool = False,
    places: tuple[tuple[str, tuple[Span, ...]], ...] = (),
    arguments: Mapping[str, Argument] | None = None,
    **more: Argument,
) -> Check:
    """A check on a table of the default schema; `arguments` for names that Python reserves."""
    given = {**(arguments or {}), **more}
    return Check(
        name=name or kind,
        kind=kind,
        on=on,
        relation=relation(on),
        tier=tier,
        span=PLACE,
        where=fragment(where, "where.sql") if isinstance(where, str) else where,
        expressions=(("expect", fragment(expect, "expect.sql") if isinstance(expect, str) else expect),)
        if expect is not None
        else (),
        arguments=tuple(given.items()),
        mostly=Decimal(str(mostly)),
        keys=keys,
        require_rows=require_rows,
        references=tuple((n, relation(str(given[n]))) for n in ("in", "other_table_name") if n in given),
        places=places,
    )


def relation(name: str) -> Relation:
    """`schema.table` or a table of the default schema."""
    schema, _, table = name.rpartition(".")
    return Relation(table, schema or None)


def outcomes_on(
    connection: duckdb.DuckDBPyConnection,
    checks: Sequence[Check],
    columns: Columns | None = None,
    types: Columns | None = None,
) -> tuple[tuple[CheckResult, ...], tuple[Outcome, ...]]:
    """Results in the order of the checks, and what was run for them."""
    compiled = compile_checks(checks, AS_OF, "duckdb", columns, types=types)
    outcomes = run_checks(compiled, over(connection).run)
    return judge_checks(compiled, outcomes), outcomes


def results_on(
    connection: duckdb.DuckDBPyConnection,
    checks: Sequence[Check],
    columns: Columns | None = None,
    types: Columns | None = None,
) -> tuple[CheckResult, ...]:
    """Results in the order of the checks."""
    return outcomes_on(connection, checks, columns, types)[0]


def exceptions_on(connection: duckdb.DuckDBPyConnection, check: Check, *keys: str) -> Result:
    """The rows that break the check."""
    query = exception_query(check, AS_OF, "duckdb", keys)
    assert query is not None
    return over(connection).run(query)


def table_of(columns: Mapping[str, str], rows: Iterable[Sequence[Any]], name: str = "t") -> duckdb.DuckDBPyConnection:
    """A connection with one table of these columns and types."""
    connection = duckdb.connect()
    written = ", ".join(f'"{column}" {type_}' for column, type_ in columns.items())
    connection.execute(f"CREATE TABLE {name} ({written})")
    slots = ", ".join("?" for _ in columns)
    for row in rows:
        connection.execute(f"INSERT INTO {name} VALUES ({slots})", list(row))
    return connection
