"""What each SQL dialect can do and how far it is tested: one table that engines, docs and tests read."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from metricops.diagnostics import did_you_mean, error
from metricops.errors import QueryError

Percentiles = Literal["within group", "continuous only", "short", "percentile", "quantile", "element", "offset"]


class Support(StrEnum):
    """How far a dialect is tested; each level includes the ones that follow it."""

    EXECUTED = "executed"  # connected to, and its queries run in the tests
    CHECKED = "checked"  # its SQL is read by the vendor's own parser in the tests
    RENDERED = "rendered"  # its SQL is written, and read by a parser that is not the vendor's


@dataclass(frozen=True, slots=True)
class Dialect:
    """A dialect by sqlglot's name, how far it is tested, and the forms it needs instead of the plain ones."""

    name: str
    support: Support
    typed_nulls: bool = False  # NULL in a UNION takes the type of the first branch
    cast_before_trunc: bool = False  # truncating a DATE gives a time with zone, or a time that no date is beside
    sunday_weeks: bool = False  # truncating to a week gives a Sunday
    plain_dates: bool = False  # a date cannot be compared with a time that has a zone
    ordered_row_numbers: bool = False  # row_number() must be told an order
    names_are_rows: bool = False  # a table's name, bare, is its whole row before it is a column
    enclosed_fields: bool = False  # a.b.c is a column c of a table b, never a field c of a column b
    no_null_safe: bool = False  # IS NOT DISTINCT FROM is not known
    moving_frames: bool = True  # windows take RANGE BETWEEN n PRECEDING over whole numbers
    counts_ifs: bool = False  # counting where something holds takes less time than adding ones
    day_series: bool = False  # UNNEST(GENERATE_SERIES(first, last, INTERVAL 1 DAY)) lists days
    slow_trunc: bool = False  # truncating a time costs more than reading it
    joins_as_written: bool = False  # outer joins are made in the order of the text
    percentiles: Percentiles = "within group"  # how an exact one is written
    approximates: bool = True  # whether there is an aggregate for approximate percentiles
    date_parts: tuple[tuple[str, str], ...] = ()  # other names, where they differ; toName is a function
    settings: tuple[tuple[str, int], ...] = ()  # at the end of a statement


SPARK = (("ISODOW", "DAYOFWEEK_ISO"),)
CLICKHOUSE = (
    ("aggregate_functions_null_for_empty", 1),  # a sum over no rows is NULL
    ("join_use_nulls", 1),  # so is what a row without a match would be joined to
    ("prefer_column_name_to_alias", 1),  # a name in WHERE is a column's before it is an output's
)

DIALECTS: dict[str, Dialect] = {
    d.name: d
    for d in (
        Dialect(
            "duckdb",
            Support.EXECUTED,
            counts_ifs=True,
            day_series=True,
            slow_trunc=True,
            joins_as_written=True,
            percentiles="short",
        ),
        Dialect(
            "postgres",
            Support.EXECUTED,
            typed_nulls=True,
            cast_before_trunc=True,
            enclosed_fields=True,
            approximates=False,
        ),
        Dialect(
            "bigquery",
            Support.CHECKED,
            cast_before_trunc=True,
            sunday_weeks=True,
            plain_dates=True,
            names_are_rows=True,
            percentiles="offset",
            date_parts=(("ISODOW", "DAYOFWEEK"), ("DOY", "DAYOFYEAR")),
        ),
        Dialect(
            "clickhouse",
            Support.CHECKED,
            percentiles="quantile",
            approximates=False,
            date_parts=(("ISODOW", "toDayOfWeek"), ("DOY", "toDayOfYear")),
            settings=CLICKHOUSE,
        ),
        Dialect("databricks", Support.RENDERED, ordered_row_numbers=True, percentiles="percentile", date_parts=SPARK),
        Dialect(
            "redshift",
            Support.RENDERED,
            moving_frames=False,
            typed_nulls=True,
            cast_before_trunc=True,
            no_null_safe=True,
            percentiles="continuous only",
            date_parts=(("ISODOW", "DOW"),),
        ),
        Dialect("snowflake", Support.RENDERED, ordered_row_numbers=True, date_parts=(("ISODOW", "DAYOFWEEKISO"),)),
        Dialect("spark", Support.CHECKED, ordered_row_numbers=True, percentiles="percentile", date_parts=SPARK),
        Dialect("trino", Support.RENDERED, percentiles="element", date_parts=(("ISODOW", "DAY_OF_WEEK"),)),
    )
}


def dialect_named(name: str) -> Dialect:
    """The dialect of this name, in any case; raises QueryError for any other."""
    known = DIALECTS.get(name.lower())
    if known is None:
        hint = did_you_mean(name, DIALECTS) or f"dialects are {', '.join(sorted(DIALECTS))}"
        raise QueryError((error("P037", f'"{name}" is not an SQL dialect that is known here', None, hint),))
    return known
