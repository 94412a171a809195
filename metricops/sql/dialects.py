"""What each SQL dialect can do and how far it is tested: one table that docs and tests read."""

from dataclasses import dataclass
from typing import Literal

from metricops.diagnostics import did_you_mean, error
from metricops.errors import QueryError

Support = Literal["executed", "checked", "rendered"]


@dataclass(frozen=True, slots=True)
class Dialect:
    """A dialect by sqlglot's name, how far it is tested, and the forms it needs instead of the plain ones."""

    name: str
    support: Support
    typed_nulls: bool = False  # NULL in a UNION takes the type of the first branch
    cast_before_trunc: bool = False  # truncating a DATE gives a time with zone


DIALECTS: dict[str, Dialect] = {
    d.name: d
    for d in (
        Dialect("duckdb", "executed"),
        Dialect("postgres", "executed", typed_nulls=True, cast_before_trunc=True),
        Dialect("snowflake", "rendered"),
        Dialect("bigquery", "rendered"),
        Dialect("databricks", "rendered"),
        Dialect("spark", "rendered"),
        Dialect("redshift", "rendered", typed_nulls=True, cast_before_trunc=True),
        Dialect("clickhouse", "rendered"),
        Dialect("trino", "rendered"),
    )
}


def dialect_named(name: str) -> Dialect:
    """The dialect of this name, in any case; raises QueryError for any other."""
    known = DIALECTS.get(name.lower())
    if known is None:
        hint = did_you_mean(name, DIALECTS) or f"dialects are {', '.join(sorted(DIALECTS))}"
        raise QueryError((error("P037", f'"{name}" is not an SQL dialect that is known here', None, hint),))
    return known
