"""Runs that are killed, many at once, and made again: the ledger is whole and the bytes are the same."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from metricops.ledger import Ledger
from tests.evaluation.made_project import made

EVALUATE = [sys.executable, "-m", "metricops", "evaluate", "--format", "json"]
SEGMENTS = 40
WRITER = """
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from metricops.ledger import Ledger, Observed, Run
from metricops.periods import Period

ledger, name, n = Ledger(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
day = date(2026, 11, 15)
for i in range(n):
    run = f"{name}-{i}"
    facts = {"run": run, "at": datetime(2026, 11, 16, tzinfo=UTC), "as_of": day}
    week = Period(date(2026, 11, 9), day)
    seen = Observed(**facts, metric="kpi", segment=(), period=week, value=i, n=1)
    events = [Run(**facts, command="evaluate", exit=0), *(replace(seen, n=k) for k in range(20))]
    assert ledger.append_run(run, events)
    print(run, flush=True)
"""
EVALUATIONS = """
import sys
from datetime import date, timedelta
import metricops as mo

with mo.open(sys.argv[1]) as project:
    for week in range(int(sys.argv[2]), 10_000):
        run = project.evaluate(date(2026, 11, 15) + timedelta(weeks=week))
        project.record(run)
        print(run.run, flush=True)
"""


def project(folder: Path) -> Path:
    made_here = made(folder)
    made_here.deals(*({"on": "2026-11-11", "segment": f"S{i}", "amount": f"{i}.50"} for i in range(SEGMENTS)))
    made_here.contract("revenue", {"red": "below 20", "by": "segment"}, {"red": "falls 10% vs trailing 8 weeks"})
    return made_here.on_disk()


def events_by_run(path: Path) -> dict[str, Counter[str]]:
    """How many events of each kind every run has; the file must be whole."""
    if not path.exists():
        return {}
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        if not connection.execute("SELECT name FROM sqlite_master WHERE name = 'event'").fetchone():
            return {}
        found: dict[str, Counter[str]] = {}
        for run, kind, n in connection.execute("SELECT run, kind, count(*) FROM event GROUP BY run, kind"):
            found.setdefault(run, Counter())[kind] = n
    return found


def python(code: str, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", code, *words], stdout=subprocess.PIPE, text=True)


def writer(path: Path, name: str, n: int) -> "subprocess.Popen[str]":
    return python(WRITER, str(path), name, str(n))


def test_evaluations_killed_at_random_leave_whole_runs_or_none(tmp_path: Path) -> None:
    folder, chance = project(tmp_path), random.Random(4)
    ledger, committed = folder / ".metricops" / "ledger.db", set[str]()
    for _ in range(4):
        running = python(EVALUATIONS, str(folder), str(chance.randrange(100)))
        assert running.stdout is not None
        committed.add(running.stdout.readline().strip())  # it has begun
        time.sleep(chance.uniform(0, 1))
        running.send_signal(signal.SIGKILL)
        committed.update(running.stdout.read().split())
        running.wait()
        now = events_by_run(ledger)
        assert committed <= set(now)
        assert all(counts["run"] == 1 and counts["observed"] == SEGMENTS + 1 for counts in now.values())
    assert len(Ledger(ledger).runs()) == len(events_by_run(ledger)) >= len(committed)


def test_a_writer_killed_at_random_loses_nothing_it_had_committed(tmp_path: Path) -> None:
    path, chance, committed = tmp_path / "ledger.db", random.Random(7), 0
    for i in range(5):
        running = writer(path, f"writer{i}", 100_000)
        assert running.stdout is not None
        told = [running.stdout.readline().strip()]  # it has begun
        time.sleep(chance.uniform(0, 0.15))
        running.send_signal(signal.SIGKILL)
        told += running.stdout.read().split()
        running.wait()
        found = events_by_run(path)
        assert set(told) <= set(found)
        assert all(counts == {"run": 1, "observed": 20} for counts in found.values())
        committed += len(told)
    assert committed <= len(events_by_run(path)) <= committed + 5  # the last one may have been kept and not been told


def test_eight_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    running = [writer(path, f"writer{i}", 15) for i in range(8)]
    for each in running:
        each.communicate()
        assert each.returncode == 0
    found = events_by_run(path)
    assert set(found) == {f"writer{i}-{k}" for i in range(8) for k in range(15)}
    assert all(counts == {"run": 1, "observed": 20} for counts in found.values())


def test_the_same_date_gives_the_same_bytes(tmp_path: Path) -> None:
    folder = project(tmp_path)
    shown = set()
    for seed in ("1", "2"):
        command = [*EVALUATE, "--project", str(folder), "--as-of", "2026-11-15"]
        ran = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed})
        shown.add((ran.returncode, ran.stdout))
    assert len(shown) == 1
    ((code, text),) = shown
    assert (code, len(text) > 1000) == (2, True)
    assert [counts["run"] for counts in events_by_run(folder / ".metricops" / "ledger.db").values()] == [1]
