"""Many checks over one table against a single scan written by hand, in the form that DuckDB runs fastest.

metricops also counts the rows that were judged, and compiles, runs and judges from the definitions on.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

from benchmarks.case import Case, Race, Row
from benchmarks.ground import Ground
from metricops.checks import compile_checks
from metricops.engines import over
from metricops.evaluate.check_runs import run_checks
from metricops.evaluate.tiers import judge_checks
from metricops.manifest import Check, Relation
from metricops.manifest.checks import Argument
from metricops.source import Span

CHECKS = 200
AS_OF = date(2026, 11, 15)
NUMBERS, TEXTS = 20, 10
TABLE = Relation("checked", "main")
Rule = tuple[str, dict[str, Argument], str]


def table(rows: int) -> str:
    """Twenty columns of numbers and ten of texts, each with a few empty cells."""
    numbers = (
        f"CASE WHEN hash(i, {n}) % 97 <> 0 THEN (hash(i, {n}) % 1000)::SMALLINT END AS n{n}" for n in range(NUMBERS)
    )
    texts = (
        f"CASE WHEN hash(i, {n}) % 89 <> 0 THEN 'k' || hash(i, -{n}) % 12 END AS s{n}" for n in range(1, TEXTS + 1)
    )
    return f"CREATE TABLE checked AS SELECT i AS id, {', '.join((*numbers, *texts))} FROM range({rows}) AS r(i)"


def create(connection: duckdb.DuckDBPyConnection, folder: Path, rows: int) -> str:
    """Make the table, of half as many rows as the facts; it has no metrics."""
    connection.execute(table(rows // 2))
    return ""


def rule(at: int) -> Rule:
    """(kind, arguments, the condition of a violation by hand); four kinds in turn."""
    n, s, limit, longest = f"n{at % NUMBERS}", f"s{at % TEXTS + 1}", 900 + at, 2 + at % 3
    known = tuple(f"k{k}" for k in range(at % 5 + 5))
    listed = ", ".join(f"'{word}'" for word in known)
    kinds: tuple[Rule, ...] = (
        ("not_null", {"column": n}, f"{n} IS NULL"),
        ("within", {"column": n, "min": 0, "max": limit}, f"{n} NOT BETWEEN 0 AND {limit}"),
        ("accepted", {"column": s, "values": known}, f"{s} NOT IN ({listed})"),
        ("length_within", {"column": s, "min": 2, "max": longest}, f"length({s}) NOT BETWEEN 2 AND {longest}"),
    )
    return kinds[at % len(kinds)]


RULES = tuple(rule(at) for at in range(CHECKS))
BY_HAND = f"SELECT {', '.join(f'SUM(CASE WHEN {wrong} THEN 1 ELSE 0 END)' for _, _, wrong in RULES)} FROM checked"


def declared(asked: Sequence[Rule]) -> list[Check]:
    """The same as checks: a tenth of them tier 1."""
    place = Span("checks.yml", 0, 1, 1, 1)
    return [
        Check(f"check {n}", kind, "checked", TABLE, 1 if n % 10 == 0 else 2, place, arguments=tuple(arguments.items()))
        for n, (kind, arguments, _) in enumerate(asked)
    ]


CHECKED = declared(RULES)


def _ours(ground: Ground) -> list[Row]:
    compiled = compile_checks(CHECKED, AS_OF, "duckdb")
    results = judge_checks(compiled, run_checks(compiled, over(ground.connection, "main").run))
    return [(result.check, result.violations) for result in results]


def _by_hand(ground: Ground) -> list[Row]:
    (counts,) = ground.fetch(BY_HAND)
    return [(check.name, count) for check, count in zip(CHECKED, counts, strict=True)]


FAMILY = (
    Case(
        "checks-scan",
        f"{CHECKS} checks of one table",
        "one scan by hand",
        1.1,
        Race(_ours, _by_hand, _ours, _by_hand, 1),
        ground="checked",
    ),
)
