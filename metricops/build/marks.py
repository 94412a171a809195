"""What was stored when partials were made, and what of it has changed since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from metricops.build.stretch import Stretch


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows whose partials were made together: from the row `first` up to `end`, which is left out."""

    number: int
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Marks:
    """How the rows of partials were stored; `asked` is what the partials had to hold, `joined` digests of tables.

    `defined` is a digest of how the rows' table and the joined ones are defined. `assumed` says what was taken for
    unchanged without proof, and `refused` why nothing is kept.
    """

    asked: str
    defined: str
    stretches: tuple[Stretch, ...] | None
    batches: tuple[Batch, ...]
    joined: tuple[str, ...] | None
    assumed: str = ""
    refused: str = ""

    def batch(self, row: int) -> int:
        """The number of the batch that a row is in."""
        return next(batch.number for batch in self.batches if batch.first <= row < batch.end)

    @property
    def end(self) -> int:
        """The number of the first row that is not among them."""
        return max((batch.end for batch in self.batches), default=0)


@dataclass(frozen=True, slots=True)
class Changed:
    """What must be read again: all rows from the row `first` on; and of those before it the days of some stretches, as
    they were and as they are; or nothing."""

    first: int
    end: int
    was: tuple[Stretch, ...] = ()
    now: tuple[Stretch, ...] = ()
    nothing: bool = False


def changed(old: Marks, new: Sequence[Stretch]) -> Changed | None:
    """What must be read again so that nothing is missed; None when that is everything."""
    assert old.stretches is not None, "asked only where stretches are known"
    before, now = ({s.first: s for s in some} for some in (old.stretches, new))
    same = {first for first, one in now.items() if first in before and _alike(before[first], one)}
    was, are = ([s for first, s in some.items() if first not in same] for some in (before, now))
    end = max((s.end for s in new), default=0)
    if not was and not are:
        return Changed(end, end, nothing=True)
    start = min(s.first for s in (*was, *are))
    bounds = [b.first for b in old.batches if b.first >= start] + [old.end]
    first = min(b for b in bounds if b >= start) if start <= old.end else None
    if first is None or not first or first > end:
        return None
    return Changed(first, end, tuple(s for s in was if s.first < first), tuple(s for s in are if s.first < first))


def _alike(old: Stretch, new: Stretch) -> bool:
    return old.rows == new.rows and old.said == new.said


def written(marks: Marks) -> dict[str, Any]:
    """The marks as JSON has them."""
    stretches = [
        [s.first, s.rows, s.said, s.pages, s.blocks, *(day.isoformat() for day in s.days or ())]
        for s in marks.stretches or ()
    ]
    return {
        "asked": marks.asked,
        "defined": marks.defined,
        "stretches": None if marks.stretches is None else stretches,
        "batches": [[b.number, b.first, b.end] for b in marks.batches],
        "joined": None if marks.joined is None else list(marks.joined),
        "assumed": marks.assumed,
        "refused": marks.refused,
    }


def read(found: Mapping[str, Any]) -> Marks:
    """The marks of JSON that `written` made; raises KeyError, TypeError or ValueError for any other."""
    stretches = found["stretches"]
    joined = found["joined"]
    return Marks(
        str(found["asked"]),
        str(found["defined"]),
        None if stretches is None else tuple(_stretch(*one) for one in stretches),
        tuple(Batch(*one) for one in found["batches"]),
        None if joined is None else tuple(joined),
        str(found["assumed"]),
        str(found["refused"]),
    )


def _stretch(first: int, rows: int, said: str, pages: str, blocks: list[int], *days: str) -> Stretch:
    ends = tuple(date.fromisoformat(day) for day in days)
    return Stretch(first, rows, said, (ends[0], ends[1]) if ends else None, pages, tuple(blocks))
