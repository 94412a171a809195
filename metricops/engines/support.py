"""How well each warehouse is supported; documentation and tests read this table."""

from enum import StrEnum


class Support(StrEnum):
    """A level of support; each includes the ones that follow it."""

    EXECUTED = "executed"  # connected to, and its queries run in the tests
    CHECKED = "checked"  # its SQL is read by the vendor's own parser in the tests
    RENDERED = "rendered"  # its SQL is written, and not looked at by anything of the vendor's


SUPPORT = {
    "duckdb": Support.EXECUTED,
    "postgres": Support.EXECUTED,
    "bigquery": Support.RENDERED,
    "clickhouse": Support.RENDERED,
    "databricks": Support.RENDERED,
    "redshift": Support.RENDERED,
    "snowflake": Support.RENDERED,
    "spark": Support.RENDERED,
    "trino": Support.RENDERED,
}
