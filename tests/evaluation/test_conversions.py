"""Thresholds on conversions and on formulas that look at earlier days: judged as queried."""

from pathlib import Path

import pytest

from tests.evaluation.made_project import MODELS, Made, made

VISITS = """
  - name: visits
    semantic_model: true
    agg_time_dimension: seen_on
    columns:
      - {name: visit_id, entity: {type: primary, name: visit}}
      - {name: account_id, entity: {type: foreign, name: account}}
      - {name: segment, entity: {type: foreign, name: segment}}
      - {name: seen_on, granularity: day, dimension: {type: time}}
    metrics:
      - {name: visits, type: simple, agg: count, expr: visit_id}
metrics:
  - {name: visit_to_deal, type: conversion, entity: account, calculation: conversion_rate, base_metric: visits,
     conversion_metric: deals_closed, window: 7 days}
  - {name: converted, type: conversion, entity: account, calculation: conversions, base_metric: visits,
     conversion_metric: deals_closed, window: 7 days}
  - name: growth
    type: derived
    expr: revenue - before
    input_metrics: [revenue, {name: revenue, offset_window: 1 week, alias: before}]
  - name: growth_of_rate
    type: derived
    expr: now - before
    input_metrics:
      - {name: visit_to_deal, alias: now}
      - {name: visit_to_deal, offset_window: 1 week, alias: before}
"""


@pytest.fixture
def project(tmp_path: Path) -> Made:
    """Four visits in the week of 9 November, two of which become deals; four the week before, of which one does."""
    found = made(tmp_path, MODELS.replace("\nmetrics:\n", VISITS))
    found.database.execute("create table visits (visit_id integer, account_id integer, segment varchar, seen_on date)")
    days = {1: "2026-11-09", 2: "2026-11-10", 3: "2026-11-11", 4: "2026-11-12"}
    days |= {5: "2026-11-02", 6: "2026-11-03", 7: "2026-11-04", 8: "2026-11-08"}
    found.insert("visits", [(n, n, "SMB" if n % 2 else "Mid", day) for n, day in days.items()])
    found.deals(
        {"on": "2026-11-09", "account": 1},
        {"on": "2026-11-14", "account": 2},
        {"on": "2026-11-10", "account": 8},  # of the visit two days before, in the week before
        {"on": "2026-11-15", "account": 7},  # too late: eleven days after the visit
    )
    return found


def test_a_conversion_rate_is_judged_with_its_base_events_as_sample(project: Made) -> None:
    project.contract("visit_to_deal", "below 60% with at least 4 visits", unit="%")
    found = project.finding()
    assert (found.status, found.value, found.n) == ("breach", 0.5, 4)
    assert (found.numerator, found.denominator) == (2, 4)
    earlier = project.finding("2026-11-08")
    assert (earlier.status, earlier.value, earlier.numerator) == ("breach", 0.25, 1)


def test_too_few_base_events_are_grey(project: Made) -> None:
    project.contract("visit_to_deal", "below 60% with at least 5 visits", unit="%")
    assert project.finding().status == "too_few"


def test_segments_without_conversions_are_0_beside_their_base_events(project: Made) -> None:
    project.insert("visits", [(9, 90, "Enterprise", "2026-11-13")])
    project.contract("visit_to_deal", {"red": "below 20%", "by": "visit__segment"}, unit="%")
    told = {name: (f.status, f.value) for name, f in project.by_segment().items()}
    assert told["Enterprise"] == ("breach", 0)
    assert told["SMB"] == ("watch", 0.5)  # recovers from a week before without any
    assert told["Mid"] == ("ok", 0.5)


def test_a_number_of_conversions_is_judged_and_compared(project: Made) -> None:
    project.contract("converted", "rises 50% vs previous 1 week")
    found = project.finding()
    assert (found.status, found.value, found.baseline, found.n) == ("breach", 2, 1, 4)


def test_a_formula_over_earlier_days_is_judged_on_the_days_before_the_window(project: Made) -> None:
    project.deals({"on": "2026-11-05", "amount": "1000.00", "n": 2})
    project.contract("growth", "below 0", unit="usd")
    found = project.finding()
    assert (found.status, found.value) == ("breach", 400 - 2000)
    assert project.finding("2026-11-08").status == "no_data"  # there is no week before the first


def test_the_growth_of_a_rate(project: Made) -> None:
    project.contract("growth_of_rate", "above 20%", unit="%")
    assert (project.finding().status, project.finding().value) == ("breach", 0.25)


def test_what_is_judged_is_what_a_query_answers(project: Made) -> None:
    for metric in ("visit_to_deal", "converted", "growth", "growth_of_rate"):
        for as_of in ("2026-11-15", "2026-11-08"):
            project.contract(metric, "below 1000000", unit="count")
            found = {f.metric: f.value for f in project.evaluate(as_of).findings}
            ((asked,),) = project.project().query([metric], window="1w", as_of=as_of).rows
            assert found[metric] == asked


def test_no_conversion_of_many_base_events_is_0_not_grey(project: Made) -> None:
    project.database.execute("delete from deals")
    project.contract("converted", {"red": "below 1 with at least 4 visits", "by": "visit__segment"})
    told = {name: (f.status, f.value, f.n) for name, f in project.by_segment().items()}
    assert told == {"SMB": ("too_few", 0, 2), "Mid": ("too_few", 0, 2)}
    project.contract("converted", "below 1 with at least 4 visits")
    assert (project.finding().status, project.finding().value, project.finding().n) == ("breach", 0, 4)


def test_a_split_that_only_base_events_have_is_no_fault(project: Made) -> None:
    project.contract("visit_to_deal", {"red": "below 20%", "by": "visit__segment", "then": {"investigate": "Why?"}})
    assert "P023" not in {d.code for d in project.project().lint()}
