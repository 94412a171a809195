"""A replay of a threshold beside its scan: 200 segments over three years of days, judged every week and every day.

    python benchmarks/backtest.py [--segments 200] [--years 3]

The answers come once from the warehouse, whose time is told apart; the goal is for judging what they hold. Everything
is CPU time of this process.
"""

import argparse
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

import metricops as mo
from metricops.api.backtesting import backtest
from metricops.engines.result import Result
from metricops.evaluate.track_record import Backtest

GOAL = 2.0  # seconds of CPU beside the scan
LAST_DAY = date(2026, 11, 15)
ROWS = """
create table facts as
select
    date '{first}' + cast(day.range as integer) as happened_on,
    's' || cast(segment.range as varchar) as segment,
    cast(100 + hash(day.range * 1000 + segment.range) % 100 as decimal(18, 2)) as amount
from range({days}) as day, range({segments}) as segment
"""
YAML = """
models:
  - name: facts
    semantic_model: true
    agg_time_dimension: happened_on
    primary_entity: fact
    columns:
      - {name: happened_on, granularity: day, dimension: {type: time}}
      - {name: segment, dimension: {type: categorical}}
    metrics:
      - {name: sales, agg: sum, expr: amount}
contracts:
  sales:
    {purpose: p, owner: a, steward: b, unit: usd, excludes: none, confidence: high, thresholds: [
      {name: weekly, red: falls 10% vs trailing 8 weeks, by: fact__segment},
      {name: daily, red: below 110, window: 1d, every: 1 day, by: fact__segment}]}
"""


class Watched:
    """An engine that adds up the CPU time of its queries."""

    def __init__(self, engine: Any) -> None:
        self.engine, self.spent = engine, 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)

    def run(self, *asked: Any, **more: Any) -> Result:
        start = time.process_time()
        result: Result = self.engine.run(*asked, **more)
        self.spent += time.process_time() - start
        return result


def measured(work: Callable[[], Backtest], engine: Watched) -> tuple[Backtest, float, float]:
    """A replay with its CPU time beside the scan, and that of the scan."""
    engine.spent, start = 0.0, time.process_time()
    found = work()
    return found, time.process_time() - start - engine.spent, engine.spent


def main() -> None:
    """Print what a replay costs, by threshold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--segments", type=int, default=200)
    parser.add_argument("--years", type=int, default=3)
    given = parser.parse_args()
    days = given.years * 365
    with TemporaryDirectory() as folder, duckdb.connect() as connection:
        first = LAST_DAY - timedelta(days=days - 1)
        connection.execute(ROWS.format(first=first, days=days, segments=given.segments))
        file = Path(folder, "sales.yml")
        file.write_text(YAML)
        engine = Watched(mo.duckdb(connection))
        project = mo.from_yaml([file], engine=engine, schema="main")
        for name in ("weekly", "daily"):
            found, judging, scan = measured(
                lambda name=name: backtest(project, "sales", name, start=first, end=LAST_DAY),  # type: ignore[misc]
                engine,
            )
            total = found.written.total
            verdict = "met" if judging <= GOAL else "missed"
            print(f"{name}: {total.windows:,} windows, {len(total.fires):,} fires", end=": ")
            print(f"{judging:.2f} s of CPU beside a scan of {scan:.2f} s (goal {GOAL:g} s: {verdict})")


if __name__ == "__main__":
    main()
