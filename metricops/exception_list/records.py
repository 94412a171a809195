"""The records that break a check: since when, who mends them, which are new and which are mended since the last run."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from metricops.evaluate.values import CheckResult
from metricops.ledger import Listed, RecordKey
from metricops.manifest import Check, Waiver

LENGTH = 16


@dataclass(frozen=True, slots=True)
class Record:
    """A row that breaks a check; `values` stand in the columns of its list, `waiver` lets it pass."""

    key: RecordKey
    values: tuple[Any, ...]
    owner: str
    first_seen: date
    new: bool
    waiver: Waiver | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """A record that broke the check when it was last listed and no longer does."""

    key: RecordKey
    first_seen: date
    last_seen: date


@dataclass(frozen=True, slots=True)
class RecordList:
    """All records that break a check, waived ones among them, and those that no longer do.

    The first columns are those of the key, as many as a key has values. `before` is the day of the listing that this
    one is compared with, None for the first. `failed` says why nothing could be listed: then nothing is resolved.
    """

    as_of: date
    result: CheckResult
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    records: tuple[Record, ...] = ()
    resolved: tuple[Resolved, ...] = ()
    before: date | None = None
    failed: str = ""

    def age(self, record: Record) -> int:
        """Days since a record was first seen."""
        return (self.as_of - record.first_seen).days


def follow(
    result: CheckResult,
    columns: Sequence[str],
    keys: Sequence[str],
    rows: Iterable[tuple[Sequence[Any], Waiver | None]],
    events: Iterable[Listed],
    as_of: date,
) -> RecordList:
    """The records of a check beside what earlier days listed of it; `events` are of this check, in order appended.

    A record's age counts from the first listing of the unbroken row of listings that have it. Nothing is resolved by
    another definition of the check: what it no longer asks about may be as broken as before.
    """
    before = [event for event in _last_of_each_day(events, as_of) if event.columns == tuple(keys)]
    since = _since(before)
    records = tuple(_record(result, columns, len(keys), row, waiver, since, as_of) for row, waiver in rows)
    last = before[-1] if before else None
    same = last is not None and last.definition == definition(result.declared)
    now = {record.key for record in records}
    gone = [key for key in dict.fromkeys(last.records) if key not in now] if last and same else []
    return RecordList(
        as_of=as_of,
        result=result,
        columns=tuple(columns),
        keys=tuple(keys),
        records=records,
        resolved=tuple(Resolved(key, since[key], last.as_of) for key in gone) if last else (),
        before=last.as_of if last else None,
    )


def definition(check: Check | None) -> str:
    """The fingerprint of what a check asks of a row; who mends it and who is told do not matter."""
    if check is None:
        return ""
    texts = [(name, sql.text) for name, sql in check.expressions]
    asked = (check.kind, str(check.relation), str(check.where), texts, check.arguments)
    return sha256(repr(asked).encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]


def _last_of_each_day(events: Iterable[Listed], as_of: date) -> list[Listed]:
    """The last listing of every day before a date, earliest day first; a day listed again counts as listed last."""
    days = {event.as_of: event for event in events if event.as_of < as_of}
    return [days[day] for day in sorted(days)]


def _since(listings: Iterable[Listed]) -> dict[RecordKey, date]:
    """For every record of the last listing the day since which every listing had it."""
    since: dict[RecordKey, date] = {}
    for listing in listings:
        since = {key: since.get(key, listing.as_of) for key in listing.records}
    return since


def _record(
    result: CheckResult,
    columns: Sequence[str],
    keys: int,
    row: Sequence[Any],
    waiver: Waiver | None,
    since: dict[RecordKey, date],
    as_of: date,
) -> Record:
    key = tuple(_text(value) for value in row[:keys])
    return Record(key, tuple(row), _owner(result, columns, row), since.get(key, as_of), key not in since, waiver)


def _owner(result: CheckResult, columns: Sequence[str], row: Sequence[Any]) -> str:
    """Who mends a record: what its owner column says, else the owner of the check."""
    named = result.declared.owner_column.lower() if result.declared else ""
    at = next((i for i, column in enumerate(columns) if named and column.lower() == named), None)
    return result.owner if at is None or row[at] is None else str(row[at]).strip() or result.owner


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
