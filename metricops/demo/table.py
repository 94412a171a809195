"""A table of the demo warehouse: named, typed columns and rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Table:
    """Columns are (name, DuckDB type); every row has one Python value a column, None where the source has nothing."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[object, ...], ...]

    def loaded_at(self, moment: datetime) -> Table:
        """The same table with the column `_loaded_at`, which says when its rows reached the warehouse."""
        columns = (*self.columns, ("_loaded_at", "TIMESTAMP"))
        return replace(self, columns=columns, rows=tuple((*row, moment) for row in self.rows))


def table(columns: str, rows: Iterable[tuple[object, ...]]) -> Table:
    """A table from a listing such as `account_id VARCHAR` (one column a line) and its rows."""
    named = tuple((name, kind) for name, kind in (line.split(maxsplit=1) for line in columns.strip().splitlines()))
    return Table(named, tuple(rows))
