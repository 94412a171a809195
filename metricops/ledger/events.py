"""Events: facts with a date, which are appended and never changed."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from metricops.periods import Period

Number = int | float | Decimal
Segment = tuple[tuple[str, str | None], ...]  # (dimension, value as text)
RecordKey = tuple[str | None, ...]  # the values of a record's key as text


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run was made: `run` is its id, `at` when it was, `as_of` the day it looked from."""

    run: str
    at: datetime
    as_of: date
    command: str
    exit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """A metric's value as a run saw it, with fingerprints of the definition, the SQL and the calendar it came from.

    `watermark` says how far the data was loaded then; what is not known is empty.
    """

    run: str
    at: datetime
    as_of: date
    metric: str
    segment: Segment
    period: Period
    value: Number | None
    n: int
    numerator: Number | None = None
    denominator: Number | None = None
    definition: str = ""
    sql: str = ""
    calendar: str = ""
    watermark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A finding, or a record that violates a check, was told; `fingerprint` is what makes it the same one later."""

    run: str
    at: datetime
    as_of: date
    fingerprint: str
    subject: str
    status: str
    state: str = ""
    period: Period | None = None
    value: Number | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The records that broke a check as a run listed them; `columns` name the values of each record's key.

    `definition` is the fingerprint of the check then. A check that could not run lists nothing, not an empty list.
    """

    run: str
    at: datetime
    as_of: date
    check: str
    columns: tuple[str, ...]
    records: tuple[RecordKey, ...]
    definition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notified:
    """An owner is about to be told a change through a channel, was told it, or could not be: `outcome`.

    `channel` is the name of a variable, never an address.
    """

    run: str
    at: datetime
    as_of: date
    change: str
    channel: str
    owner: str
    outcome: str
    text: str


Event = Run | Observed | Told | Listed | Notified
