"""Great Expectations over an open DuckDB: what it says itself of a table's expectations."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from metricops.engines.duckdb import DuckDB
from metricops.errors import EngineError
from metricops.manifest import Relation

Document = Mapping[str, Any]
COUNTS = {"result_format": "BASIC", "partial_unexpected_count": 0}
INSTALL = 'pip install "metricops[gx]"'


def judged(engine: object, relation: Relation, expectations: Sequence[Document]) -> tuple[Document, ...]:
    """Its result of every expectation of a table, in their order; one that it could not evaluate says so itself.

    Expectations are as it saves them. Raises EngineError when it is not installed, for any other warehouse than
    DuckDB, and when it gives no results at all.
    """
    if not isinstance(engine, DuckDB):
        raise EngineError("Great Expectations is run over DuckDB only", hint="leave out --engine gx")
    with _quiet():
        try:
            import great_expectations as gx  # noqa: PLC0415  takes seconds

            batch = _table(gx, engine, relation)
        except ImportError as fault:
            raise EngineError("Great Expectations is not installed", hint=INSTALL) from fault
        try:
            numbered = [{**each, "meta": {"n": n}} for n, each in enumerate(expectations)]
            suite = gx.ExpectationSuite("suite", expectations=numbered)
            found = batch.validate(suite, result_format=COUNTS).to_json_dict()["results"]
        except Exception as fault:  # of any library below it: nothing that it raises says that data are wrong
            raise EngineError(f"Great Expectations could not evaluate the suite: {_first_line(fault)}") from fault
    by_number = {each["expectation_config"]["meta"]["n"]: each for each in found}
    return tuple(by_number[n] for n in range(len(numbered)))


def _table(gx: Any, engine: DuckDB, relation: Relation) -> Any:
    import duckdb_engine  # noqa: PLC0415  a driver

    class Kept(duckdb_engine.ConnectionWrapper):
        """Ignores what SQLAlchemy does between statements: a rollback would drop the pending result."""

        def begin(self) -> None:
            """Nothing begins."""

        def commit(self) -> None:
            """Nothing is pending."""

        def rollback(self) -> None:
            """Nothing is taken back."""

        def close(self) -> None:
            """The connection stays open for whoever opened it."""
            self.closed = True

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_sql(
        "warehouse",
        connection_string="duckdb:///:memory:",
        kwargs={"creator": lambda: Kept(engine.cursor())},
        create_temp_table=False,
    )
    asset = source.add_table_asset(relation.name, table_name=relation.name, schema_name=relation.schema)
    return asset.add_batch_definition_whole_table("all").get_batch()


@contextmanager
def _quiet() -> Iterator[None]:
    """Its warnings are about its own workings; what matters stands in its results."""
    loggers = [logging.getLogger(name) for name in ("great_expectations", "py.warnings")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _first_line(fault: BaseException) -> str:
    return (str(fault).splitlines() or [type(fault).__name__])[0]
