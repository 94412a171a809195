"""Great Expectations itself over a DuckDB table or a pandas frame: the expectations of a suite, as it judges them."""

import sqlite3
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

import duckdb

Expectation = tuple[str, dict[str, Any]]  # its name in snake case and its arguments


class Witness:
    """One context for the whole session: importing and starting Great Expectations takes seconds."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import great_expectations

            self._gx = great_expectations
            context: Any = great_expectations.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}
        self._context = context
        self._sources = 0

    def over_duckdb(
        self, connection: duckdb.DuckDBPyConnection, table: str, expectations: Sequence[Expectation]
    ) -> list[dict[str, Any]]:
        """The results of a table, in the order of the expectations."""
        return self._validated(self._batch(connection, table), expectations)

    def suite(self, name: str, expectations: Sequence[Mapping[str, Any]]) -> Any:
        """A suite as Great Expectations loads it from what a file says."""
        return self._gx.ExpectationSuite(name, expectations=[dict(each) for each in expectations])

    def suite_over_duckdb(
        self, connection: duckdb.DuckDBPyConnection, table: str, suite: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """The results of a suite, in the order of its expectations, whose names are in their `meta`."""
        loaded = self.suite(suite["name"], suite["expectations"])
        found = self._batch(connection, table).validate(loaded, result_format="SUMMARY").to_json_dict()["results"]
        by_name = {each["expectation_config"]["meta"]["metricops"]["check"]: each for each in found}
        return [by_name[each["meta"]["metricops"]["check"]] for each in suite["expectations"]]

    def _batch(self, connection: duckdb.DuckDBPyConnection, table: str) -> Any:
        import duckdb_engine

        class Kept(duckdb_engine.ConnectionWrapper):
            """Ignores what SQLAlchemy does between statements: a rollback would drop the pending result."""

            def begin(self) -> None:
                """Nothing begins."""

            def commit(self) -> None:
                """Nothing is pending."""

            def rollback(self) -> None:
                """Nothing is taken back."""

            def close(self) -> None:
                self.closed = True

        self._sources += 1
        source = self._context.data_sources.add_sql(
            f"duckdb_{self._sources}",
            connection_string="duckdb:///:memory:",
            kwargs={"creator": lambda: Kept(connection.cursor())},
            create_temp_table=False,
        )
        return source.add_table_asset(table, table_name=table).add_batch_definition_whole_table("all").get_batch()

    def over_sqlite(
        self, column: str, values: Sequence[str | None], expectations: Sequence[Expectation]
    ) -> list[dict[str, Any]]:
        """The results of a table with one column of texts in SQLite."""
        self._sources += 1
        with tempfile.TemporaryDirectory() as folder:
            with closing(sqlite3.connect(f"{folder}/texts.db")) as connection, connection:
                connection.execute(f'CREATE TABLE t ("{column}" TEXT)')
                connection.executemany("INSERT INTO t VALUES (?)", [(value,) for value in values])
            name, where = f"sqlite_{self._sources}", f"sqlite:///{folder}/texts.db"
            source = self._context.data_sources.add_sqlite(name, connection_string=where, create_temp_table=False)
            asset = source.add_table_asset("t", table_name="t")
            return self._validated(asset.add_batch_definition_whole_table("all").get_batch(), expectations)

    def over_pandas(
        self, columns: Mapping[str, Sequence[Any]], expectations: Sequence[Expectation]
    ) -> list[dict[str, Any]]:
        """The results of a frame whose cells stay the Python values given."""
        import pandas

        self._sources += 1
        frame = pandas.DataFrame({name: pandas.Series(values, dtype=object) for name, values in columns.items()})
        source = self._context.data_sources.add_pandas(f"pandas_{self._sources}")
        batches = source.add_dataframe_asset("frame").add_batch_definition_whole_dataframe("all")
        return self._validated(batches.get_batch({"dataframe": frame}), expectations)

    def _validated(self, batch: Any, expectations: Sequence[Expectation]) -> list[dict[str, Any]]:
        made = [self._made(name, arguments, str(n)) for n, (name, arguments) in enumerate(expectations)]
        suite = self._gx.ExpectationSuite("suite", expectations=made)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = batch.validate(suite, result_format="SUMMARY").to_json_dict()["results"]
        by_number = {result["expectation_config"]["meta"]["n"]: result for result in found}
        return [by_number[str(n)] for n in range(len(expectations))]

    def _made(self, name: str, arguments: dict[str, Any], number: str) -> Any:
        kind = "".join(word.capitalize() for word in name.split("_"))
        return getattr(self._gx.expectations, kind)(**arguments, meta={"n": number})
