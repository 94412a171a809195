"""Measures one case in a process of its own, whose peak of memory is therefore the case's."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import ground, rows
from benchmarks.case import Case, Measured, Outcome, Race, Skipped

ENOUGH = 2.0
"""CPU seconds of pairs after which no more than the least number of them is run."""
MOST_PAIRS = 9
LONG = 120.0
"""CPU seconds after which no further pair is begun: what is that far from its goal needs no second look."""
PATIENCE = 1800.0
"""Seconds after which a case is given up."""
MEGABYTE = 1024 if sys.platform != "darwin" else 1024 * 1024  # of ru_maxrss: kilobytes, on macOS bytes


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of this process, all its threads, that a call takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def peak() -> float:
    """The most memory this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE


def checked(race: Race, on: ground.Ground) -> None:
    """Raises AssertionError unless the product's rows are those of the truth."""
    wrong = rows.difference(race.rows(on), race.truth(on), race.keys, race.sampled)
    assert not wrong, f"wrong rows: {wrong}"


def raced(race: Race, on: ground.Ground) -> Measured:
    """Both sides in turn, after the rows are known to be right; the least of each counts."""
    checked(race, on)
    if race.pairs > 1:
        race.reference(on)
    times: list[tuple[float, float]] = []
    while len(times) < race.pairs or (sum(map(sum, times)) < ENOUGH and len(times) < MOST_PAIRS):
        times.append((cpu(lambda: race.reference(on)), cpu(lambda: race.ours(on))))
        if race.pairs == 1 or sum(map(sum, times)) > LONG:
            break
    reference, ours = min(r for r, _ in times), min(o for _, o in times)
    return Measured(ours / reference / race.per, ours, reference)


def measured(case: Case, on: ground.Ground) -> Outcome:
    """A case, with what went wrong instead of an exception."""
    try:
        found = raced(case.work, on) if isinstance(case.work, Race) else case.work.measure(on)
    except Skipped as reason:
        return Outcome(skipped=str(reason))
    except Exception as fault:  # one case must not end the others
        return Outcome(failed=f"{type(fault).__name__}: {fault}"[:600])
    return Outcome(found.value, found.ours, found.reference, found.peak, found.note)


def in_child(case: Case, folder: Path, size: int) -> Outcome:
    """A case measured in a process of its own, and its peak in a second one."""
    found = Outcome(**_child(["measure", case.name, str(folder), str(size)]))
    if found.failed or found.skipped or not isinstance(case.work, Race):
        return found
    alone = _child(["peak", case.name, str(folder), str(size)])
    return Outcome(**{**asdict(found), "peak": alone.get("peak")})


def make(folder: Path, name: str, size: int) -> Outcome | None:
    """Tables generated in a process of its own; what stands for their cases when that cannot be done."""
    found = _child(["make", name, str(folder), str(size)])
    return Outcome(**found) if found else None


def _child(words: Sequence[str]) -> dict[str, Any]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.child", *words],
            cwd=Path(__file__).parents[1],
            env={**os.environ, "PYTHONHASHSEED": "0"},
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        return {"failed": f"not finished after {PATIENCE:.0f} s"}
    if done.returncode:
        return {"failed": (done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1][:600]}
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer
