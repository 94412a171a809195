"""Windows that move over a grid say what ranges of days say, whatever rows, spine and question are drawn."""

from datetime import date
from math import isclose
from typing import Any

import duckdb
from hypothesis import given, settings

from tests.properties.moving import Asked, Fact, asked, forms, spines, tables

WAREHOUSE = duckdb.connect()


def holding(rows: list[Fact], spine: list[date]) -> None:
    """The warehouse with these rows and no others."""
    WAREHOUSE.execute("create or replace table facts (happened_on date, segment varchar, kind varchar, amount integer)")
    WAREHOUSE.execute("create or replace table days (day date)")
    if rows:
        WAREHOUSE.executemany("insert into facts values (?, ?, ?, ?)", rows)
    if spine:
        WAREHOUSE.executemany("insert into days values (?)", [(day,) for day in spine])


def answered(sql: str) -> list[tuple[Any, ...]]:
    """The rows, without order."""
    return sorted(WAREHOUSE.execute(sql).fetchall(), key=str)


def alike(one: object, other: object) -> bool:
    """Equal, averages up to the order in which they were added up."""
    return isclose(one, other, rel_tol=1e-9) if isinstance(one, float) and isinstance(other, float) else one == other


@settings(max_examples=60, deadline=None)
@given(tables, spines, asked)
def test_frames_say_what_ranges_of_days_say(rows: list[Fact], spine: list[date], question: Asked) -> None:
    holding(rows, spine)
    by_ranges, *by_frames = map(answered, forms(question, "duckdb"))
    for found in by_frames:
        assert len(found) == len(by_ranges)
        for one, other in zip(found, by_ranges, strict=True):
            assert all(map(alike, one, other))
