"""How a table's rows are stored, stretch by stretch: what is stored as before holds what it held before.

A DuckDB table lies in stretches of about 120,000 rows. Stretches that a change does not touch stay where they are, and
every block of the file begins with a checksum of what is in it, so that the same blocks with the same checksums and no
row deleted are the same rows. Nothing here is guessed: what cannot be told is None, and then all rows are read.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from metricops.build.execution import run
from metricops.build.names import quote

if TYPE_CHECKING:
    import duckdb

HEADER, HEADERS = 4096, 3
BLOCK_SIZE_AT = HEADER + 40  # in the first of the two headers that say where the newest state stands
SIZES = range(16 * 1024, 256 * 1024 + 1)
SEGMENTS = """
SELECT row_group_id, column_path, segment_type, count, persistent AND NOT has_updates, block_id, additional_block_ids,
       CASE WHEN lower(column_name) = lower(?) AND segment_type <> 'VALIDITY' THEN stats END,
       concat_ws('|', column_path, segment_id, segment_type, count, compression, block_id, block_offset,
                 CASE WHEN block_id < 0 THEN stats::VARCHAR END)
FROM pragma_storage_info(?) ORDER BY row_group_id, column_path, segment_id, segment_type
"""
"""What lies in no block is the same for a whole segment, and stands in its statistics."""

Checksums = Mapping[int, bytes]
Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows that are stored together: the number of the first, how many, a digest of where and what they are.

    `days` are the first and last of a column of times; None when they are not told, or when some have no time.
    """

    first: int
    rows: int
    said: str
    days: Days | None = None

    @property
    def end(self) -> int:
        """The number of the first row behind it."""
        return self.first + self.rows


def checksums(path: Path) -> Checksums | None:
    """The checksum of every block of a database file; None for a file that is not laid out as expected.

    To be called before the file is opened by DuckDB: closing it gives back the locks of this process.
    """
    with path.open("rb") as file:
        (size,) = struct.unpack("<Q", os.pread(file.fileno(), 8, BLOCK_SIZE_AT).ljust(8, b"\0"))
        if size not in SIZES or size % HEADER:
            return None
        blocks = (os.fstat(file.fileno()).st_size - HEADERS * HEADER) // size
        return {n: os.pread(file.fileno(), 8, HEADERS * HEADER + n * size) for n in range(blocks)}


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


def _stretch(first: int, segments: list[tuple[Any, ...]], known: Checksums) -> Stretch | None:
    digest, rows = sha256(), 0
    for _, path, kind, count, stored, block, more, _, text in segments:
        blocks = [block, *(more or ())]
        if not stored or any(b >= 0 and b not in known for b in blocks):
            return None
        rows += count if path == "[0]" and kind != "VALIDITY" else 0
        digest.update(text.encode("utf-8", "surrogatepass"))
        digest.update(b"".join(known[b] for b in blocks if b >= 0))
    of_time = [stats for *_, stats, _ in segments if stats is not None]
    return Stretch(first, rows, digest.hexdigest()[:32], _days(of_time)) if rows else None


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
    named = ".".join(quote(part) for part in table.split("."))
    ((there,),) = run(connection, f"SELECT count(*) FROM {named}")
    ((last,),) = run(connection, f"SELECT count(*) FROM {named} WHERE rowid >= {rows - 1}")
    return there == rows and (last == 1 or rows == 0)
