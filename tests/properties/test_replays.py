"""A replay says of every day what evaluating as of that day says: for any rule, however sparse the series."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from itertools import groupby
from operator import or_
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metricops.evaluate.findings import findings
from metricops.evaluate.questions import questions
from metricops.evaluate.replay import days, plans, replay
from metricops.evaluate.rosters import Listed
from metricops.evaluate.track_record import trial
from metricops.evaluate.turns import Turn
from metricops.evaluate.values import Answer, Finding, Number, Observation, Question, Segment, Series
from metricops.manifest import Manifest, Target
from metricops.periods import Grain, Period
from tests.scenarios.made_series import NOWHERE, manifest

END = date(2026, 3, 31)
SEGMENTS: tuple[Segment, ...] = ((("segment", "A"),), (("segment", None),), (("segment", "C"),))
RULES = (
    "below 3",
    "at most 0",
    "above 4 for two windows",
    "at least 5 for 2 of 3",
    "below 5 for 3 of 4 with at least 3 deals",
    "below 50% of other",
    "below 90% of target",
    "falls 10% vs target",
    "between 1 and 2",
    "outside 2 and 8 and by at least 1",
    "falls 15% vs trailing 3 weeks with at least 3 deals",
    "rises 10% vs previous 2 weeks for two windows",
    "moves 10% vs last year and by at least 2 points",
    "falls 10% vs other",
    "outside limits of 3 points",
    "outside 1 mads of 4 points",
)
KINDS = ("sum", "count", "average", "count_distinct", "stock", "ratio")
WINDOWS: tuple[dict[str, Any], ...] = ({}, {"window": "1d"}, {"window": "2w"}, {"window": "1 month"}, {"window": "mtd"})
MORE: tuple[dict[str, Any], ...] = (
    {"yellow": "below 4 for two windows"},
    {"yellow": "below 6 with at least 5 deals"},
    {"clear": "above 5"},
    {"keep": 1},
    {"keep": 3},
    {"judge": "final"},
    {"final_after": "3 days"},
    {"max_instances": 2},
    *({"on_no_data": said} for said in ("breach", "hold", "ignore")),
)

odd = st.sampled_from([None, Decimal(0), Decimal("NaN"), 0.1 + 0.2, -1])
numbers: st.SearchStrategy[Number | None] = st.integers(0, 9).flatmap(
    lambda i: odd if i == 7 else st.one_of(st.integers(1, 9), st.decimals(1, 9, places=2))
)
samples = st.sampled_from([5, 4, 3, 9, 1, 0])
cells = st.integers(0, 9).flatmap(lambda i: st.none() if i == 7 else st.tuples(numbers, samples, numbers, numbers))
firsts = st.integers(0, 4).flatmap(
    lambda i: st.one_of(st.none(), st.dates(END - timedelta(days=60), END)) if i == 4 else st.just(date(2024, 1, 1))
)


@st.composite
def projects(draw: st.DrawFn, every: str) -> Manifest:
    """A metric with one threshold, and at times with targets, the second of which is set while it is replayed."""
    parts: list[dict[str, Any]] = [{"every": every}, draw(st.sampled_from(WINDOWS))]
    parts += draw(st.lists(st.sampled_from(MORE), max_size=3))
    spec: dict[str, Any] = {
        "red": draw(st.sampled_from(RULES)),
        "by": draw(st.sampled_from(["", "segment"])),
        "other": "",
    }
    spec |= {"kind": draw(st.sampled_from(KINDS)), "other_kind": "sum", "unit": draw(st.sampled_from(["", "%"]))}
    of: tuple[tuple[str, str], ...] = draw(st.sampled_from([(), (("segment", "A"),)]))
    set_on = [date(2025, 1, 1), END - timedelta(days=9)][: draw(st.integers(0, 2))]
    targets = [
        Target("kpi", of, day.replace(month=1, day=1), Grain.YEAR, Decimal(90 * n), day, "CFO", "plan", (), NOWHERE)
        for n, day in enumerate(set_on, 1)
    ]
    return replace(manifest(reduce(or_, parts, spec)), targets=tuple(targets))


@st.composite
def answered(draw: st.DrawFn, project: Manifest, as_of: Sequence[date], history: int) -> tuple[Answer, ...]:
    """What a warehouse might say to all questions of these days."""
    needed: dict[Question, set[Period]] = {}
    for day in as_of:
        for q in questions(project, day, history):
            needed.setdefault(replace(q, periods=()), set()).update(q.periods)
    found = []
    for question, periods in needed.items():
        series = []
        for segment in SEGMENTS[: draw(st.sampled_from([2, 3, 1, 0]))] if question.by else [()]:
            drawn = {p: draw(cells) for p in sorted(periods)}
            is_ratio = draw(st.sampled_from([False, False, True]))
            seen = {p: Observation(p, *(c if is_ratio else c[:2])) for p, c in drawn.items() if c}
            series.append(Series(question.metric, segment, seen, draw(firsts)))
        found.append(Answer(question, tuple(series)))
    return tuple(found)


def said(one: Turn | Finding) -> tuple[Any, ...]:
    """What a turn and a finding both tell."""
    return one.period, one.status, one.state, one.value, one.n, one.reason


@pytest.mark.parametrize("every", ["1 day", "1 week", "2 weeks", "1 month"])
@settings(max_examples=60, deadline=None)
@given(st.data(), st.integers(1, 7), st.booleans())
def test_a_replay_is_one_evaluation_for_every_day(every: str, data: st.DataObject, history: int, listed: bool) -> None:
    project = data.draw(projects(every))
    (metric,) = project.operating
    (threshold,) = metric.contract.thresholds if metric.contract else ()
    end = data.draw(st.sampled_from([END, END - timedelta(days=1)]))  # a month before the 30th is the 27th of February
    start = end - data.draw(st.sampled_from([timedelta(days=12), timedelta(days=130)]))
    replayed = plans(project, metric, threshold, days(threshold, start, end)[-14:], history)
    answers = data.draw(answered(project, [plan.as_of for plan in replayed], history))
    rosters = {("kpi", "rule"): Listed(SEGMENTS[:2])} if listed and threshold.by else {}
    turns = trial("", replay(project, metric, threshold, replayed, answers, rosters), start, end).turns
    by_day = {day: {t.segment: t for t in of_day} for day, of_day in groupby(turns, key=lambda turn: turn.as_of)}
    assert list(by_day) == [plan.as_of for plan in replayed]
    for day, of_day in by_day.items():
        found = {f.segment: f for f in findings(project, answers, day, history=history, rosters=rosters)}
        assert {s: said(f) for s, f in found.items()} == {s: said(turn) for s, turn in of_day.items()}
        assert all(turn.sentence == (found[s].sentence if turn.fired else "") for s, turn in of_day.items())
