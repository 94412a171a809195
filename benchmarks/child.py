"""One case, or one set of tables, in a process of its own: `python -m benchmarks.child WHAT NAME FOLDER ROWS`."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks import running
from benchmarks.case import Race, Skipped
from benchmarks.cases import CASES
from benchmarks.ground import THREADS, Ground
from benchmarks.tables import make


def main(what: str, name: str, folder: Path, size: int) -> dict[str, object]:
    """What the parent asked for, as JSON will have it."""
    if what == "make":
        try:
            make(folder, name, size)
        except Skipped as reason:
            return {"skipped": str(reason)}
        return {}
    case = CASES[name]
    with Ground(folder, case.ground, size) as on:
        if what == "peak" and isinstance(case.work, Race):
            case.work.ours(on)
            return {"peak": running.peak()}
        return asdict(running.measured(case, on))


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity"):  # what opens a warehouse itself has no more threads either
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:THREADS])
    print(json.dumps(main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))))
