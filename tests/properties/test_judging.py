"""Judging holds for any series: it never raises, never calls nothing good, and a tighter rule never forgives."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metricops.evaluate.findings import findings
from metricops.evaluate.questions import questions
from metricops.evaluate.values import Answer, Finding, Number, Observation, Segment, Series, State, Status
from metricops.evaluate.verdict import evaluation
from metricops.exception_list import triage
from metricops.manifest import Manifest
from metricops.periods import Period
from tests.scenarios.made_series import manifest, run

SUNDAY = date(2027, 1, 3)
WEEK = timedelta(days=7)
HISTORY = 5
JUDGED = (Status.OK, Status.WATCH, Status.BREACH)

RULES = [
    "below 3.0",
    "at most 0",
    "above $500k for 2 of 3",
    "at least 95% for two windows",
    "below 50% of other",
    "below 90% of target",
    "between 1 and 2",
    "outside 10 and 20 and by at least 3",
    "falls 15% vs trailing 8 weeks with at least 30 deals",
    "rises 10% vs previous 4 weeks for two windows",
    "moves 10% vs last year and by at least 2 points",
    "falls 10% vs other",
    "outside limits of 3 points",
    "outside 3 mads of 4 points",
]
KINDS = ["sum", "count", "average", "count_distinct", "stock", "ratio"]
TIGHTER = [
    ("below 3", "below 4"),
    ("above 3", "above 2"),
    ("at most -3", "at most 1"),
    ("at least 3", "at least 3"),
    ("outside 1 and 9", "outside 2 and 8"),
    ("between 2 and 8", "between 1 and 9"),
    ("falls 15% vs trailing 3 weeks", "falls 10% vs trailing 3 weeks"),
    ("rises 15% vs previous 2 weeks for two windows", "rises 5% vs previous 2 weeks for two windows"),
    ("moves 50% vs trailing 4 weeks for 2 of 3", "moves 10% vs trailing 4 weeks for 2 of 3"),
    ("below 3 for two windows", "below 3"),
    ("below 3 and by at least 2", "below 3"),
    ("outside 3 mads of 3 points", "outside 2 mads of 3 points"),
]

numbers: st.SearchStrategy[Number | None] = st.one_of(
    st.none(),
    st.integers(-50, 50),
    st.integers(),
    st.decimals(-100, 100, places=3),
    st.sampled_from([Decimal("NaN"), Decimal("Infinity"), Decimal(0), Decimal("-0")]),
    st.floats(),
    st.floats(-10, 10),
)
anything = st.one_of(st.none(), st.tuples(numbers, st.integers(0, 40), numbers, numbers, st.booleans()))
small = st.one_of(st.integers(-4, 12), st.decimals(0, 10, places=1))
mostly_values = st.integers(0, 15).flatmap(
    lambda i: st.tuples(small, st.integers(1, 40), small, small, st.just(i % 4 == 1)) if i else anything
)
earlier_first = st.dates(date(2025, 1, 1), date(2026, 11, 30))  # before every judged window: the segment is there
any_first = st.one_of(st.none(), st.dates(date(2025, 1, 1), SUNDAY))


def observation(period: Period, drawn: tuple[Any, ...] | None) -> Observation | None:
    if drawn is None:
        return None
    value, n, numerator, denominator, is_ratio = drawn
    return Observation(period, value, n, *((numerator, denominator) if is_ratio else (None, None)))


@st.composite
def series(
    draw: st.DrawFn,
    project: Manifest,
    segments: Sequence[Segment],
    seen: st.SearchStrategy[tuple[Any, ...] | None] = anything,
    firsts: st.SearchStrategy[date | None] = any_first,
) -> list[Answer]:
    """An answer to every question of the project, with whatever is drawn in its windows."""
    answers = []
    for question in questions(project, SUNDAY, HISTORY):
        of_segments = []
        for segment in segments:
            observations = {p: observation(p, draw(seen)) for p in question.periods}
            kept = {p: o for p, o in observations.items() if o}
            of_segments.append(Series(question.metric, segment, kept, draw(firsts)))
        answers.append(Answer(question, tuple(of_segments)))
    return answers


def judged(project: Manifest, answers: Sequence[Answer], **more: Any) -> tuple[Finding, ...]:
    return findings(project, answers, SUNDAY, history=HISTORY, **more)


@st.composite
def projects(draw: st.DrawFn) -> Manifest:
    spec: dict[str, Any] = {
        "red": draw(st.sampled_from(RULES)),
        "kind": draw(st.sampled_from(KINDS)),
        "unit": draw(st.sampled_from(["", "usd", "%", "x", "days", "deals"])),
        "other": "",
        "final_after": draw(st.sampled_from(["", "3 days"])),
        "keep": draw(st.integers(0, 2)),
        "within": "1 week",
    }
    optional = {"yellow": "below 4 for two windows", "clear": "above 5", "window": "2w", "every": "1 month"}
    for key in draw(st.sets(st.sampled_from(sorted(optional)))):
        spec[key] = optional[key]
    return manifest(spec)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_judging_never_raises_and_nothing_is_never_good(data: st.DataObject) -> None:
    project = data.draw(projects())
    answers = data.draw(series(project, [()]))
    (finding,) = judged(project, answers)
    assert finding.sentence.endswith(".")
    assert judged(project, answers) == (finding,)
    if finding.value is None:
        assert finding.status not in (Status.OK, Status.WATCH)
    if finding.status not in JUDGED:
        assert finding.reason
    listed = triage(evaluation(SUNDAY, "run", [finding], []))
    assert len(listed.entries) + len(listed.grey) + listed.ok == 1


@settings(max_examples=100, deadline=None)
@given(st.data(), st.sampled_from(["breach", "hold", "ignore", "grey"]))
def test_no_rows_in_the_judged_window_is_never_ok(data: st.DataObject, says: str) -> None:
    project = manifest({"red": data.draw(st.sampled_from(RULES)), "on_no_data": says, "other": ""})
    answers = data.draw(series(project, [()]))
    (finding,) = judged(project, answers)
    emptied = tuple(
        replace(one, observations={p: o for p, o in one.observations.items() if p != finding.period})
        for one in answers[0].series
    )
    (without,) = judged(project, [Answer(answers[0].question, emptied), *answers[1:]])
    assert without.status is not Status.OK
    assert without.value is None


@pytest.mark.parametrize(("loose", "tight"), TIGHTER, ids=[loose for loose, _ in TIGHTER])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_tighter_rule_never_turns_a_breach_into_ok(data: st.DataObject, loose: str, tight: str) -> None:
    kind = data.draw(st.sampled_from(KINDS))
    forgiving, strict = manifest({"red": loose, "kind": kind}), manifest({"red": tight, "kind": kind})
    answers = data.draw(series(forgiving, [()], mostly_values, st.just(date(2025, 1, 1))))
    (before,), (after,) = judged(forgiving, answers), judged(strict, answers)
    if before.status is Status.BREACH:
        assert after.status is Status.BREACH
    if before.status is Status.WATCH:
        assert after.status in JUDGED


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_an_unrelated_segment_changes_nothing(data: st.DataObject) -> None:
    project = manifest({"red": data.draw(st.sampled_from(RULES)), "by": "segment", "other": ""})
    both: list[Segment] = [(("segment", "A"),), (("segment", None),)]
    answers = data.draw(series(project, both, firsts=earlier_first))
    alone = [Answer(a.question, a.series[:1]) for a in answers]

    def known(finding: Finding) -> Finding:  # whether a segment is new is about the others
        return replace(finding, state=State.NONE) if finding.state is State.NEW_SEGMENT else finding

    assert known(judged(project, answers)[0]) == known(judged(project, alone)[0])


cells = st.one_of(st.none(), st.tuples(st.integers(0, 40), st.integers(0, 60)))


def as_cells(weeks: Sequence[tuple[int, int] | None]) -> str:
    return ", ".join("-" if w is None else f"{w[0]}/{w[1]}" for w in weeks)


def fall(weeks: Sequence[tuple[int, int] | None], by: Fraction, sample: int) -> str:
    """The status of the last week against the eight before it, worked out on its own."""
    first = next((i for i, w in enumerate(weeks) if w), None)
    now, before = weeks[-1], [w for w in weeks[-9:-1] if w]
    if (now[1] if now else 0) < sample:
        return "too_few"
    if now is None:
        return "no_data"
    if now[1] == 0:
        return "no_data" if now[0] == 0 else "undefined"
    if first is None or first > len(weeks) - 9:
        return "too_few"
    won, closed = sum(w[0] for w in before), sum(w[1] for w in before)
    if not won or not closed:
        return "undefined"
    lost = 1 - Fraction(now[0] * closed, now[1] * won)
    return "breach" if lost > by else "watch" if lost >= by * Fraction(9, 10) else "ok"


@settings(max_examples=300, deadline=None)
@given(st.lists(cells, min_size=9, max_size=11), st.sampled_from([0, 1, 30]), st.integers(1, 60))
def test_a_fall_is_what_fractions_say(weeks: list[tuple[int, int] | None], sample: int, percent: int) -> None:
    clause = f" with at least {sample} deals" if sample else ""
    red = f"falls {percent}% vs trailing 8 weeks{clause}"
    (found,) = run({"kind": "ratio", "red": red, "series": as_cells(weeks), "history": 1}).values()
    assert found.status.value == fall(weeks, Fraction(percent, 100), sample)


def walk(values: Sequence[int | None], limit: int, streak: int) -> tuple[str, str]:
    """Status and state after all weeks, counted by hand: a breach closes after two green weeks."""
    is_open, clean, run_of_red, told = False, 0, 0, ("no_data", "")
    for value in values:
        if value is None:
            run_of_red, told = 0, ("no_data", "")
            continue
        red, near = value < limit, limit <= value <= limit * 1.1
        run_of_red = run_of_red + 1 if red else 0
        if run_of_red >= streak:
            told, is_open, clean = ("breach", "ongoing" if is_open else "new"), True, 0
        elif red:
            told, clean = ("watch", "pending"), 0
        elif near:
            told, clean = ("watch", "recovering" if is_open else ""), 0
        elif is_open and clean == 0:
            told, clean = ("watch", "recovering"), 1
        else:
            told, is_open = ("ok", "resolved" if is_open else ""), False
    return told


weekly = st.lists(st.one_of(st.none(), st.sampled_from([5, 11, 20, 20])), min_size=1, max_size=25)


@settings(max_examples=400, deadline=None)
@given(weekly, st.integers(1, 3))
def test_states_are_one_walk_over_history(values: list[int | None], streak: int) -> None:
    rule = f"below 10 for {streak} windows" if streak > 1 else "below 10"
    cells_of_weeks = ", ".join("-" if v is None else str(v) for v in values)
    (found,) = run({"red": rule, "series": cells_of_weeks}).values()
    assert (found.status.value, found.state.value) == walk(values, 10, streak)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["5", "11", "20", "-"]), min_size=1, max_size=12), st.integers(1, 6))
def test_running_any_day_of_a_week_tells_the_same(weeks: list[str], days_later: int) -> None:
    start = SUNDAY - WEEK * len(weeks)
    facts: Mapping[date, str] = {start + WEEK * (i + 1): w for i, w in enumerate(weeks)}
    spec = {"red": "below 10", "series": facts}
    on_time = run({**spec, "as_of": SUNDAY})
    late = run({**spec, "as_of": SUNDAY + timedelta(days=days_later)})
    assert on_time == late
