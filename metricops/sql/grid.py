"""A grid: groups beside the days that have rows or are asked for, and the names of the tables that it is made in."""

from dataclasses import dataclass

from metricops.plan.frames import Series
from metricops.plan.plan import Aggregate
from metricops.sql.aggregates import Partials
from metricops.sql.frames import Frame
from metricops.sql.gaps import gap_columns
from metricops.sql.gathering import Seen
from metricops.sql.rows import Rows

ROW_DAY, GRID_DAY = "__row_day", "__day"


@dataclass(frozen=True, slots=True)
class Grid:
    """Parts that are read together, with the names of the tables they are computed in."""

    rows: Rows
    frame: Series
    seen: tuple[tuple[Seen, Frame], ...]
    marks: tuple[str, ...]
    once: dict[str, Aggregate]  # what is added up by day, for each column that comes out
    distinct: bool
    dense: bool  # whether every day of the windows that are asked for has a row, so that rows can be counted

    @property
    def by_day(self) -> str:
        """What was added up from the rows."""
        return f"{self.rows.part.name}__by_{self.frame.base}"

    @property
    def asked(self) -> str:
        """The times that are asked for, with the day that each looks at."""
        return f"{self.rows.part.name}__times"

    @property
    def calendar(self) -> str:
        """Every day that can count."""
        return f"{self.rows.part.name}__calendar"

    @property
    def groups(self) -> str:
        """The groups, with their first day and their last."""
        return f"{self.rows.part.name}__groups"

    @property
    def days(self) -> str:
        """Days with rows and days that are looked at."""
        return f"{self.rows.part.name}__grid"

    @property
    def moving(self) -> str:
        """The same with what their windows add up to."""
        return f"{self.rows.part.name}__moving"

    @property
    def keys(self) -> tuple[str, ...]:
        """The groups' columns."""
        return tuple(k.name for k in self.rows.own_keys)

    @property
    def columns(self) -> list[str]:
        """What is added up, by day and group."""
        if self.distinct:
            return gap_columns(self.rows, self.frames)
        return [c for a in self.rows.part.aggregates for c in Partials(a).columns]

    @property
    def frames(self) -> tuple[Frame, ...]:
        """Every frame once."""
        return tuple(dict.fromkeys(frame for _, frame in self.seen))

    @property
    def longest(self) -> int | None:
        """The days for which a row can count at most; None for ever."""
        found = [frame.days for frame in self.frames]
        return None if None in found else max(days for days in found if days is not None)


def rows_of(one: Seen) -> str:
    """The column that counts a part's own rows."""
    return f"__rows_of_{one.part.name}"
