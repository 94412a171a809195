"""The generated tables and their metrics: three years of facts, in any order or that of their days, with gaps."""

from datetime import date, timedelta
from pathlib import Path

import duckdb

LAST_DAY = date(2026, 11, 15)
DAYS = 1096
FIRST_DAY = LAST_DAY - timedelta(days=DAYS - 1)
FEW = 1_000_000
"""Rows of the smaller table, for competitors whose cost on the large one is out of reach."""
WINDOWS = (28, 91, 182, 365)
MEASURES = ("sales", "orders", "units", "wins")
DISTINCT_WINDOWS = (7, 28, 91, 365)
KPIS = 25
"""Sums, and as many ratios: together the fifty metrics."""

TABLES = f"""
CREATE TABLE dim_date AS
SELECT CAST(DATE '{FIRST_DAY}' - 10 + CAST(range AS INTEGER) AS DATE) AS day FROM range({DAYS + 20});
CREATE TABLE regions AS
SELECT CAST(range AS INTEGER) AS region_id, 'country ' || range % 4 AS country FROM range(12);
CREATE TABLE customers AS
SELECT
    CAST(range AS INTEGER) AS customer_id,
    CAST(hash(range) % 12 AS INTEGER) AS region_id,
    CASE WHEN hash(range + 1) % 31 > 0 THEN 'industry ' || hash(range + 2) % 9 END AS industry
FROM range(20000);
CREATE TABLE facts AS
WITH made AS (
    SELECT range AS i, CAST(hash(range // 4 + 3) % 50000 AS INTEGER) AS who, CAST($day AS INTEGER) AS day
    FROM range($rows)
)
SELECT
    CAST(i AS INTEGER) AS fact_id,
    CAST(DATE '{FIRST_DAY}' + day AS DATE) AS happened_on,
    CASE WHEN who % 101 > 0 THEN 's' || hash(who) % 50 END AS segment,
    CASE hash(i + 4) % 4 WHEN 0 THEN 'web' WHEN 1 THEN 'app' WHEN 2 THEN 'store' ELSE 'phone' END AS channel,
    CASE WHEN hash(i + 5) % 3 > 0 THEN 'paid' ELSE 'open' END AS status,
    CAST(hash(i + 6) % {KPIS} AS INTEGER) AS kind,
    CASE WHEN who % 53 > 0 THEN who END AS user_id,
    CAST(hash(i // 2 + 7) % 20500 AS INTEGER) AS customer_id,
    CASE WHEN hash(i + 8) % 97 > 0 THEN CAST(hash(i + 9) % 100000 / 100 AS DECIMAL(12, 2)) END AS amount,
    CAST(hash(i + 10) % 10 AS INTEGER) AS quantity,
    hash(i + 11) % 3 = 0 AS is_won
FROM made
WHERE NOT (who % 50 = 7 AND day % 90 < 40)
"""
"""Four rows are of one user on one day. A hundredth of the users have no segment, a fiftieth is away for weeks, and
some of the customers have no row."""
ANY_DAY = f"hash(range // 4 + 12) % {DAYS}"
IN_ORDER = f"range * {DAYS} // $rows"

MODELS = """
models:
  - name: dim_date
    time_spine: {standard_granularity_column: day}
    columns:
      - {name: day, granularity: day}
  - name: facts
    semantic_model: true
    agg_time_dimension: happened_on
    columns:
      - {name: fact_id, entity: {type: primary, name: fact}}
      - {name: customer_id, entity: {type: foreign, name: customer}}
      - {name: happened_on, granularity: day, dimension: {type: time}}
      - {name: segment, dimension: {type: categorical}}
      - {name: channel, dimension: {type: categorical}}
      - {name: status, dimension: {type: categorical}}
      - {name: kind, dimension: {type: categorical}}
    metrics:
      - {name: sales, type: simple, agg: sum, expr: amount}
      - {name: orders, type: simple, agg: count, expr: fact_id}
      - {name: units, type: simple, agg: sum, expr: quantity}
      - {name: wins, type: simple, agg: sum_boolean, expr: is_won}
      - {name: users, type: simple, agg: count_distinct, expr: user_id}
      - {name: median_sale, type: simple, agg: median, expr: amount}
"""
JOINED = """
  - name: customers
    semantic_model: true
    columns:
      - {name: customer_id, entity: {type: primary, name: customer}}
      - {name: region_id, entity: {type: foreign, name: region}}
      - {name: industry, dimension: {type: categorical}}
  - name: regions
    semantic_model: true
    columns:
      - {name: region_id, entity: {type: primary, name: region}}
      - {name: country, dimension: {type: categorical}}
"""
NAMES = [f"kpi_{k}" for k in range(KPIS)] + [f"rate_{k}" for k in range(KPIS)]
"""The fifty metrics: a sum of each kind of fact, and a win rate of each."""


def create(connection: duckdb.DuckDBPyConnection, folder: Path, rows: int, day: str = ANY_DAY) -> str:
    """Make all tables; the definitions of their metrics."""
    for statement in TABLES.replace("$day", day).replace("$rows", str(rows)).split(";\n"):
        connection.execute(statement)
    return definitions()


def create_ordered(connection: duckdb.DuckDBPyConnection, folder: Path, rows: int) -> str:
    """The same with facts in the order of their days, as a load by day leaves them."""
    return create(connection, folder, rows, IN_ORDER)


def create_few(connection: duckdb.DuckDBPyConnection, folder: Path, rows: int) -> str:
    """The same with fewer rows."""
    return create(connection, folder, min(rows, FEW))


def definitions() -> str:
    """Every metric that a case asks for, in dbt's latest spelling."""
    kinds = "".join(
        f"      - {{name: {name}_{k}, type: simple, {agg}, filter: \"{{{{ Dimension('fact__kind') }}}} = {k}\"}}\n"
        for k in range(KPIS)
        for name, agg in (
            ("kpi", "agg: sum, expr: amount"),
            ("won", "agg: sum_boolean, expr: is_won"),
            ("all", "agg: count, expr: fact_id"),
        )
    )
    return (
        MODELS.lstrip() + kinds + JOINED.lstrip("\n") + "metrics:\n" + "".join(f"  - {{{line}}}\n" for line in _made())
    )


def _made() -> list[str]:
    rates = [f"name: rate_{k}, type: ratio, numerator: won_{k}, denominator: all_{k}" for k in range(KPIS)]
    moving = [
        f'name: {measure}_{days}d, type: cumulative, input_metric: {measure}, window: "{days} days"'
        for measure in MEASURES
        for days in WINDOWS
    ]
    distinct = [
        f'name: users_{days}d, type: cumulative, input_metric: users, window: "{days} days"'
        for days in DISTINCT_WINDOWS
    ]
    win_rates = [
        f"name: win_rate_{days}d, type: ratio, numerator: wins_{days}d, denominator: orders_{days}d" for days in WINDOWS
    ]
    return [*rates, *moving, *distinct, *win_rates, "name: win_rate, type: ratio, numerator: wins, denominator: orders"]
