"""A whole run: 50 KPIs, 4 windows and 50 segments judged on many rows, against one scan of the same rows.

    python benchmarks/evaluating.py [--rows 10000000] [--kpis 50]

A scan is one SELECT that sums one column by day and segment. Everything is CPU time of this process.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

import metricops as mo

WINDOWS = ("1w", "4w", "13w", "26w")
LAST_DAY = "2026-11-15"
ROWS = """
create table facts as
select
    date '2024-11-15' + cast(hash(range) % 730 as integer) as happened_on,
    's' || cast(hash(range + 1) % 50 as varchar) as segment,
    cast(hash(range + 2) % 25 as integer) as kind,
    cast(hash(range + 3) % 100000 as decimal(18, 2)) / 100 as amount,
    hash(range + 4) % 3 = 0 as is_won
from range({rows})
"""
SCAN = "select happened_on, segment, sum(amount) from facts group by all"


def definitions(kpis: int) -> str:
    """Half of the KPIs are sums, half ratios; each is judged over every window by segment."""
    lines = ["models:", "  - name: facts", "    semantic_model: true", "    agg_time_dimension: happened_on"]
    lines += ["    primary_entity: fact", "    columns:"]
    lines += ["      - {name: happened_on, granularity: day, dimension: {type: time}}"]
    lines += [f"      - {{name: {name}, dimension: {{type: categorical}}}}" for name in ("segment", "kind", "is_won")]
    lines += ["    metrics:"]
    for k in range(kpis // 2):
        where = f"{{{{ Dimension('fact__kind') }}}} = {k % 25}"
        lines.append(f'      - {{name: sum_{k}, agg: sum, expr: amount, filter: "{where}"}}')
        lines.append(f'      - {{name: won_{k}, agg: sum_boolean, expr: is_won, filter: "{where}"}}')
        lines.append(f'      - {{name: all_{k}, agg: count, expr: kind, filter: "{where}"}}')
    lines.append("metrics:")
    for k in range(kpis - kpis // 2):
        lines.append(
            f"  - {{name: rate_{k}, type: ratio, numerator: won_{k % (kpis // 2)}, denominator: all_{k % (kpis // 2)}}}"
        )
    lines.append("contracts:")
    for name in [*(f"sum_{k}" for k in range(kpis // 2)), *(f"rate_{k}" for k in range(kpis - kpis // 2))]:
        rules = ", ".join(f"{{red: below 0.1, window: {w}, by: fact__segment, name: t{w}}}" for w in WINDOWS)
        facts = "purpose: p, owner: a, steward: b, unit: usd, excludes: none, confidence: high"
        lines.append(f"  {name}: {{{facts}, thresholds: [{rules}]}}")
    return "\n".join(lines)


def seconds(work: Callable[[], object]) -> float:
    """CPU time of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Print what a run costs in scans."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--kpis", type=int, default=50)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(str(Path(folder, "facts.duckdb"))) as connection:
        connection.execute(ROWS.format(rows=given.rows))
        file = Path(folder, "kpis.yml")
        file.write_text(definitions(given.kpis))
        project = mo.from_yaml([file], engine=mo.duckdb(connection), schema="main")
        scan = min(seconds(lambda: connection.execute(SCAN).fetchall()) for _ in range(3))
        found: list[object] = []
        run = seconds(lambda: found.extend(project.evaluate(as_of=LAST_DAY).findings))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(found):,} instances on {given.rows:,} rows: {run:.1f} s of CPU, peak {peak:.0f} MB")
    print(f"{run / scan:.0f} scans of {scan:.2f} s")


if __name__ == "__main__":
    main()
