"""Runs the cases, each in a process of its own, and prints one table; `--write` keeps it in RESULTS.md."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import results, running, table
from benchmarks.case import Case, Outcome
from benchmarks.cases import CASES, FAMILIES

ROWS = 10_000_000


def main() -> int:
    """1 when a case ended with a fault or wrong rows; a goal that is missed is told, and no failure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS, help="rows of the generated facts (10,000,000)")
    parser.add_argument("--only", action="append", metavar="CASE", help="only cases whose name starts so; may repeat")
    parser.add_argument("--write", action="store_true", help="put what was measured into benchmarks/RESULTS.md")
    parser.add_argument("--list", action="store_true", help="show the names of the cases")
    given = parser.parse_args()
    if given.list:
        print(*CASES, sep="\n")
        return 0
    chosen = {name for name in CASES if not given.only or any(name.startswith(one) for one in given.only)}
    if not chosen:
        parser.error(f"no case starts with {' or '.join(given.only)}; --list shows them")
    failed = False
    for case, outcome in measured(chosen, given.rows):
        failed |= bool(outcome.failed)
        print(table.line(case, outcome), flush=True)
        if given.write:  # at once: a run that is stopped keeps what it has measured
            results.write({case.name: outcome}, given.rows)
    return int(failed)


def measured(chosen: set[str], rows: int) -> Iterator[tuple[Case, Outcome]]:
    """The chosen cases in the order of the table, over tables that are generated when first needed."""
    with TemporaryDirectory() as folder:
        made: dict[str, Outcome | None] = {"": None}
        for title, family in FAMILIES:
            cases = [case for case in family if case.name in chosen]
            if cases:
                print(f"\n{title}\n{table.HEAD}", flush=True)
            for case in cases:
                if case.ground not in made:
                    made[case.ground] = running.make(Path(folder), case.ground, rows)
                yield case, made[case.ground] or running.in_child(case, Path(folder), rows)


if __name__ == "__main__":
    sys.exit(main())
