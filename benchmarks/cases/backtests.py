"""A replay of a threshold beside its scan: 200 segments over three years of days, judged every week and every day."""

from datetime import date, timedelta

import duckdb

import metricops as mo
from benchmarks import running
from benchmarks.case import Alone, Case, Measured
from benchmarks.ground import THREADS, Ground
from benchmarks.watched import Watched
from metricops.api.backtesting import backtest
from metricops.evaluate.track_record import Backtest

SEGMENTS, DAYS = 200, 3 * 365
LAST_DAY = date(2026, 11, 15)
FIRST_DAY = LAST_DAY - timedelta(days=DAYS - 1)
ROWS = f"""
CREATE TABLE facts AS
SELECT
    CAST(DATE '{FIRST_DAY}' + CAST(day.range AS INTEGER) AS DATE) AS happened_on,
    's' || segment.range AS segment,
    CAST(100 + hash(day.range * 1000 + segment.range) % 100 AS DECIMAL(18, 2)) AS amount
FROM range({DAYS}) AS day, range({SEGMENTS}) AS segment
"""
LIMIT = 110
YAML = f"""
models:
  - name: facts
    semantic_model: true
    agg_time_dimension: happened_on
    primary_entity: fact
    columns:
      - {{name: happened_on, granularity: day, dimension: {{type: time}}}}
      - {{name: segment, dimension: {{type: categorical}}}}
    metrics:
      - {{name: sales, agg: sum, expr: amount}}
contracts:
  sales:
    {{purpose: p, owner: a, steward: b, unit: usd, excludes: none, confidence: high, thresholds: [
      {{name: weekly, red: falls 10% vs trailing 8 weeks, by: fact__segment}},
      {{name: daily, red: below {LIMIT}, window: 1d, every: 1 day, by: fact__segment}}]}}
"""
RED_DAYS = f"SELECT COUNT(*) FROM facts WHERE amount < {LIMIT}"


def _replayed(name: str) -> Alone:
    def measure(ground: Ground) -> Measured:
        file = ground.folder / "backtest.yml"
        file.write_text(YAML, encoding="utf-8")
        with duckdb.connect() as connection:
            connection.execute(f"SET threads = {THREADS}")
            connection.execute(ROWS)
            engine = Watched(mo.duckdb(connection))
            project = mo.from_yaml([file], engine=engine, schema="main")
            found: list[Backtest] = []
            spent = running.cpu(lambda: found.append(backtest(project, "sales", name, start=FIRST_DAY, end=LAST_DAY)))
            total = found[0].written.total
            red = connection.execute(RED_DAYS).fetchone()
            assert name != "daily" or (sum(total.runs),) == red, f"{sum(total.runs)} red days, not {red}"
            told = f"{total.windows:,} windows, {len(total.fires):,} fires, scan {engine.spent:.2f} s"
        return Measured(spent - engine.spent, note=told)

    return Alone(measure)


FAMILY = tuple(
    Case(f"backtest-{name}", f"replay of {SEGMENTS} segments × 3 years, {name}", "", 2, _replayed(name), "s", ground="")
    for name in ("weekly", "daily")
)
