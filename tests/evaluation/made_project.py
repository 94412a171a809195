"""Small projects with known answers: YAML on disk, tables by plain inserts, findings by segment."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import yaml

import metricops as mo
from metricops.evaluate.values import Evaluation, Finding

AS_OF = "2026-11-15"  # a Sunday: the week of 9 to 15 November is complete

ONE, NUMBERS = duckdb.connect(), count()  # connecting costs ten times what a database attached to it does

TABLES = """
create table deals (
  deal_id integer, closed_on date, segment varchar, region varchar, account_id integer,
  is_won boolean, is_pilot boolean, amount decimal(18, 2), cycle_days integer
);
create table pipeline (
  row_id integer, snapshot_date date, segment varchar, is_qualified boolean, amount decimal(18, 2)
);
create table targets (row_id integer, snapshot_date date, segment varchar, amount decimal(18, 2));
create table accounts (account_id integer, tier varchar);
"""

MODELS = """
models:
  - name: deals
    semantic_model: true
    agg_time_dimension: closed_on
    columns:
      - {name: deal_id, entity: {type: primary, name: deal}}
      - {name: account_id, entity: {type: foreign, name: account}}
      - {name: segment, entity: {type: foreign, name: segment}}
      - {name: region, dimension: {type: categorical}}
      - {name: is_won, dimension: {type: categorical}}
      - {name: is_pilot, dimension: {type: categorical}}
      - {name: closed_on, granularity: day, dimension: {type: time}}
    metrics:
      - {name: revenue, type: simple, agg: sum, expr: amount}
      - {name: deals_closed, type: simple, agg: count, expr: deal_id}
      - {name: deals_won, type: simple, agg: sum_boolean, expr: is_won}
      - {name: buyers, type: simple, agg: count_distinct, expr: account_id}
      - {name: cycle_days, type: simple, agg: average, expr: cycle_days}
      - {name: largest, type: simple, agg: max, expr: amount}
  - name: pipeline
    semantic_model: true
    agg_time_dimension: snapshot_date
    columns:
      - {name: row_id, entity: {type: primary, name: pipeline_row}}
      - {name: segment, entity: {type: foreign, name: segment}}
      - {name: is_qualified, dimension: {type: categorical}}
      - {name: snapshot_date, granularity: day, dimension: {type: time}}
    metrics:
      - name: open_pipeline
        type: simple
        agg: sum
        expr: amount
        non_additive_dimension: {name: snapshot_date, window_agg: max}
      - name: qualified_pipeline
        type: simple
        agg: sum
        expr: amount
        filter: "{{ Dimension('pipeline_row__is_qualified') }}"
        non_additive_dimension: {name: snapshot_date, window_agg: max}
  - name: targets
    semantic_model: true
    agg_time_dimension: snapshot_date
    columns:
      - {name: row_id, entity: {type: primary, name: target_row}}
      - {name: segment, entity: {type: foreign, name: segment}}
      - {name: snapshot_date, granularity: day, dimension: {type: time}}
    metrics:
      - name: bookings_target
        type: simple
        agg: sum
        expr: amount
        non_additive_dimension: {name: snapshot_date, window_agg: max}
  - name: accounts
    semantic_model: true
    columns:
      - {name: account_id, entity: {type: primary, name: account}}
      - {name: tier, dimension: {type: categorical}}
metrics:
  - {name: win_rate, type: ratio, numerator: deals_won, denominator: deals_closed}
  - {name: price, type: ratio, numerator: revenue, denominator: deals_closed}
  - {name: coverage, type: ratio, numerator: qualified_pipeline, denominator: bookings_target}
  - {name: required_coverage, type: derived, expr: 1 / win_rate, input_metrics: [win_rate]}
