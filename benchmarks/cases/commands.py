"""Whole commands as new processes: user and system seconds, the least of several runs.

A first run that is not counted writes byte-code and, where something may be remembered, remembers it.
"""

import os
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.case import Alone, Case, Measured
from benchmarks.ground import Ground
from benchmarks.made_projects import folder_of

RUNS = 7
DEMO = Path(__file__).parents[2]
METRICOPS = [sys.executable, "-m", "metricops"]
SQLGLOT = "import sqlglot.generators.duckdb"
FIRST = "m_0_0"
OTHERS = [f"m_0_{k}" for k in range(1, RUNS + 1)]


def seconds(command: Sequence[str], env: Mapping[str, str], cwd: Path) -> float:
    """CPU seconds of one run of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=env, cwd=cwd, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def least(commands: Sequence[Sequence[str]], cwd: Path, *, remembers: bool) -> float:
    """The least of several runs after the first, which is not counted; without a memory of any run before."""
    with TemporaryDirectory() as cache:
        env = {**os.environ, "METRICOPS_CACHE": cache if remembers else ""}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        seconds(commands[0], env, cwd)
        return min(seconds(command, env, cwd) for command in commands[1:])


def _runs(words: Sequence[str], cwd: Path, remembers: bool = True) -> Measured:
    return Measured(least([words] * (RUNS + 1), cwd, remembers=remembers))


def _of_demo(*words: str, start: Sequence[str] = METRICOPS) -> Alone:
    return Alone(lambda _: _runs([*start, *words], DEMO))


def _of_many(metrics: int, *, remembers: bool, other: bool = False) -> Alone:
    """`metricops sql` in a project of so many; with `other` each run asks for a metric that none before asked for."""

    def measure(ground: Ground) -> Measured:
        folder = folder_of(metrics, ground.folder / f"of_{metrics}")
        names = [FIRST, *(OTHERS if other else [FIRST] * RUNS)]
        commands = [[*METRICOPS, "sql", name, "--by", "thing_0__kind"] for name in names]
        return Measured(least(commands, folder, remembers=remembers))

    return Alone(measure)


def _case(name: str, title: str, goal: float | None, work: Alone) -> Case:
    return Case(f"command-{name}", title, "", goal, work, "s", ground="")


FAMILY = (
    _case("python", "an empty interpreter", None, _of_demo("-c", "pass", start=[sys.executable])),
    _case("click", "import click", None, _of_demo("-c", "import click", start=[sys.executable])),
    _case("sqlglot", "import sqlglot, DuckDB's dialect", None, _of_demo("-c", SQLGLOT, start=[sys.executable])),
    _case("help", "metricops --help", 0.15, _of_demo("--help")),
    _case("sql-demo", "metricops sql, the demo", 0.25, _of_demo("sql", "win_rate", "--by", "segment")),
    _case("sql-50", "metricops sql of 50 metrics, nothing remembered", 0.25, _of_many(50, remembers=False)),
    _case("sql-50-warm", "the same, definitions remembered", 0.25, _of_many(50, remembers=True, other=True)),
    _case("sql-2000", "metricops sql of 2,000 metrics, nothing remembered", 1, _of_many(2000, remembers=False)),
    _case("sql-2000-warm", "the same, definitions remembered", 0.35, _of_many(2000, remembers=True, other=True)),
    _case("sql-2000-again", "the same, asked before", 0.35, _of_many(2000, remembers=True)),
)
