"""Whole commands as new processes: CPU seconds of each, the least of several runs, beside an empty interpreter.

    python benchmarks/cold_start.py [--runs 7] [--project .]

Byte-code is written by a first run that is not counted; the cache is filled the same way, except where a case says
that it is empty.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence

METRICOPS = [sys.executable, "-m", "metricops"]
CASES: tuple[tuple[str, Sequence[str], float | None, bool], ...] = (
    ("an empty interpreter", [sys.executable, "-c", "pass"], None, True),
    ("import click", [sys.executable, "-c", "import click"], None, True),
    ("import sqlglot, DuckDB dialect", [sys.executable, "-c", "import sqlglot.generators.duckdb"], None, True),
    ("metricops --help", [*METRICOPS, "--help"], 0.15, True),
    ("metricops sql, warm cache", [*METRICOPS, "sql", "win_rate", "--by", "segment"], 0.25, True),
    ("metricops sql, empty cache", [*METRICOPS, "sql", "win_rate", "--by", "segment"], None, False),
)


def cpu(command: Sequence[str], env: Mapping[str, str], cwd: str) -> float:
    """User and system seconds of one run of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=env, cwd=cwd, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(command: Sequence[str], runs: int, project: str, cached: bool) -> float:
    """The least of several runs, after one that is not counted."""
    with tempfile.TemporaryDirectory() as cache:
        env = {**os.environ, "METRICOPS_CACHE": cache if cached else ""}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        cpu(command, env, project)
        return min(cpu(command, env, project) for _ in range(runs))


def main() -> None:
    """Print one line a case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--project", default=".")
    given = parser.parse_args()
    print(f"{'case':32} {'CPU s':>7} {'goal':>6}  met")
    for name, command, goal, cached in CASES:
        seconds = measure(command, given.runs, given.project, cached)
        met = "" if goal is None else "yes" if seconds <= goal else "no"
        print(f"{name:32} {seconds:7.3f} {goal if goal else '':>6}  {met}")


if __name__ == "__main__":
    main()
