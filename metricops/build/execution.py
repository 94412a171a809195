"""Makes tables and views in one transaction of DuckDB; a fault of a model's SQL is told at its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from metricops.build.models import Model, Seed
from metricops.build.names import Names, quote, quoted, written
from metricops.build.templates import render
from metricops.diagnostics import Diagnostic, did_you_mean, error
from metricops.engines.duckdb_faults import refusal
from metricops.engines.interruptible import interruptible
from metricops.manifest import Relation
from metricops.source import Fragment, Span

if TYPE_CHECKING:
    import duckdb

WORD = re.compile(r"[\w.]+")
CSV = "header = true, delim = ',', quote = '\"', escape = '\"'"
RAW_FIRST = "raw tables must stand in the file before the models are built"
ONE_SELECT = "a model is one SELECT; metricops writes the CREATE around it"
EXISTING = """
SELECT table_type FROM information_schema.tables
WHERE lower(table_schema) = lower(?) AND lower(table_name) = lower(?) AND table_catalog = current_database()
"""
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What was made: its name, where it stands, `table`, `view` or `seed`, and a table's number of rows."""

    name: str
    relation: Relation
    kind: str
    rows: int | None


class RefusedError(Exception):
    """A model or seed that DuckDB refused; `fault` says it as a diagnostic."""

    def __init__(self, fault: Diagnostic) -> None:
        self.fault = fault
        super().__init__(fault.message)


def execute(
    connection: duckdb.DuckDBPyConnection, resources: Sequence[Seed | Model], names: Names, progress: Progress
) -> tuple[Built, ...]:
    """Makes everything in the order given. Raises RefusedError; the transaction is the caller's."""
    built: list[Built] = []
    for each in resources:
        progress(len(built), len(resources), each.name)
        run(connection, f"CREATE SCHEMA IF NOT EXISTS {quote(each.relation.schema or '')}")
        _drop(connection, each.relation)
        built.append(_seed(connection, each) if isinstance(each, Seed) else _model(connection, each, names))
    return tuple(built)


def run(connection: duckdb.DuckDBPyConnection, sql: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
    """The rows of one statement; Ctrl-C stops it."""
    return interruptible(lambda: connection.execute(sql, values).fetchall(), connection.interrupt, None)


def _drop(connection: duckdb.DuckDBPyConnection, relation: Relation) -> None:
    """A table cannot be replaced by a view, nor a view by a table: what stands there goes first."""
    for (kind,) in run(connection, EXISTING, [relation.schema, relation.name]):
        run(connection, f"DROP {'VIEW' if kind == 'VIEW' else 'TABLE'} {quoted(relation)}")


def _seed(connection: duckdb.DuckDBPyConnection, seed: Seed) -> Built:
    import duckdb  # noqa: PLC0415  a driver

    sql = f"CREATE TABLE {quoted(seed.relation)} AS SELECT * FROM read_csv(?, {CSV})"
    try:
        run(connection, sql, [str(seed.path)])
    except duckdb.Error as fault:
        message = f'seed "{seed.name}" failed: {refusal(str(fault)).message}'
        raise RefusedError(error("B008", message, seed.span)) from fault
    return Built(seed.name, seed.relation, "seed", _count(connection, seed.relation))


def _model(connection: duckdb.DuckDBPyConnection, model: Model, names: Names) -> Built:
    import duckdb  # noqa: PLC0415  a driver

    text = render(model.template, lambda call: written(call, names))
    head = f"CREATE {model.how.materialized.upper()} {quoted(model.relation)} AS\n"
    try:
        if not text.text.strip() or len(connection.extract_statements(head + text.text)) > 1:
            how_many = "several statements" if text.text.strip() else "no statement"
            raise RefusedError(error("B009", f'model "{model.name}" holds {how_many}', model.span, ONE_SELECT))
        run(connection, f"{head}{text.text}\n")
    except duckdb.Error as fault:
        raise RefusedError(_fault(model, text, len(head), str(fault))) from fault
    rows = _count(connection, model.relation) if model.how.materialized == "table" else None
    return Built(model.name, model.relation, model.how.materialized, rows)


def _fault(model: Model, text: Fragment, head: int, said: str) -> Diagnostic:
    """The fault at the word that DuckDB points to, or at the start of the model."""
    found = refusal(said)
    hint = did_you_mean(found.table or found.column, found.candidates) or (RAW_FIRST if found.table else "")
    span = model.span if found.position is None else _word(text, found.position - head)
    why = f'table "{found.table}" does not exist' if found.table else found.message
    return error("B008", f'model "{model.name}" failed: {why}', span, hint)


def _word(text: Fragment, position: int) -> Span:
    """The place of the word at a position in bytes; DuckDB points behind the text when its end is missing."""
    before = text.text.encode()[: max(position, 0)].decode(errors="ignore")
    at = min(len(before), len(text.text.rstrip()) - 1)
    word = WORD.match(text.text, at)
    return text.at(at, word.end() if word else at + 1)


def _count(connection: duckdb.DuckDBPyConnection, relation: Relation) -> int:
    ((rows,),) = run(connection, f"SELECT count(*) FROM {quoted(relation)}")
    return int(rows)
