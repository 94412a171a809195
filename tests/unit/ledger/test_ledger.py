"""The ledger's file: nothing is lost, nothing is changed, and faults of the world come in plain words."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from metricops.errors import LedgerError
from metricops.ledger import Ledger, Observed, Run, Told
from metricops.periods import Period

AT = datetime(2026, 11, 16, 7, tzinfo=UTC)
AS_OF = date(2026, 11, 15)


def told(fingerprint: str, day: int = 15, status: str = "breach", run: str = "r1") -> Told:
    as_of = date(2026, 11, day)
    return Told(run=run, at=AT, as_of=as_of, fingerprint=fingerprint, subject="win_rate", status=status)


def run(name: str) -> Run:
    return Run(run=name, at=AT, as_of=AS_OF, command="evaluate", exit=0)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / ".metricops" / "ledger.db")


def test_a_ledger_that_is_not_there_holds_nothing_and_reading_makes_none(ledger: Ledger) -> None:
    assert ledger.runs() == ()
    assert ledger.last_told() == {}
    assert ledger.first_seen(["a"]) == {}
    ledger.append([])
    assert not ledger.path.exists()


def test_events_come_back_in_their_order_each_kind_by_itself(ledger: Ledger) -> None:
    week = Period(date(2026, 11, 9), AS_OF)
    seen = Observed(run="r1", at=AT, as_of=AS_OF, metric="win_rate", segment=(), period=week, value=1, n=1)
    ledger.append([run("r2"), told("a"), seen, run("r1")])
    ledger.append([told("b"), told("a", status="ok")])
    assert [found.run for found in ledger.runs()] == ["r2", "r1"]
    assert ledger.observed("win_rate") == (seen,)
    assert ledger.observed("other") == ()
    assert [(found.fingerprint, found.status) for found in ledger.told()] == [
        ("a", "breach"),
        ("b", "breach"),
        ("a", "ok"),
    ]


def test_told_and_first_seen_can_be_asked_of_a_few_and_up_to_a_day(ledger: Ledger) -> None:
    ledger.append([told("a", 1), told("b", 1), told("a", 8, "ok"), told("a", 15), told("c", 15)])
    assert set(ledger.last_told(["a", "c", "zzz"])) == {"a", "c"}
    assert ledger.last_told(until=date(2026, 11, 8))["a"].status == "ok"
    assert ledger.first_seen(until=date(2026, 11, 8)) == {"a": date(2026, 11, 1), "b": date(2026, 11, 1)}
    assert ledger.first_seen(["c"], until=date(2026, 11, 8)) == {}


def test_many_fingerprints_can_be_asked_at_once(ledger: Ledger) -> None:
    names = [f"f{i}" for i in range(1203)]
    ledger.append([told(name) for name in reversed(names)])
    assert len(ledger.first_seen([*names, "unknown", "f1"])) == 1203
    assert [found.fingerprint for found in ledger.told(names)] == list(reversed(names))


def test_events_are_never_changed_nor_removed(ledger: Ledger) -> None:
    ledger.append([run("r1")])
    with sqlite3.connect(ledger.path) as connection:
        for statement in ("UPDATE event SET run = 'x'", "DELETE FROM event"):
            with pytest.raises(sqlite3.IntegrityError, match="never"):
                connection.execute(statement)
    connection.close()
    assert ledger.runs() == (run("r1"),)


def test_an_append_that_fails_adds_nothing_of_it(ledger: Ledger) -> None:
    ledger.append([run("r1")])
    broken = Run(run=None, at=AT, as_of=AS_OF, command="evaluate", exit=0)  # type: ignore[arg-type]
    with pytest.raises(LedgerError):
        ledger.append([run("r2"), broken])
    assert ledger.runs() == (run("r1"),)


def test_a_run_is_added_once_however_often_and_by_however_many(ledger: Ledger) -> None:
    with ThreadPoolExecutor(8) as pool:
        new = list(pool.map(lambda _: ledger.append_run("r1", [run("r1"), told("a")]), range(8)))
    assert sorted(new) == [False] * 7 + [True]
    assert (len(ledger.runs()), len(ledger.told())) == (1, 1)
    assert ledger.append_run("r2", [run("r2")])


WRITER = """
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from metricops.ledger import Ledger, Run
ledger, name, batches = Ledger(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
sys.stdin.readline()
for batch in range(batches):
    at, day = datetime(2026, 11, 16, tzinfo=UTC), date(2026, 11, 15)
    ledger.append([Run(run=f"{name}-{batch}-{i}", at=at, as_of=day, command="evaluate", exit=0) for i in range(5)])
    print(batch, flush=True)
"""


def writer(ledger: Ledger, name: str, batches: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(ledger.path), name, str(batches)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_eight_processes_writing_at_once_lose_nothing(ledger: Ledger) -> None:
    processes = [writer(ledger, f"p{i}", 20) for i in range(8)]
    for process in processes:  # all wait at the same line, so that they also make the file at once
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    errors = [process.communicate()[1] for process in processes]
    assert errors == [""] * 8
    expected = {f"p{i}-{batch}-{n}" for i in range(8) for batch in range(20) for n in range(5)}
    found = [each.run for each in ledger.runs()]
    assert len(found) == 800
    assert set(found) == expected
    for i in range(8):  # each process's own events stand in its own order
        own = [name for name in found if name.startswith(f"p{i}-")]
        assert own == [f"p{i}-{batch}-{n}" for batch in range(20) for n in range(5)]


def test_a_killed_writer_loses_nothing_it_had_committed_and_no_half(ledger: Ledger) -> None:
    process = writer(ledger, "p", 100_000)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    for _ in range(25):
        confirmed = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    confirmed = max([confirmed, *map(int, process.communicate()[0].split())])
    found = [each.run for each in ledger.runs()]
    assert len(found) % 5 == 0
    assert len(found) >= 5 * (confirmed + 1)
    assert found == [f"p-{batch}-{n}" for batch in range(len(found) // 5) for n in range(5)]
    ledger.append([run("after")])
    assert ledger.runs()[-1].run == "after"


def test_a_busy_ledger_is_told_after_the_wait(ledger: Ledger) -> None:
    ledger.append([run("r1")])
    holder = sqlite3.connect(ledger.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerError, match="other runs have kept it busy"):
        Ledger(ledger.path, wait=0.05).append([run("r2")])
    assert ledger.runs() == (run("r1"),)
    holder.execute("COMMIT")
    holder.close()
    ledger.append([run("r2")])
    assert len(ledger.runs()) == 2


def test_a_file_that_is_no_ledger_is_told(ledger: Ledger) -> None:
    ledger.path.parent.mkdir()
    ledger.path.write_text("id,name\n" * 200)
    for attempt in (lambda: ledger.append([run("r1")]), ledger.runs):
        with pytest.raises(LedgerError, match="it is not a ledger"):
            attempt()


def test_an_empty_file_becomes_a_ledger(ledger: Ledger) -> None:
    ledger.path.parent.mkdir()
    ledger.path.touch()
    assert ledger.runs() == ()
    ledger.append([run("r1")])
    assert ledger.runs() == (run("r1"),)


def test_a_ledger_of_a_newer_version_is_left_alone(ledger: Ledger) -> None:
    ledger.append([run("r1")])
    with sqlite3.connect(ledger.path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    for attempt in (lambda: ledger.append([run("r2")]), ledger.runs):
        with pytest.raises(LedgerError, match=r"newer metricops \(version 99, known \d+\)"):
            attempt()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LedgerError, match="its folder cannot be made"):
        Ledger(tmp_path / "file" / "ledger.db").append([run("r1")])


AS_ANOTHER = """
import os, sys
from datetime import UTC, date, datetime
from pathlib import Path
from metricops.errors import LedgerError
from metricops.ledger import Ledger, Run
if os.getuid() == 0:
    os.setuid(65534)
try:
    Ledger(Path(sys.argv[1])).append(
        [Run(run="r", at=datetime(2026, 1, 1, tzinfo=UTC), as_of=date(2026, 1, 1), command="evaluate", exit=0)]
    )
except LedgerError as fault:
    print(fault)
"""


@pytest.fixture
def read_only() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="needs POSIX users")
@pytest.mark.parametrize("there", [False, True], ids=["no ledger", "a ledger"])
def test_a_read_only_folder_is_told_with_the_setting_that_helps(read_only: Path, there: bool) -> None:
    path = read_only / "ledger.db"
    if there:
        Ledger(path).append([run("r1")])
        path.chmod(0o444)
    read_only.chmod(0o555)
    command = [sys.executable, "-c", AS_ANOTHER, str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert f'ledger "{path}"' in said
    assert "may not be written" in said
    assert '"ledger:" in metricops.yml' in said