"""

FULL = {
    "purpose": "Says early what will be missing.",
    "owner": "Head of Sales",
    "steward": "RevOps",
    "unit": "count",
    "excludes": "none",
    "confidence": "high",
}


@dataclass(frozen=True)
class Made:
    """A project on disk beside a database in memory, known to DuckDB by a name."""

    folder: Path
    database: duckdb.DuckDBPyConnection
    name: str

    def write(self, name: str, text: str) -> None:
        """A file of the project."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def contract(self, metric: str, *thresholds: str | Mapping[str, Any], **fields: Any) -> None:
        """A full contract on a metric; a threshold given as text is its `red`."""
        written = [{"red": t} if isinstance(t, str) else dict(t) for t in thresholds]
        contract = {**FULL, **fields, "thresholds": written}
        contract = {name: value for name, value in contract.items() if value is not None}
        self.write(f"semantic/{metric}.yml", yaml.safe_dump({"contracts": {metric: contract}}, sort_keys=False))

    def insert(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """Rows by plain SQL."""
        rows = list(rows)
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self.database.execute("begin")
            self.database.executemany(f"insert into {table} values ({marks})", rows)
            self.database.execute("commit")

    def deals(self, *groups: Mapping[str, Any]) -> None:
        """Deals, `n` alike for each group."""
        told = [deal for group in groups for deal in [group] * group.get("n", 1)]
        at = self.database.execute("select count(*) from deals").fetchone()
        first = at[0] if at else 0
        self.insert("deals", (_deal(first + i, deal) for i, deal in enumerate(told, start=1)))

    def pipeline(self, *rows: tuple[str, str | None, bool, str]) -> None:
        """Snapshot rows: day, segment, qualified, amount."""
        self.insert("pipeline", ((i, *row) for i, row in enumerate(rows, start=1)))

    def targets(self, *rows: tuple[str, str | None, str]) -> None:
        """Target rows: day, segment, amount."""
        self.insert("targets", ((i, *row) for i, row in enumerate(rows, start=1)))

    def project(self) -> mo.Project:
        """The files opened over the database."""
        return mo.from_yaml([self.folder], engine=mo.duckdb(self.database, f"{self.name}.main"))

    def evaluate(self, as_of: str | None = AS_OF) -> Evaluation:
        """One run."""
        return self.project().evaluate(as_of=as_of)

    def finding(self, as_of: str = AS_OF) -> Finding:
        """The only finding of a run."""
        (found,) = self.evaluate(as_of).findings
        return found

    def by_segment(self, as_of: str = AS_OF) -> dict[str | None, Finding]:
        """The findings of a run by their segment's value."""
        return {found.segment[0][1]: found for found in self.evaluate(as_of).findings}

    def on_disk(self, settings: str = "") -> Path:
        """The same as a project with `metricops.yml` and a DuckDB file; returns its folder."""
        paths = "paths: {models: [models], semantic: [semantic], checks: [checks]}\n"
        self.write("metricops.yml", f"engine: {{type: duckdb, path: w.duckdb, schema: main}}\n{paths}{settings}")
        self.database.execute(f"attach '{self.folder / 'w.duckdb'}' as w")
        self.database.execute(f"copy from database {self.name} to w")
        self.database.execute("detach w")
        return self.folder


def _deal(number: int, deal: Mapping[str, Any]) -> tuple[Any, ...]:
    return (
        number,
        deal["on"],
        deal.get("segment", "SMB"),
        deal.get("region", "EMEA"),
        deal.get("account", number),
        deal.get("won", True),
        deal.get("pilot", False),
        deal.get("amount", "100.00"),
        deal.get("days"),
    )


def made(folder: Path, models: str = MODELS) -> Made:
    """An empty warehouse with its models."""
    name = f"made_{next(NUMBERS)}"
    database = ONE.cursor()
    database.execute(f"attach ':memory:' as {name}; use {name}; {TABLES}")
    project = Made(folder, database, name)
    project.write("models/marts.yml", models)
    return project


def document(text: str) -> dict[str, Any]:
    """JSON as a program reads it."""
    found: dict[str, Any] = json.loads(text)
    return found
