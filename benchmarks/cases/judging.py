"""Judging beside the scan: CPU time for a run's thresholds once the rows are there.

Every instance has a history of 26 weeks; the rules are of four kinds, a quarter of the segments each. Good weeks end a
history early and bad ones do not, so a calm year and one that is always out of line are both measured.
"""

from collections.abc import Iterator
from datetime import date

import metricops as mo
from benchmarks.case import Alone, Case, Measured
from benchmarks.cases.compiling import milliseconds
from benchmarks.ground import Ground
from metricops.evaluate.findings import findings
from metricops.evaluate.questions import HISTORY, questions
from metricops.evaluate.values import Answer, Observation, Question, Series

INSTANCES, RUNS = 1000, 5
AS_OF = date(2026, 11, 15)
RULES = (
    "falls 15% vs trailing 8 weeks with at least 30 deals",
    "below 30%",
    "rises 10% vs previous 4 weeks for two windows",
    "outside limits",
)
WON, SWINGS = 16, 18


def definitions() -> str:
    """A ratio with a threshold of each kind, by segment."""
    rules = "\n".join(f"            - {{red: {rule}, name: rule_{i}, by: segment}}" for i, rule in enumerate(RULES))
    return f"""models:
  - name: fct_deals
    semantic_model: true
    agg_time_dimension: closed_on
    columns:
      - {{name: deal_id, entity: {{type: primary, name: deal}}}}
      - {{name: closed_on, granularity: day, dimension: {{type: time}}}}
      - {{name: segment, dimension: {{type: categorical}}}}
    metrics:
      - {{name: won, agg: sum_boolean, expr: is_won}}
      - {{name: deals, agg: count, expr: deal_id}}
metrics:
  - name: win_rate
    type: ratio
    numerator: won
    denominator: deals
    config:
      meta:
        metricops:
          unit: "%"
          thresholds:
{rules}
"""


def answer(question: Question, segments: int, calm: bool) -> Answer:
    """Rows as a warehouse gives them: whole numbers that move a little, or that fall and rise by half."""
    return Answer(question, tuple(_series(question, i, calm) for i in range(segments)))


def _series(question: Question, i: int, calm: bool) -> Series:
    seen = {o.period: o for o in _observations(question, i, calm)}
    return Series(question.metric, (("segment", f"segment {i}"),), seen, date(2024, 1, 1))


def _observations(question: Question, i: int, calm: bool) -> Iterator[Observation]:
    for at, period in enumerate(question.periods):
        deals = 40 * period.days // 7
        swing = (at * 7 + i) % 5 if calm else (at % 2) * SWINGS
        won = (WON * period.days) // 7 + swing
        yield Observation(period, won / deals, deals, won, deals)


def _judged(calm: bool) -> Alone:
    def measure(ground: Ground) -> Measured:
        file = ground.folder / "judging.yml"
        file.write_text(definitions(), encoding="utf-8")
        manifest = mo.from_yaml([file]).manifest
        answers = [answer(q, INSTANCES // len(RULES), calm) for q in questions(manifest, AS_OF, HISTORY)]
        assert len(findings(manifest, answers, AS_OF, history=HISTORY)) == INSTANCES
        return Measured(milliseconds(lambda: findings(manifest, answers, AS_OF, history=HISTORY), RUNS) / 1000)

    return Alone(measure)


FAMILY = (
    Case("judge-calm", f"judging {INSTANCES:,} instances, a calm year", "", 0.3, _judged(True), "s", ground=""),
    Case("judge-unruly", f"judging {INSTANCES:,} instances, always red", "", 0.3, _judged(False), "s", ground=""),
)
