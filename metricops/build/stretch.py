"""Rows of a table that are stored together: what is stored as before holds what it held before."""

from dataclasses import dataclass
from datetime import date

Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows that are stored together: the number of the first, how many, a digest of where and what they are.

    `days` are the first and last of a column of times; None when they are not told, or when some have no time. `pages`
    is a digest of the pages that tell of them and `blocks` where they lie, both only when they were read from the file.
    """

    first: int
    rows: int
    said: str
    days: Days | None = None
    pages: str = ""
    blocks: tuple[int, ...] = ()

    @property
    def end(self) -> int:
        """The number of the first row behind it."""
        return self.first + self.rows
