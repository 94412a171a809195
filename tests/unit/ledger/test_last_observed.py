"""What other runs saw last: by metric, segment and window, between two days; from ledgers of every version."""

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from metricops.ledger import Ledger, Observed
from metricops.ledger.schema import MIGRATIONS
from metricops.periods import Period

FIRST, SECOND = date(2026, 11, 8), date(2026, 11, 15)
WEEK = Period(date(2026, 11, 2), FIRST)
SEEN = Observed(
    run="a", at=datetime(2026, 11, 9, tzinfo=UTC), as_of=FIRST, metric="kpi", segment=(), period=WEEK, value=1, n=1
)
SMB, NONE = (("segment", "SMB"),), (("segment", None),)


def last(ledger: Ledger, run: str = "z", since: date = WEEK.start, until: date = SECOND) -> list[Observed]:
    return list(ledger.last_observed(["kpi"], run, since, until))


def test_the_last_of_every_segment_and_window(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    later = replace(SEEN, run="b", as_of=SECOND, value=2)
    others = [replace(SEEN, segment=SMB), replace(SEEN, segment=NONE), replace(SEEN, period=Period(FIRST, SECOND))]
    ledger.append([SEEN, *others, later, replace(SEEN, metric="other", value=9)])
    assert last(ledger) == [*others, later]


def test_neither_the_run_itself_nor_days_outside(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    ledger.append([SEEN, replace(SEEN, run="b", value=2), replace(SEEN, run="c", as_of=SECOND, value=3)])
    assert [o.value for o in last(ledger, run="c")] == [2]
    assert [o.value for o in last(ledger, run="b", until=FIRST)] == [1]
    assert [o.value for o in last(ledger, since=SECOND)] == [3]
    assert last(ledger, since=date(2026, 11, 16)) == []


def test_no_ledger_and_no_metrics_find_nothing(tmp_path: Path) -> None:
    assert last(Ledger(tmp_path / "none.db")) == []
    ledger = Ledger(tmp_path / "ledger.db")
    ledger.append([SEEN])
    assert ledger.last_observed([], "z", WEEK.start, SECOND) == ()


def test_a_ledger_of_the_first_version_is_read_and_then_migrated(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    body = '{"metric":"kpi","segment":[],"period":["2026-11-02","2026-11-08"],"value":1,"n":1,"definition":""}'
    with sqlite3.connect(path) as connection:
        for statement in MIGRATIONS[0]:
            connection.execute(statement)
        connection.execute("PRAGMA user_version = 1")
        row = ("observed", "kpi", "a", "2026-11-09T00:00:00+00:00", "2026-11-08", body)
        connection.execute("INSERT INTO event (kind, subject, run, at, as_of, body) VALUES (?, ?, ?, ?, ?, ?)", row)
    ledger = Ledger(path)
    assert [(o.value, o.definition, o.watermark) for o in last(ledger)] == [(1, "", "")]
    ledger.append([replace(SEEN, run="b", value=2, definition="d", calendar="c", sql="s", watermark="w")])
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    (found,) = last(ledger)
    assert (found.value, found.definition, found.calendar, found.sql, found.watermark) == (2, "d", "c", "s", "w")
