"""Coaching lists: for every owner the records to mend, the worst check first."""

from collections.abc import Iterable
from dataclasses import dataclass

from metricops.exception_list.records import Record, RecordList

NOBODY = "(no owner)"


@dataclass(frozen=True, slots=True)
class Coaching:
    """What one owner has to mend: records of each check, oldest first; waived ones are not asked of anybody."""

    owner: str
    lists: tuple[tuple[RecordList, tuple[Record, ...]], ...]

    @property
    def count(self) -> int:
        """How many records there are in all."""
        return sum(len(records) for _, records in self.lists)


def by_owner(lists: Iterable[RecordList]) -> tuple[Coaching, ...]:
    """Everybody's list, the longest first; of one owner the checks of the lowest tier with most records first."""
    owned: dict[str, list[tuple[RecordList, tuple[Record, ...]]]] = {}
    for found in lists:
        for owner, records in _split(found).items():
            oldest_first = sorted(records, key=lambda r: (r.first_seen, tuple(map(str, r.key))))
            owned.setdefault(owner or NOBODY, []).append((found, tuple(oldest_first)))
    every = (Coaching(owner, tuple(sorted(parts, key=_worst))) for owner, parts in owned.items())
    return tuple(sorted(every, key=lambda one: (-one.count, one.owner)))


def _split(found: RecordList) -> dict[str, list[Record]]:
    owned: dict[str, list[Record]] = {}
    for record in found.records:
        if record.waiver is None:
            owned.setdefault(record.owner, []).append(record)
    return owned


def _worst(part: tuple[RecordList, tuple[Record, ...]]) -> tuple[int, int, str]:
    found, records = part
    return found.result.tier, -len(records), found.result.check
