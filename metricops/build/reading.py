"""What is read from a DuckDB file before it is opened: the checksums of its blocks, and how its tables are stored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from metricops.build.pages import Checksums, Pages, UnknownLayoutError, checksums, is_logged, state
from metricops.build.row_groups import row_groups
from metricops.build.stretch import Stretch

Table = tuple[str, str]
"""The schema and the name of a table."""


def lowered(table: Table) -> Table:
    """A table as DuckDB tells tables apart, which is not by upper and lower case."""
    schema, name = table
    return schema.lower(), name.lower()


Known = Mapping[Table, Sequence[Stretch]]


@dataclass(frozen=True, slots=True)
class Reading:
    """The checksums, None for a file that is not laid out as expected; the stretches of the tables that are."""

    checksums: Checksums | None
    tables: Mapping[Table, tuple[Stretch, ...]]

    def stretches(self, table: Table, told: Sequence[Stretch] | None) -> tuple[Stretch, ...] | None:
        """The stretches of a table as they were read, if they are those that DuckDB told, with the days it told;
        otherwise those that it told."""
        found = self.tables.get(table)
        if told is None or found is None or not _agree(found, told):
            return None if told is None else tuple(replace(one, blocks=()) for one in told)
        return tuple(replace(one, days=other.days) for one, other in zip(found, told, strict=True))


def read_file(path: Path, tables: Iterable[Table], known: Known) -> Reading:
    """What can be read of a file and of some of its tables; nothing of tables whose changes stand in the log.

    `known` are stretches as they were before. To be called before the file is opened by DuckDB: closing it gives back
    the locks of this process.
    """
    with path.open("rb") as file:
        try:
            newest = state(file.fileno())
        except UnknownLayoutError:
            return Reading(None, {})
        pages = Pages(file.fileno(), newest, checksums(file.fileno(), newest))
        found = {} if is_logged(path) else _tables(pages, tables, known)
    return Reading(pages.checksums, found)


def _tables(pages: Pages, tables: Iterable[Table], known: Known) -> dict[Table, tuple[Stretch, ...]]:
    found = {}
    for schema, name in dict.fromkeys(tables):
        before = {one.first: one for one in known.get((schema, name), ()) if one.pages}
        try:
            found[schema, name] = row_groups(pages, schema, name, before)
        except UnknownLayoutError:
            continue
    return found


def _agree(read: Sequence[Stretch], told: Sequence[Stretch]) -> bool:
    """Whether both say the same rows in the same blocks."""
    return [(one.first, one.rows, one.blocks) for one in read] == [(one.first, one.rows, one.blocks) for one in told]
