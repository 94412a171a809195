"""Explanations asked of a warehouse agree with arithmetic done by hand on the same rows."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction as F
from pathlib import Path

import duckdb
import pytest

import metricops as mo
from metricops.api import Project
from metricops.explain import Contribution, Explanation
from metricops.packet import html

AS_OF = "2026-11-15"  # a Sunday: this week is 9 to 15 November, the one before 2 to 8
YAML = """
models:
  - name: fct_deals
    semantic_model: true
    agg_time_dimension: closed_at
    columns:
      - name: deal_id
        entity: {type: primary, name: deal}
      - name: closed_at
        granularity: day
        dimension: {type: time}
      - name: segment
        dimension: {type: categorical}
      - name: channel
        dimension: {type: categorical}
    metrics:
      - {name: won, type: simple, agg: sum_boolean, expr: is_won}
      - {name: closed, type: simple, agg: count, expr: deal_id}
      - {name: amount, type: simple, agg: sum, expr: amount, config: {meta: {metricops: {unit: usd}}}}
      - {name: cycle, type: simple, agg: average, expr: days, config: {meta: {metricops: {unit: days}}}}
      - {name: middle, type: simple, agg: median, expr: days}
metrics:
  - name: win_rate
    label: Win rate
    type: ratio
    numerator: won
    denominator: closed
    config:
      meta:
        metricops:
          purpose: Says whether we win.
          owner: Head of Sales
          steward: RevOps
          unit: "%"
          excludes: none
          source_of_truth: CRM
          confidence: high
          segments: [segment, channel]
          thresholds:
            - red: falls 15% vs previous 1 week
              by: segment
              then: {investigate: Look at losses.}
"""
# (closed, segment, channel, won, amount, days); before: 3 of 4 won, now: 2 of 6
ROWS = [
    ("2026-11-03", "Big", "Web", True, "100.10", 10),
    ("2026-11-04", "Big", "Web", True, "200.20", 20),
    ("2026-11-05", "Small", "Call", True, "50.00", 30),
    ("2026-11-06", "Small", "Call", False, "0.00", 40),
    ("2026-11-10", "Big", "Web", True, "100.10", 10),
    ("2026-11-11", "Big", "Call", False, "0.00", 20),
    ("2026-11-12", "Big", "Call", False, "0.00", 60),
    ("2026-11-13", "Small", "Call", True, "75.30", 30),
    ("2026-11-14", "Small", "Call", False, "0.00", 40),
    ("2026-11-15", None, "Call", False, "0.00", 50),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE fct_deals (deal_id INT, closed_at DATE, segment TEXT, channel TEXT, is_won BOOLEAN,"
        " amount DECIMAL(18, 2), days INT)"
    )
    for at, row in enumerate(ROWS):
        connection.execute("INSERT INTO fct_deals VALUES (?, ?, ?, ?, ?, ?, ?)", [at, *row])
    file = Path(tmp_path_factory.mktemp("yaml")) / "deals.yml"
    file.write_text(YAML)
    yield mo.from_yaml([file], engine=mo.duckdb(connection))
    connection.close()


def by_segment(explanation: Explanation) -> dict[str | None, Contribution]:
    return {contribution.segment: contribution for contribution in explanation.contributions}


def test_a_ratio_is_split_into_rate_and_mix(project: Project) -> None:
    told = project.explain("win_rate", by=["segment"], as_of=AS_OF)
    assert (told.now, told.before) == (F(2, 6), F(3, 4))
    overall = (F(2, 6) + F(3, 4)) / 2
    found = by_segment(told)
    # Big: 2 of 2, weight 1/2, becomes 1 of 3, weight 1/2
    assert found["Big"] == Contribution("Big", (F(1, 3) - 1) * F(1, 2), F(0))
    # Small keeps its rate of 1/2 and shrinks from a half to a third
    assert found["Small"] == Contribution("Small", F(0), (F(1, 3) - F(1, 2)) * (F(1, 2) - overall))
    assert sum(c.total for c in told.contributions) == F(2, 6) - F(3, 4)
    assert None in found


def test_the_formula_names_its_parts(project: Project) -> None:
    told = project.explain("win_rate", by=["segment"], as_of=AS_OF)
    # won 3 to 2 alone: average of -1/4 and -1/6; closed 4 to 6 the rest
    assert [(c.subject, c.amount) for c in told.formula] == [
        ("won", F(-5, 24)),
        ("closed", F(2, 6) - F(3, 4) + F(5, 24)),
    ]


def test_a_sum_is_split_exactly_to_the_cent(project: Project) -> None:
    told = project.explain("amount", by=["segment"], as_of=AS_OF)
    assert told.change == F("175.40") - F("350.30")
    assert by_segment(told)["Big"].total == F("100.10") - F("300.30")
    assert by_segment(told)["Small"].total == F("25.30")


def test_an_average_is_split_by_its_rows(project: Project) -> None:
    told = project.explain("cycle", by=["segment"], as_of=AS_OF)
    assert (told.before, told.now) == (F(100, 4), F(210, 6))
    assert by_segment(told)["Big"].rate == (F(90, 3) - 15) * F(1, 2)
    assert told.formula == ()


def test_the_contract_says_which_dimensions_explain(project: Project) -> None:
    told = project.explain("win_rate", as_of=AS_OF)
    assert told.dimension in ("segment", "channel")
    assert told.causes


def test_what_does_not_add_up_is_not_known(project: Project) -> None:
    assert project.explain("middle", by=["segment"], as_of=AS_OF).reason == "not known: parts of middle do not add up"


def test_a_packet_explains_a_finding_within_its_segment(project: Project) -> None:
    packet = project.packet(AS_OF)
    assert [topic.title for topic in packet.topics] == ["Win rate: Big"]
    # within Big Web keeps 100 %; Call comes with 0 of 2 at two thirds of the weight, against (1 + 1/3) / 2 overall
    assert F(2, 3) * (0 - F(2, 3)) == F(-4, 9)
    assert (
        "channel Call explains 67% of the fall (-44.44 points, from its share of the whole)." in packet.topics[0].causes
    )
    assert len(packet.kpis[0].history) == 13
    assert packet.kpis[0].history[-2:] == (0.75, pytest.approx(1 / 3))
    assert html(packet) == html(project.packet(date(2026, 11, 15)))
