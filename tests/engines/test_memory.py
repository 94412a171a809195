"""Millions of rows within little memory: what does not fit goes to disk, and what cannot is told with the setting."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

import metricops as mo
from metricops.errors import EngineError

MODELS = """
semantic_models:
  - name: visits
    model: ref('visits')
    defaults: {agg_time_dimension: visited_on}
    entities: [{name: visit, type: primary, expr: visit_id}]
    dimensions:
      - {name: visited_on, type: time, type_params: {time_granularity: day}}
      - {name: segment, type: categorical}
    measures:
      - {name: amount, agg: sum}
      - {name: visits, agg: count, expr: visit_id}
      - {name: visitors, agg: count_distinct, expr: visitor}
metrics:
  - {name: amount, type: simple, type_params: {measure: amount}}
  - {name: visits, type: simple, type_params: {measure: visits}}
  - {name: visitors, type: simple, type_params: {measure: visitors}}
models:
  - name: days
    time_spine: {standard_granularity_column: day}
    columns: [{name: day, granularity: day}]
"""
ROWS = """
CREATE TABLE days AS SELECT DATE '2024-01-01' + range::INT AS day FROM range(400);
CREATE TABLE visits AS
SELECT range AS visit_id, hash(range) % 2000000 AS visitor,
       DATE '2024-01-01' + (range * 365 // 5000000)::INT AS visited_on, 'segment ' || (range % 20) AS segment,
       (hash(range + 1) % 10000 / 100)::DECIMAL(10, 2) AS amount
FROM range(5000000);
"""
QUESTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("amount", {"by": ["metric_time__day", "segment"]}),
    ("amount", {"by": ["metric_time__week", "segment"], "window": "28d"}),
    ("visitors", {"by": ["metric_time__month", "segment"]}),
    ("visitors", {}),
    ("visitors", {"by": ["metric_time__week", "segment"], "window": "28d"}),
)
LAST_WEEKS = """
SELECT segment, count(DISTINCT visitor) FROM visits
WHERE visited_on > DATE '2024-12-29' - 28 AND visited_on <= DATE '2024-12-29' GROUP BY 1
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("visits")
    (found / "semantic").mkdir()
    (found / "semantic" / "visits.yml").write_text(MODELS)
    with duckdb.connect(str(found / "visits.duckdb")) as connection:
        connection.execute(ROWS)
    return found


def limited(root: Path, memory: str, folder: str = "spilled") -> mo.Project:
    engine = f"{{type: duckdb, path: visits.duckdb, memory_limit: {memory}, temp_directory: {folder}}}"
    (root / "metricops.yml").write_text(f"name: visits\nengine: {engine}\n")
    return mo.open(root)


def test_five_million_rows_are_read_within_300_megabytes(root: Path) -> None:
    with limited(root, "300MB") as project:
        rows = {str(question): project.query(question[0], **question[1]).rows for question in QUESTIONS}
    assert not list(root.glob("spilled/*"))
    with duckdb.connect(str(root / "visits.duckdb"), read_only=True) as connection:
        ((total, visitors),) = connection.execute("SELECT sum(amount), count(DISTINCT visitor) FROM visits").fetchall()
        moving = dict(connection.execute(LAST_WEEKS).fetchall())
    daily, _, monthly, all_time, weekly = rows.values()
    assert sum(row[-1] for row in daily) == total
    assert all_time == ((visitors,),)
    assert len(monthly) == 12 * 20
    assert {segment: n for week, segment, n in weekly if str(week)[:10] == "2024-12-23"} == moving


def test_too_little_memory_is_told_with_the_setting(root: Path) -> None:
    with limited(root, "10MB", folder="") as project, pytest.raises(EngineError) as raised:
        project.query("visitors", by=["metric_time__day", "segment"])
    assert raised.value.message == "DuckDB ran out of memory in the query for visitors by metric_time__day, segment"
    assert '"memory_limit" of the engine in metricops.yml' in raised.value.hint
    assert '"temp_directory"' in raised.value.hint
