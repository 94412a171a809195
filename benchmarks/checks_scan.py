"""Many checks over one table: CPU seconds of metricops beside a single scan written by hand, in one process.

    python benchmarks/checks_scan.py [--rows 5000000] [--checks 200]

The hand-written scan counts the violations of the same rules and nothing else, in the form that DuckDB runs fastest.
metricops also counts the rows that were judged, and compiles, runs and judges from the definitions on. Each is run
three times in turn; the least counts.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from datetime import date

import duckdb

from metricops.checks import compile_checks
from metricops.engines import over
from metricops.evaluate.check_runs import run_checks
from metricops.evaluate.tiers import judge_checks
from metricops.manifest import Check, Relation
from metricops.manifest.checks import Argument
from metricops.source import Span

GOAL = 1.1
AS_OF = date(2026, 11, 15)
NUMBERS, TEXTS = 20, 10
TABLE = Relation("facts", "main")


def table(connection: duckdb.DuckDBPyConnection, rows: int) -> None:
    """Twenty columns of numbers and ten of texts, each with a few empty cells."""
    numbers = (
        f"CASE WHEN hash(i, {n}) % 97 <> 0 THEN (hash(i, {n}) % 1000)::SMALLINT END AS n{n}" for n in range(NUMBERS)
    )
    texts = (
        f"CASE WHEN hash(i, {n}) % 89 <> 0 THEN 'k' || hash(i, -{n}) % 12 END AS s{n}" for n in range(1, TEXTS + 1)
    )
    connection.execute(
        f"CREATE TABLE facts AS SELECT i AS id, {', '.join((*numbers, *texts))} FROM range({rows}) AS r(i)"
    )


def rules(many: int) -> list[tuple[str, dict[str, Argument], str]]:
    """(kind, arguments, the condition of a violation by hand), as many as asked for."""
    found: list[tuple[str, dict[str, Argument], str]] = []
    for at in range(many):
        n, s, limit = f"n{at % NUMBERS}", f"s{at % TEXTS + 1}", 900 + at
        known = tuple(f"k{k}" for k in range(at % 5 + 5))
        listed = ", ".join(f"'{word}'" for word in known)
        found.append(
            (
                ("not_null", {"column": n}, f"{n} IS NULL"),
                ("within", {"column": n, "min": 0, "max": limit}, f"{n} NOT BETWEEN 0 AND {limit}"),
                ("accepted", {"column": s, "values": known}, f"{s} NOT IN ({listed})"),
                (
                    "length_within",
                    {"column": s, "min": 2, "max": 2 + at % 3},
                    f"length({s}) NOT BETWEEN 2 AND {2 + at % 3}",
                ),
            )[at % 4]
        )
    return found


def checks(asked: Sequence[tuple[str, dict[str, Argument], str]]) -> list[Check]:
    """The same as checks: a tenth of them tier 1."""
    place = Span("checks.yml", 0, 1, 1, 1)
    return [
        Check(f"check {n}", kind, "facts", TABLE, 1 if n % 10 == 0 else 2, place, arguments=tuple(arguments.items()))
        for n, (kind, arguments, _) in enumerate(asked)
    ]


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of this process, all of its threads."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Print both times, their ratio, and whether the violations agree."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--checks", type=int, default=200)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    connection = duckdb.connect()
    table(connection, given.rows)
    asked = rules(given.checks)
    counts = ", ".join(f"SUM(CASE WHEN {violation} THEN 1 ELSE 0 END)" for _, _, violation in asked)
    by_hand, declared, engine = f"SELECT {counts} FROM facts", checks(asked), over(connection, "main")

    def ours() -> list[int]:
        compiled = compile_checks(declared, AS_OF, "duckdb")
        return [result.violations for result in judge_checks(compiled, run_checks(compiled, engine.run))]

    def hand() -> list[int]:
        return list(connection.execute(by_hand).fetchall()[0])

    assert ours() == hand(), "both count the same violations"
    times = [(cpu(hand), cpu(ours)) for _ in range(given.runs)]
    least, own = min(t for t, _ in times), min(t for _, t in times)
    print(f"{given.checks} checks on {given.rows:,} rows, CPU seconds: by hand {least:.2f}, metricops {own:.2f}")
    print(f"ratio {own / least:.2f}, goal {GOAL}, met: {'yes' if own / least <= GOAL else 'no'}")


if __name__ == "__main__":
    main()
