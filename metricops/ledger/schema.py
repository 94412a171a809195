"""The ledger's tables, version by version; SQLite's user_version says which a file has."""

import sqlite3

MIGRATIONS = (
    (
        """
        CREATE TABLE event (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            run TEXT NOT NULL,
            at TEXT NOT NULL,
            as_of TEXT NOT NULL,
            body TEXT NOT NULL
        )
        """,
        "CREATE INDEX event_by_subject ON event (kind, subject)",
        "CREATE INDEX event_by_run ON event (run)",
        """
        CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'events are never changed'); END
        """,
        """
        CREATE TRIGGER event_is_not_removed BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'events are never removed'); END
        """,
    ),
    ("CREATE INDEX event_by_subject_and_day ON event (kind, subject, as_of)",),
)
"""Each entry leads from one version to the next; entries are added, never changed."""


def version(connection: sqlite3.Connection) -> int:
    """How many migrations the file has."""
    ((number,),) = connection.execute("PRAGMA user_version").fetchall()
    return int(number)


def migrate(connection: sqlite3.Connection) -> None:
    """Brings the file to the latest version, inside the caller's transaction."""
    for number, statements in enumerate(MIGRATIONS[version(connection) :], start=version(connection) + 1):
        for statement in statements:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")
