"""Comparisons asked of a warehouse agree with sums done by hand on the same rows."""

from collections.abc import Iterator
from fractions import Fraction as F
from pathlib import Path

import duckdb
import pytest

import metricops as mo
from metricops.api import Project
from metricops.compare import Standing

AS_OF = "2026-11-15"
MODEL = """
  - name: {table}
    semantic_model: true
    agg_time_dimension: happened_on
    columns:
      - {{name: id, entity: {{type: primary, name: {entity}}}}}
      - {{name: happened_on, granularity: day, dimension: {{type: time}}}}
      - {{name: segment, dimension: {{type: categorical}}}}
    metrics:
"""
METRIC = "      - {{name: {}, type: simple, agg: {}, expr: amount, config: {{meta: {{metricops: {{unit: {}}}}}}}}}\n"
SPINE = """
  - name: days
    time_spine: {standard_granularity_column: date_day}
    columns:
      - {name: date_day, granularity: day}
"""
YAML = (
    "models:"
    + MODEL.format(table="crm", entity="deal")
    + METRIC.format("booked", "sum", "usd")
    + METRIC.format("deals", "count", "deals")
    + METRIC.format("deal_size", "average", "usd")
    + MODEL.format(table="billing", entity="invoice")
    + METRIC.format("billed", "sum", "usd")
    + METRIC.format("invoice_size", "average", "usd")
    + SPINE
)
CRM = [
    (1, "2026-11-10", "SMB", 100),
    (2, "2026-11-11", "SMB", 200),
    (3, "2026-11-12", None, 50),
    (4, "2026-01-01", "SMB", 9),
]
BILLING = [(1, "2026-11-10", "SMB", 301), (2, "2026-11-12", "Enterprise", 40), (3, "2026-11-15", None, 50)]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    connection = duckdb.connect()
    for table, rows in (("crm", CRM), ("billing", BILLING)):
        connection.execute(f"CREATE TABLE {table} (id INT, happened_on DATE, segment VARCHAR, amount DECIMAL(12, 2))")
        connection.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?)", rows)
    connection.execute(
        "CREATE TABLE days AS SELECT DATE '2025-12-01' + CAST(n AS INT) AS date_day FROM range(400) r(n)"
    )
    (tmp_path / "models.yml").write_text(YAML, encoding="utf-8")
    yield mo.from_yaml([str(tmp_path / "models.yml")], engine=mo.duckdb(connection), schema="main")
    connection.close()


def test_two_tables_meet_on_the_group_also_where_it_is_null(project: Project) -> None:
    found = project.compare("booked", "billed", by=["segment"], window="1w", as_of=AS_OF)
    assert {p.keys[0]: (p.left, p.right, p.standing) for p in found.comparison.pairs} == {
        "SMB": (F(300), F(301), Standing.ROUNDING),
        None: (F(50), F(50), Standing.SAME),
        "Enterprise": (None, F(40), Standing.ONLY_RIGHT),
    }
    total = found.comparison.total
    assert total is not None
    assert (total.left, total.right, total.gap) == (F(350), F(391), F(41))
    assert (found.by, found.unit, str(found.as_of)) == (("segment",), "usd", AS_OF)


def test_the_tolerance_decides(project: Project) -> None:
    asked = {"window": "1w", "as_of": AS_OF}
    assert not project.compare("booked", "billed", **asked, tolerance="10%").comparison.within_tolerance
    assert project.compare("booked", "billed", **asked, tolerance="11%").comparison.within_tolerance


def test_averages_have_no_total(project: Project) -> None:
    found = project.compare("deal_size", "invoice_size", by=["segment"], window="1w", as_of=AS_OF)
    assert found.comparison.total is None
    assert {p.keys[0]: p.left for p in found.comparison.pairs} == {"SMB": 150, None: 50, "Enterprise": None}


def test_windows_that_move_over_times_do_not_add_up(project: Project) -> None:
    by = ["metric_time__day"]
    assert project.compare("booked", "billed", by=by, window="1w", as_of=AS_OF).comparison.total is None
    total = project.compare("booked", "billed", by=by).comparison.total
    assert total is not None
    assert (total.left, total.right) == (F(359), F(391))


def test_units_that_differ_are_refused(project: Project) -> None:
    with pytest.raises(mo.MetricopsError, match='"booked" is in usd and "deals" in deals; only metrics of one unit'):
        project.compare("booked", "deals")


def test_what_one_of_them_cannot_be_asked_is_refused(project: Project) -> None:
    with pytest.raises(mo.QueryError, match='no metric "biled"'):
        project.compare("booked", "biled")
    with pytest.raises(mo.QueryError):
        project.compare("booked", "billed", by=["deal"])
