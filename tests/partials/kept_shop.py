"""A shop whose orders are many times more than its days, and what its projects answer with and without partials."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

import metricops as mo
from metricops.api import Project
from metricops.api.keeping import keep_partials
from metricops.partials import Outcome

OWN = "name: shop\nengine: {type: duckdb, path: shop.duckdb}\n"
MODELS = """
semantic_models:
  - name: orders
    model: ref('orders')
    defaults: {agg_time_dimension: ordered_at}
    entities:
      - {name: order, type: primary, expr: order_id}
      - {name: customer, type: foreign, expr: customer_id}
    dimensions:
      - {name: ordered_at, type: time, type_params: {time_granularity: second}}
      - {name: status, type: categorical}
    measures:
      - {name: amount, agg: sum}
      - {name: orders, agg: count, expr: order_id}
      - {name: discounts, agg: count, expr: discount}
      - {name: average_amount, agg: average, expr: amount}
      - {name: average_items, agg: average, expr: items}
      - {name: fewest_items, agg: min, expr: items}
      - {name: last_order, agg: max, expr: order_id}
      - {name: large, agg: sum_boolean, expr: amount > 50}
      - {name: score, agg: sum}
      - {name: buyers, agg: count_distinct, expr: customer_id}
      - {name: median_amount, agg: median, expr: amount}
  - name: customers
    model: ref('customers')
    entities: [{name: customer, type: primary, expr: customer_id}]
    dimensions: [{name: segment, type: categorical}, {name: name, type: categorical}]
metrics:
  - name: amount
    type: simple
    type_params: {measure: amount}
    config: {meta: {metricops: {owner: ann, purpose: what is sold, unit: EUR, segments: [customer__segment]}}}
  - {name: orders, type: simple, type_params: {measure: orders}}
  - {name: discounts, type: simple, type_params: {measure: discounts}}
  - {name: average_amount, type: simple, type_params: {measure: average_amount}}
  - {name: average_items, type: simple, type_params: {measure: average_items}}
  - {name: fewest_items, type: simple, type_params: {measure: fewest_items}}
  - {name: last_order, type: simple, type_params: {measure: last_order}}
  - {name: large, type: simple, type_params: {measure: large}}
  - {name: score, type: simple, type_params: {measure: score}}
  - {name: buyers, type: simple, type_params: {measure: buyers}}
  - {name: median_amount, type: simple, type_params: {measure: median_amount}}
  - name: paid
    type: simple
    type_params: {measure: orders}
    filter: "{{ Dimension('order__status') }} = 'paid'"
  - {name: paid_share, type: ratio, type_params: {numerator: paid, denominator: orders}}
  - {name: per_order, type: derived, type_params: {expr: amount / orders, metrics: [amount, orders]}}
  - name: growth
    type: derived
    type_params:
      expr: amount - before
      metrics: [amount, {name: amount, alias: before, offset_window: 1 month}]
  - name: running
    type: cumulative
    type_params: {measure: amount, cumulative_type_params: {window: 28 days}}
models:
  - name: days
    time_spine: {standard_granularity_column: day}
    columns: [{name: day, granularity: day}]
"""
ROWS = """
CREATE TABLE customers AS
SELECT range AS customer_id, CASE range % 3 WHEN 0 THEN 'small' WHEN 1 THEN 'large' END AS segment, 'c' || range AS name
FROM range(40);
CREATE TABLE days AS SELECT DATE '2023-12-01' + range::INT AS day FROM range(500);
CREATE TABLE orders AS
SELECT range AS order_id, range % 50 AS customer_id, TIMESTAMP '2024-01-01' + to_seconds(range * 400) AS ordered_at,
       (hash(range) % 10000 / 100)::DECIMAL(10, 2) AS amount, (hash(range + 1) % 9)::INT AS items,
       CASE WHEN hash(range) % 4 = 0 THEN 1.5 END AS discount, (hash(range) % 77) / 7 AS score,
       CASE hash(range + 2) % 3 WHEN 0 THEN 'paid' WHEN 1 THEN 'open' END AS status
FROM range(70000);
"""
SOME: tuple[tuple[list[str], dict[str, Any]], ...] = (
    (["amount", "orders", "large"], {"by": ["metric_time__month", "customer__segment"]}),
    (["orders", "last_order"], {"by": ["metric_time__day"]}),
    (["amount"], {}),
    (["paid_share"], {"by": ["metric_time__week"], "window": "28d"}),
)


def shop(root: Path, models: str = MODELS, rows: str = ROWS) -> Path:
    """The project, with its rows."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "metricops.yml").write_text(OWN)
    (root / "semantic").mkdir(exist_ok=True)
    (root / "semantic" / "shop.yml").write_text(models)
    change(root, rows)
    return root


def change(root: Path, *statements: str) -> None:
    """Somebody else changes the rows."""
    with duckdb.connect(str(root / "shop.duckdb")) as connection:
        for statement in statements:
            connection.execute(statement)


def kept(root: Path, **how: Any) -> dict[str, Outcome]:
    """What is kept of each model."""
    with mo.open(root) as project:
        return {one.model: one for one in keep_partials(project, **how).outcomes}


def of_rows(root: Path) -> Project:
    """The project that reads no partials."""
    project = mo.open(root)
    project.partials = False
    return project


def asked(project: Project, questions: Iterable[tuple[list[str], dict[str, Any]]] = SOME) -> list[tuple[Any, bool]]:
    """The rows that answer each question with the types of their columns, and whether partials were read."""
    found = []
    for metrics, how in questions:
        result = project.query(metrics, **how)
        types = [(column.name, column.type) for column in result.columns]
        found.append(((types, result.rows), "metricops_partials" in result.sql))
    return found


def agree(root: Path, questions: Iterable[tuple[list[str], dict[str, Any]]] = SOME) -> list[bool]:
    """Whether each question was answered from partials; fails when an answer is not that of the rows."""
    questions = list(questions)
    with mo.open(root) as project, of_rows(root) as rows:
        answers, wanted = asked(project, questions), asked(rows, questions)
    for question, (answer, _), (other, partial) in zip(questions, answers, wanted, strict=True):
        assert not partial
        assert answer == other, question
    return [read for _, read in answers]
