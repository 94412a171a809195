"""What is kept: sums of one model's rows by day and keys, found again by what its columns say."""

from collections.abc import Mapping
from dataclasses import dataclass

from metricops.manifest import Relation

ATTACHED = "metricops_partials"
"""The name under which a connection knows the file of partials."""

DAY = "day"


@dataclass(frozen=True, slots=True)
class Kept:
    """Partials of a model's rows, in `table` of the file of partials.

    `time` is what the rows' time says, `keys` and `measures` map what a value says to the column that holds it. None
    of them is a name of the definitions: whatever is renamed or redefined is not found any more, and read from rows.
    """

    table: str
    model: str
    source: Relation
    time: str
    keys: Mapping[str, str]
    measures: Mapping[str, str]
    rows: int
    groups: int

    @property
    def relation(self) -> Relation:
        """Where a query finds it."""
        return Relation(self.table, "main", ATTACHED)

    @property
    def factor(self) -> float:
        """Rows of the model for each of its partials."""
        return self.rows / max(self.groups, 1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one model by one of its times: its partials, or why none are kept.

    `done` says what was read for them, `without` what of the model they do not hold, after the reason.
    """

    model: str
    time: str
    by: tuple[str, ...] = ()
    kept: Kept | None = None
    done: str = ""
    without: tuple[tuple[str, tuple[str, ...]], ...] = ()
