"""Golden SQL in other dialects, read by parsers that are not the one that wrote it: PostgreSQL's own and SQLFluff's."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pglast
import pytest
import yaml
from sqlfluff.core import FluffConfig, Linter

import metricops as mo
from metricops.errors import QueryError
from metricops.sql.dialects import DIALECTS

if TYPE_CHECKING:
    from sqlfluff.core import ParsedString

HERE = Path(__file__).parent
CASES = sorted(p.parent.name for p in HERE.glob("*/query.yml"))
RUN = {"duckdb", "postgres", "clickhouse", "spark"}  # run every case (`make test`, `make dialects`)
PARSED = sorted(set(DIALECTS) - RUN)
REFUSED = {("redshift", "percentiles"), ("redshift", "percentiles_in_a_window")}
UNKNOWN = {("snowflake", "days_in_a_time_zone")}  # SQLFluff does not know the type TIMESTAMPTZ
POSTGRES = {
    *("avg", "count", "lag", "lead", "max", "min", "row_number", "sum"),
    *("date_trunc", "extract", "percentile_cont", "percentile_disc", "timezone"),
}


@pytest.fixture(scope="module")
def project() -> mo.Project:
    return mo.from_yaml([HERE / "models.yml"], schema="main")


@cache
def linter(dialect: str) -> Linter:
    return Linter(config=FluffConfig(overrides={"dialect": dialect}))


def read(sql: str, dialect: str) -> "ParsedString":
    return linter(dialect).parse_string(f"{sql}\n")


def asked(case: str) -> dict[str, Any]:
    query = yaml.safe_load((HERE / case / "query.yml").read_text())
    return {key: tuple(value) if key == "time_constraint" else value for key, value in query.items()}


def functions(of: Any) -> Iterator[str]:
    """The names of all functions in a tree of PostgreSQL's parser."""
    if isinstance(of, pglast.ast.FuncCall):
        yield of.funcname[-1].sval.lower()
    for child in of if isinstance(of, tuple) else [getattr(of, slot) for slot in of or ()]:
        if isinstance(child, pglast.ast.Node | tuple):
            yield from functions(child)


@pytest.mark.parametrize("case", CASES)
def test_postgresql_reads_every_case(project: mo.Project, case: str) -> None:
    (statement,) = pglast.parse_sql(project.sql(dialect="postgres", **asked(case)))
    assert set(functions(statement.stmt)) <= POSTGRES


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("dialect", PARSED)
def test_another_parser_reads_every_case(project: mo.Project, dialect: str, case: str) -> None:
    if (dialect, case) in REFUSED:
        with pytest.raises(QueryError, match="no exact aggregate"):
            project.sql(dialect=dialect, **asked(case))
        return
    found = read(project.sql(dialect=dialect, **asked(case)), dialect)
    assert bool(found.violations) is ((dialect, case) in UNKNOWN), [fault.desc() for fault in found.violations]


@pytest.mark.parametrize("dialect", PARSED)
def test_the_parsers_can_refuse(dialect: str) -> None:
    assert read("SELECT a FROM t GROUP WITHIN 1", dialect).violations
