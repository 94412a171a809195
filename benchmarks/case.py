"""A case: what is measured, against which frozen reference, and the goal; and what measuring it brought."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.ground import Ground

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """The number of a case in the case's unit; `ours` and `reference` are CPU seconds where it is their ratio.

    `peak` is the most memory, in MB, that the product's part took, where the case can tell by itself.
    """

    value: float
    ours: float | None = None
    reference: float | None = None
    note: str = ""
    peak: float | None = None


class Skipped(Exception):
    """A case cannot be measured here, and why."""


@dataclass(frozen=True, slots=True)
class Race:
    """The product and a reference in turn in one process; the value is the ratio of their CPU times, by `per`.

    `rows` are the product's; `truth` are the same rows by SQL that was written by hand and shares nothing with the
    product. The first `keys` columns name a row. A `sampled` truth holds only some of the keys: others are not
    compared. `pairs` is how often both run at least; a competitor that takes minutes runs once.
    """

    ours: Callable[[Ground], object]
    reference: Callable[[Ground], object]
    rows: Callable[[Ground], list[Row]]
    truth: Callable[[Ground], list[Row]]
    keys: int
    per: int = 1
    pairs: int = 3
    sampled: bool = False


@dataclass(frozen=True, slots=True)
class Alone:
    """Something measured by itself, which raises AssertionError for a wrong answer and Skipped."""

    measure: Callable[[Ground], Measured]


@dataclass(frozen=True, slots=True)
class Case:
    """A row of the table.

    `goal` is the most that its value may be; `must` are the words of a goal that is met by finishing; without both
    the value is only told. `ground` names the tables it reads; none is generated for an empty one.
    """

    name: str
    title: str
    against: str
    goal: float | None
    work: Race | Alone
    unit: str = "×"
    ground: str = "facts"
    must: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case; `peak` is the most memory, in MB, of a process that did only the product's part once."""

    value: float | None = None
    ours: float | None = None
    reference: float | None = None
    peak: float | None = None
    note: str = ""
    failed: str = ""
    skipped: str = ""


def of_sql(
    ours: Callable[[Ground], str],
    reference: str,
    truth: str,
    keys: int,
    *,
    per: int = 1,
    pairs: int = 3,
    sampled: bool = False,
) -> Race:
    """A race between two queries; the product's time includes planning and compiling its own."""
    return Race(
        ours=lambda ground: ground.drain(ours(ground)),
        reference=lambda ground: ground.drain(reference),
        rows=lambda ground: ground.fetch(ours(ground)),
        truth=lambda ground: ground.fetch(truth),
        keys=keys,
        per=per,
        pairs=pairs,
        sampled=sampled,
    )
