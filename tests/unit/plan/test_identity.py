"""A definition's fingerprint: what changes a number changes it, and nothing else does."""

import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import metricops as mo
from metricops.periods import Calendar, Period
from metricops.plan import Query, plan
from metricops.plan.ask import group_item
from metricops.plan.identity import calendar_identity, definition
from metricops.source import fragment

YAML = """
models:
  - name: orders
    semantic_model: true
    agg_time_dimension: ordered_on
    columns:
      - {name: order_id, entity: {type: primary, name: order}}
      - {name: customer_id, entity: {type: foreign, name: customer}}
      - {name: ordered_on, granularity: day, dimension: time}
      - {name: status, dimension: categorical}
    metrics:
      - {name: paid, agg: sum, expr: amount + 0, filter: "{{ Dimension('order__status') }} = 'paid'"}
      - {name: orders, agg: count, expr: order_id}
  - name: customers
    semantic_model: true
    columns:
      - {name: customer_id, entity: {type: primary, name: customer}}
      - {name: segment, dimension: categorical}
metrics:
  - {name: mean_paid, type: ratio, numerator: paid, denominator: orders}
"""
WEEKS = (Period(date(2026, 11, 2), date(2026, 11, 8)), Period(date(2026, 11, 9), date(2026, 11, 15)))
QUERY = Query(
    metrics=(fragment("mean_paid"),), group_by=(group_item("customer__segment"),), periods=WEEKS, evidence=True
)


def fingerprint(folder: Path, text: str = YAML, query: Query = QUERY) -> str:
    (folder / "all.yml").write_text(text)
    return definition(plan(mo.from_yaml([folder]).manifest, [query])[0])


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("amount + 0", "amount + 1"),
        ("agg: sum, expr", "agg: max, expr"),
        ("= 'paid'", "= 'open'"),
        ("denominator: orders", "denominator: paid"),
        ("agg: count, expr: order_id", "agg: count_distinct, expr: order_id"),
        ("agg_time_dimension: ordered_on", "agg_time_dimension: ordered_on\n    config: {alias: orders_v2}"),
        ("- name: customers", "- name: customers\n    config: {alias: customers_v2}"),
        ("{name: paid, agg", "{name: paid, fill_nulls_with: 0, agg"),
    ],
)
def test_what_changes_a_number_changes_it(tmp_path: Path, written: str, instead: str) -> None:
    assert written in YAML
    assert fingerprint(tmp_path, YAML.replace(written, instead, 1)) != fingerprint(tmp_path)


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("amount + 0", "amount  +\t0"),
        ("models:", "# a comment\n\nmodels:"),
        ("type: ratio", "description: Mean., label: Mean, type: ratio"),
        ("- {name: segment,", "- {name: region, dimension: categorical}\n      - {name: segment,"),
        ("- {name: orders, agg", "- {name: other, agg: sum, expr: tax}\n      - {name: orders, agg"),
    ],
)
def test_what_changes_no_number_does_not(tmp_path: Path, written: str, instead: str) -> None:
    assert written in YAML
    assert fingerprint(tmp_path, YAML.replace(written, instead, 1)) == fingerprint(tmp_path)


def test_the_days_asked_for_do_not_and_the_group_bys_do(tmp_path: Path) -> None:
    one = fingerprint(tmp_path)
    assert fingerprint(tmp_path, query=replace(QUERY, periods=WEEKS[1:])) == one
    assert fingerprint(tmp_path, query=replace(QUERY, group_by=())) != one
    assert fingerprint(tmp_path, query=replace(QUERY, scope=((group_item("customer__segment"), "SMB"),))) != one


def test_calendars_differ_by_weeks_years_and_zone() -> None:
    calendars = [Calendar(), Calendar(week_starts=6), Calendar(fiscal_year_starts=4), Calendar(time_zone="Asia/Tokyo")]
    assert len({calendar_identity(each) for each in calendars}) == 4


def test_it_is_the_same_in_another_process(tmp_path: Path) -> None:
    here = fingerprint(tmp_path)
    code = (
        "from tests.unit.plan.test_identity import *\n"
        f"print(definition(plan(mo.from_yaml([Path({str(tmp_path)!r})]).manifest, [QUERY])[0]))"
    )
    root = Path(__file__).parents[3]
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, env={"PYTHONHASHSEED": "7"}
    )
    assert ran.stdout.strip() == here, ran.stderr
