"""Judging beside the scan, in one process: CPU milliseconds for a run's thresholds once the rows are there.

    python benchmarks/judging.py [--instances 1000] [--runs 5]

Every instance has a history of 26 weeks; the rules are of four kinds, a quarter of the segments each. Good weeks end a
history early and bad ones do not, so a calm year and one that is always out of line are both measured.
"""

import argparse
import statistics
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import metricops as mo
from metricops.evaluate.findings import findings
from metricops.evaluate.questions import HISTORY, questions
from metricops.evaluate.values import Answer, Observation, Question, Series
from metricops.manifest import Manifest

GOAL = 300  # ms for 1,000 instances
AS_OF = date(2026, 11, 15)
RULES = (
    "falls 15% vs trailing 8 weeks with at least 30 deals",
    "below 30%",
    "rises 10% vs previous 4 weeks for two windows",
    "outside limits",
)


def project(folder: Path) -> Manifest:
    """A ratio with a threshold of each kind, by segment."""
    rules = "\n".join(f"            - {{red: {rule}, name: rule_{i}, by: segment}}" for i, rule in enumerate(RULES))
    file = folder / "judging.yml"
    file.write_text(
        f"""models:
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
    )
    return mo.from_yaml([file]).manifest


def answer(question: Question, segments: int, calm: bool) -> Answer:
    """Rows as a warehouse gives them: whole numbers that move a little, or that fall and rise by half."""
    return Answer(question, tuple(_series(question, i, calm) for i in range(segments)))


def _series(question: Question, i: int, calm: bool) -> Series:
    seen = {o.period: o for o in _observations(question, i, calm)}
    return Series(question.metric, (("segment", f"segment {i}"),), seen, date(2024, 1, 1))


def _observations(question: Question, i: int, calm: bool) -> Iterator[Observation]:
    for at, period in enumerate(question.periods):
        deals = 40 * period.days // 7
        swing = (at * 7 + i) % 5 if calm else (at % 2) * 18
        won = (16 * period.days) // 7 + swing
        yield Observation(period, won / deals, deals, won, deals)


def main() -> None:
    """Print one line a case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--instances", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        manifest = project(Path(folder))
    print(f"{'case':44} {'ms':>7} {'goal':>6}  met")
    for name, calm in (("a calm year", True), ("always out of line", False)):
        answers = [answer(q, given.instances // len(RULES), calm) for q in questions(manifest, AS_OF, HISTORY)]
        taken = []
        for _ in range(given.runs):
            start = time.process_time()
            found = findings(manifest, answers, AS_OF, history=HISTORY)
            taken.append((time.process_time() - start) * 1000)
        median, goal = statistics.median(taken), GOAL * given.instances / 1000
        told = f"{len(found)} instances, {name}"
        print(f"{told:44} {median:7.1f} {goal:6.0f}  {'yes' if median <= goal else 'no'}")


if __name__ == "__main__":
    main()
