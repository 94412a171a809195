"""How a table's rows are stored, as DuckDB tells it, stretch by stretch.

A DuckDB table lies in stretches of about 120,000 rows. Stretches that a change does not touch stay where they are, and
every block of the file begins with a checksum of what is in it, so that the same blocks with the same checksums and no
row deleted are the same rows. Nothing here is guessed: what cannot be told is None, and then all rows are read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from metricops.build.execution import run
from metricops.build.names import quote
from metricops.build.pages import Checksums
from metricops.build.reading import Table, lowered
from metricops.build.stretch import Days, Stretch

if TYPE_CHECKING:
    import duckdb

SEGMENTS = """
SELECT row_group_id, column_path, segment_type, count, persistent AND NOT has_updates, block_id, additional_block_ids,
       CASE WHEN lower(column_name) = lower(?) AND segment_type <> 'VALIDITY' THEN stats END,
       concat_ws('|', column_path, segment_id, segment_type, count, compression, block_id, block_offset,
                 CASE WHEN block_id < 0 THEN stats::VARCHAR END)
FROM pragma_storage_info(?) ORDER BY row_group_id, column_path, segment_id, segment_type
"""
"""What lies in no block is the same for a whole segment, and stands in its statistics."""
DEFINITIONS = "SELECT schema_name, table_name, sql FROM duckdb_tables() WHERE database_name = current_database()"


def definitions(connection: duckdb.DuckDBPyConnection) -> dict[Table, str]:
    """How every table is defined: its columns in order with names, types, collations and how they are generated.

    Where rows lie says nothing of it: columns that swap their names leave every row where it was.
    """
    return {lowered((schema, name)): sql for schema, name, sql in run(connection, DEFINITIONS)}


def stretches(
    connection: duckdb.DuckDBPyConnection, table: str, known: Checksums | None, time: str = ""
) -> tuple[Stretch, ...] | None:
    """The stretches of a table, in order, with the days of the column `time`; None when rows cannot be told apart.

    Rows must all be there: where some were deleted, numbers of rows say nothing of where they are stored.
    """
    if known is None:
        return None
    groups: dict[int, list[tuple[Any, ...]]] = {}
    for segment in run(connection, SEGMENTS, [time, table]):
        groups.setdefault(int(segment[0]), []).append(segment)
    found, first = [], 0
    for _, segments in sorted(groups.items()):
        one = _stretch(first, segments, known)
        if one is None:
            return None
        found.append(one)
        first = one.end
    return tuple(found) if _is_whole(connection, table, first) else None


def dated(connection: duckdb.DuckDBPyConnection, table: str, time: str, some: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Some stretches with the first and last day of the column `time` in each."""
    ends = " ".join(f"WHEN rowid < {one.end} THEN {one.first}" for one in some)
    column = quote(time)
    found = run(
        connection,
        f"SELECT CASE {ends} END, min({column}), max({column}), count(*) > count({column}) "
        f"FROM {_named(table)} WHERE rowid >= {some[0].first} AND rowid < {some[-1].end} GROUP BY 1",
    )
    days = {first: _days([{"min": low, "max": high, "has_null": null}]) for first, low, high, null in found}
    return tuple(replace(one, days=days.get(one.first)) for one in some)


def _stretch(first: int, segments: list[tuple[Any, ...]], known: Checksums) -> Stretch | None:
    digest, rows, lies = sha256(), 0, set[int]()
    for _, path, kind, count, stored, block, more, _, text in segments:
        if not stored or block is None:  # rows that stand only in the log lie in no block yet
            return None
        blocks = [b for b in (block, *(more or ())) if b >= 0]
        if any(b not in known for b in blocks):
            return None
        rows += count if path == "[0]" and kind != "VALIDITY" else 0
        digest.update(text.encode("utf-8", "surrogatepass"))
        digest.update(b"".join(known[b] for b in blocks))
        lies.update(blocks)
    of_time = [stats for *_, stats, _ in segments if stats is not None]
    return Stretch(first, rows, digest.hexdigest()[:32], _days(of_time), "", tuple(sorted(lies))) if rows else None


def _days(stats: list[Any]) -> Days | None:
    """The days between all smallest and largest times; statistics may be wider than the rows, never narrower."""
    ends: list[Any] = []
    for one in stats:
        if not isinstance(one, Mapping) or one.get("has_null", True):
            return None
        ends += [one.get("min"), one.get("max")]
    days = [end.date() if isinstance(end, datetime) else end for end in ends if isinstance(end, date)]
    return (min(days), max(days)) if days and len(days) == len(ends) else None


def _is_whole(connection: duckdb.DuckDBPyConnection, table: str, rows: int) -> bool:
    """Whether rows are numbered from 0 without a gap."""
    named = _named(table)
    ((there,),) = run(connection, f"SELECT count(*) FROM {named}")
    ((last,),) = run(connection, f"SELECT count(*) FROM {named} WHERE rowid >= {rows - 1}")
    return there == rows and (last == 1 or rows == 0)


def _named(table: str) -> str:
    return ".".join(quote(part) for part in table.split("."))
