"""The ledger's file: SQLite with a write-ahead log, so that many runs may write at once and none is lost."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from metricops.errors import LedgerError
from metricops.ledger.events import Event, Listed, Notified, Observed, Run, Told
from metricops.ledger.fold import first_seen, last_told
from metricops.ledger.rows import event, row
from metricops.ledger.schema import MIGRATIONS, migrate, version

WAIT = 30.0
"""Seconds to wait for other writers; each holds the file for milliseconds."""

MOST = 500
"""Subjects in one statement; SQLite allows 999 values in old versions."""

SELECT = "SELECT id, kind, subject, run, at, as_of, body FROM event WHERE kind = ?"
INSERT = "INSERT INTO event (kind, subject, run, at, as_of, body) VALUES (?, ?, ?, ?, ?, ?)"
INSTANCE = "subject, json_extract(body, '$.segment'), json_extract(body, '$.period')"
ELSEWHERE = '"ledger:" in metricops.yml names another place'

# (words of SQLite, what they mean)
FAULTS = (
    ("locked", f"other runs have kept it busy for {WAIT:g} s; run this again"),
    ("readonly", f"it may not be written; {ELSEWHERE}"),
    ("unable to open", f"its folder may not be written; {ELSEWHERE}"),
    ("full", "the disk is full"),
    ("not a database", f"it is not a ledger; {ELSEWHERE}"),
    ("malformed", "it is damaged; restore it from a copy"),
)


class Ledger:
    """The events in one file, which is made by the first event; reading one that is not there finds nothing.

    Every method raises LedgerError when the file cannot be read or written.
    """

    def __init__(self, path: Path, *, wait: float = WAIT) -> None:
        self.path, self.wait = path, wait

    def append(self, events: Iterable[Event]) -> None:
        """Adds events in their order: all of them, or none when it raises."""
        rows = [row(each) for each in events]
        if rows:
            with self._writing() as connection:
                connection.executemany(INSERT, rows)

    def append_run(self, run: str, events: Iterable[Event]) -> bool:
        """Adds the events of a run unless it stands there already; whether it was new, however many try at once."""
        rows = [row(each) for each in events]
        with self._writing() as connection:
            if connection.execute(f"{SELECT} AND subject = ?", ["run", run]).fetchone():
                return False
            connection.executemany(INSERT, rows)
        return True

    def runs(self) -> tuple[Run, ...]:
        """All runs in the order they were appended."""
        return tuple(found for found in self._events("run") if isinstance(found, Run))

    def observed(self, metric: str) -> tuple[Observed, ...]:
        """Everything observed of a metric, in the order it was appended."""
        return tuple(found for found in self._events("observed", [metric]) if isinstance(found, Observed))

    def last_observed(self, metrics: Iterable[str], run: str, since: date, until: date) -> tuple[Observed, ...]:
        """What other runs than `run` saw last of every segment and window of these metrics, looking from these days."""
        names = tuple(dict.fromkeys(metrics))
        found = self._rows(lambda connection: _last_observed(connection, names, (run, since, until)))
        return tuple(each for each in found if isinstance(each, Observed))

    def told(self, fingerprints: Iterable[str] | None = None, until: date | None = None) -> tuple[Told, ...]:
        """Everything told of these fingerprints, or of all, by runs that looked from a day not after `until`."""
        found = self._events("told", None if fingerprints is None else list(fingerprints))
        return tuple(each for each in found if isinstance(each, Told) and (until is None or each.as_of <= until))

    def last_told(self, fingerprints: Iterable[str] | None = None, until: date | None = None) -> dict[str, Told]:
        """What was told last of every fingerprint."""
        return last_told(self.told(fingerprints, until))

    def first_seen(self, fingerprints: Iterable[str] | None = None, until: date | None = None) -> dict[str, date]:
        """The day on which every fingerprint was first told as anything but fine."""
        return first_seen(self.told(fingerprints, until))

    def listed(self, checks: Iterable[str], until: date | None = None) -> tuple[Listed, ...]:
        """What was listed of these checks by runs that looked from a day not after `until`, in order appended."""
        found = self._events("listed", list(checks))
        return tuple(each for each in found if isinstance(each, Listed) and (until is None or each.as_of <= until))

    def notified(self) -> tuple[Notified, ...]:
        """Everything that owners were told through channels, in the order it was appended."""
        return tuple(each for each in self._events("notified") if isinstance(each, Notified))

    def claim(self, intents: Sequence[Notified], retried: str) -> tuple[Notified, ...]:
        """Appends the intents that nobody had before, or whose last outcome is `retried`; those, however many try."""
        with self._writing() as connection:
            about = _about(connection, "notified", tuple(dict.fromkeys(each.change for each in intents)))
            found = (event(each) for _, *each in about)
            last = {(e.change, e.channel, e.owner): e.outcome for e in found if isinstance(e, Notified)}
            mine = [e for e in intents if last.get((e.change, e.channel, e.owner), retried) == retried]
            connection.executemany(INSERT, [row(each) for each in mine])
        return tuple(mine)

    def _events(self, kind: str, subjects: Sequence[str] | None = None) -> list[Event]:
        if subjects is None:
            return self._rows(lambda connection: connection.execute(f"{SELECT} ORDER BY id", [kind]))
        return self._rows(lambda connection: _about(connection, kind, tuple(dict.fromkeys(subjects))))

    def _rows(self, ask: Callable[[sqlite3.Connection], Iterable[Any]]) -> list[Event]:
        """The events of the rows that come back; none while nothing was ever written."""
        if not self.path.exists():
            return []
        with self._open("rw") as connection:
            return [event(found) for _, *found in ask(connection)] if version(connection) else []

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that keeps other writers out from its beginning; it is kept when the block ends well."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise LedgerError(f'ledger "{self.path}": its folder cannot be made ({fault.strerror})') from fault
        with self._open("rwc") as connection:
            connection.execute("BEGIN IMMEDIATE")  # a plain BEGIN fails when two writers meet
            migrate(connection)
            yield connection
            connection.execute("COMMIT")

    @contextmanager
    def _open(self, mode: str) -> Iterator[sqlite3.Connection]:
        """A connection for one transaction; what is not committed at the end is taken back."""
        address = f"{self.path.absolute().as_uri()}?mode={mode}"
        try:
            with closing(sqlite3.connect(address, uri=True, timeout=self.wait, isolation_level=None)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
                self._refuse_newer(connection)
                yield connection
        except sqlite3.Error as fault:
            raise LedgerError(f'ledger "{self.path}": {_meaning(str(fault))}') from fault

    def _refuse_newer(self, connection: sqlite3.Connection) -> None:
        found = version(connection)
        if found > len(MIGRATIONS):
            message = f"it was written by a newer metricops (version {found}, known {len(MIGRATIONS)})"
            raise LedgerError(f'ledger "{self.path}": {message}; upgrade metricops')


def _about(connection: sqlite3.Connection, kind: str, subjects: Sequence[str]) -> list[Any]:
    """The rows about these subjects in the order they were appended."""
    found: list[Any] = []
    for start in range(0, len(subjects), MOST):
        some = subjects[start : start + MOST]
        marks = ", ".join("?" * len(some))
        found += connection.execute(f"{SELECT} AND subject IN ({marks})", [kind, *some])
    return sorted(found)


def _last_observed(connection: sqlite3.Connection, metrics: Sequence[str], seen: tuple[str, date, date]) -> list[Any]:
    """The last row of every metric, segment and window, in the order they were appended."""
    found: list[Any] = []
    run, since, until = seen
    for start in range(0, len(metrics), MOST):
        some = metrics[start : start + MOST]
        where = (
            f"kind = 'observed' AND subject IN ({', '.join('?' * len(some))}) AND run <> ? AND as_of BETWEEN ? AND ?"
        )
        last = f"SELECT max(id) FROM event WHERE {where} GROUP BY {INSTANCE}"
        given = (*some, run, since.isoformat(), until.isoformat())
        found += connection.execute(f"{SELECT} AND id IN ({last})", ["observed", *given])
    return sorted(found)


def _meaning(said: str) -> str:
    return next((meaning for words, meaning in FAULTS if words in said), said)
