"""A scenario says what a warehouse with the same rows says: drawn series are played, and inserted and evaluated."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import metricops as mo
from metricops.api import rehearsing
from metricops.evaluate.values import Finding
from metricops.rehearse.scenario import Outcome
from tests.evaluation.made_project import AS_OF, made

LAST = date.fromisoformat(AS_OF)
SEGMENTS = ("SMB", "Enterprise")
RATES = (
    "falls 15% vs trailing 4 weeks with at least 8 deals",
    "below 40%",
    "rises 20% vs previous 2 weeks for two windows",
    "outside limits of 5 points",
    "falls 10% vs previous 1 week for 2 of 3 windows",
)
SUMS = ("falls 15% vs trailing 4 weeks", "below 300", "outside 3 mads of 4 points", "rises 50% vs previous 3 weeks")
MORE: tuple[dict[str, Any], ...] = (
    {},
    {"keep": "1 window"},
    {"on_no_data": "breach"},
    {"on_no_data": "hold"},
    {"window": "3w"},
)
parts = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda p: (min(p), max(p)))
weeks = st.lists(st.one_of(st.none(), parts), min_size=3, max_size=10)


def compared(folder: Path, metric: str, red: str, more: dict[str, Any], cells: dict[str, list[str]]) -> mo.Project:
    project = made(folder)
    project.contract(metric, {"red": red, "by": "segment", **more}, final_after="10 days")
    expected = {s: dict.fromkeys(days(len(cells[s])), "ok") for s in cells}
    scenario = {
        "name": "drawn",
        "metric": metric,
        "as_of": LAST,
        "series": {s: " ".join(c) for s, c in cells.items()},
        "expect": expected,
    }
    project.write("semantic/scenarios.yml", yaml.safe_dump({"scenarios": [scenario]}))
    for segment, written in cells.items():
        for day, cell in zip(days(len(written)), written, strict=True):
            if cell != "_":
                won, _, closed = cell.partition("/")
                amounts = [(True, "1")] * int(won) + [(False, "1")] * (int(closed) - int(won)) if closed else [(1, won)]
                project.deals(*({"on": day, "segment": segment, "won": w, "amount": a} for w, a in amounts))
    return project.project()


def days(n: int) -> list[date]:
    return [LAST - timedelta(weeks=i) for i in reversed(range(n))]


def agree(project: mo.Project) -> None:
    rehearsal = rehearsing.rehearse(project)
    assert not rehearsal.diagnostics
    (played,) = rehearsal.played
    for as_of in sorted({o.point.as_of for o in played.outcomes}):
        found = {f.segment: f for f in project.evaluate(as_of=as_of).findings}
        for outcome in played.outcomes:
            if outcome.point.as_of == as_of:
                assert said(outcome) == told(found.get(outcome.point.segment), found)


def said(outcome: Outcome) -> tuple[Any, ...]:
    return outcome.status, outcome.state, outcome.sentence


def told(finding: Finding | None, found: dict[Any, Finding]) -> tuple[Any, ...]:
    if finding is None and () in found:  # nothing at all was there yet
        finding = found[()]
    return (finding.status, finding.state, finding.sentence) if finding else (None, "", "no row was there yet")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(RATES), st.sampled_from(MORE), st.lists(weeks, min_size=2, max_size=2))
def test_ratios(
    tmp_path_factory: pytest.TempPathFactory, red: str, more: dict[str, Any], drawn: list[list[Any]]
) -> None:
    cells = {
        s: ["_" if not week or not week[1] else f"{week[0]}/{week[1]}" for week in series]
        for s, series in zip(SEGMENTS, drawn, strict=True)
    }
    agree(compared(tmp_path_factory.mktemp("ratio"), "win_rate", red, more, cells))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(SUMS), st.sampled_from(MORE), st.lists(weeks, min_size=2, max_size=2))
def test_sums(tmp_path_factory: pytest.TempPathFactory, red: str, more: dict[str, Any], drawn: list[list[Any]]) -> None:
    cells = {
        s: ["_" if week is None else str(week[1] * 50) for week in series]
        for s, series in zip(SEGMENTS, drawn, strict=True)
    }
    agree(compared(tmp_path_factory.mktemp("sum"), "revenue", red, more, cells))
