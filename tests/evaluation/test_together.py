"""KPIs that look at the same rows are answered by one query, and each is judged as it is alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from metricops.engines.result import Result
from metricops.evaluate.values import Finding
from metricops.pipeline.world import World
from metricops.sql import CompiledQuery
from tests.evaluation.made_project import Made, made

KPIS = ("revenue", "deals_closed", "deals_won", "buyers", "cycle_days", "largest", "win_rate", "price")
RULES = {"red": "below 2", "by": "segment", "window": "2w"}


def deals(project: Made) -> None:
    """Segments that begin late, that stop, without a value, and with NULL for a name."""
    project.deals(
        {"on": "2026-09-02", "segment": "Old", "amount": "5.00", "days": 3},
        {"on": "2026-10-14", "segment": "SMB", "won": False, "n": 3, "days": 8},
        {"on": "2026-11-03", "segment": "SMB", "amount": "1.50"},
        {"on": "2026-11-12", "segment": None, "amount": "7.25", "account": 3, "n": 2},
        {"on": "2026-11-14", "segment": "New", "won": False},
        {"on": "2027-01-05", "segment": "Future", "amount": "9.00"},
    )


def judged(project: Made) -> dict[tuple[str, str | None], Finding]:
    """Findings by metric and segment, without what says which run they are of."""
    found = project.evaluate().findings
    return {(f.metric, f.segment[0][1] if f.segment else None): replace(f, span=found[0].span) for f in found}


def test_kpis_are_judged_together_as_each_is_alone(tmp_path: Path) -> None:
    every = made(tmp_path / "every")
    deals(every)
    for kpi in KPIS:
        every.contract(kpi, RULES, unit="count")
    found = judged(every)
    alone: dict[tuple[str, str | None], Finding] = {}
    for kpi in KPIS:
        one = made(tmp_path / kpi)
        deals(one)
        one.contract(kpi, RULES, unit="count")
        alone |= {key: replace(f, span=next(iter(found.values())).span) for key, f in judged(one).items()}
    assert found == alone
    assert {segment for _, segment in found} == {"Old", "SMB", None, "New"}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The SQL of every query that a run sends to the table of deals."""
    sent: list[str] = []
    run = World.run

    def watched(self: World, query: CompiledQuery) -> Result:
        if "deals" in query.sql:
            sent.append(query.sql)
        return run(self, query)

    monkeypatch.setattr(World, "run", watched)
    return sent


def test_one_query_answers_them(tmp_path: Path, asked: list[str]) -> None:
    project = made(tmp_path)
    deals(project)
    for kpi in KPIS:
        project.contract(kpi, RULES, unit="count")
    project.evaluate()
    assert len(asked) == 1


def test_a_kpi_that_fails_costs_no_other_its_answer(tmp_path: Path) -> None:
    project = made(tmp_path)
    deals(project)
    project.database.execute("alter table deals drop column cycle_days")
    for kpi in KPIS:
        project.contract(kpi, RULES, unit="count")
    found = judged(project)
    assert {metric for (metric, _), f in found.items() if f.status == "not_judged"} == {"cycle_days"}


def test_what_fills_in_for_missing_rows_is_asked_alone(tmp_path: Path, asked: list[str]) -> None:
    project = made(tmp_path)
    deals(project)
    filled = 'metrics: [{name: filled, type: derived, expr: "coalesce(revenue, 0)", input_metrics: [revenue]}]'
    project.write("models/filled.yml", filled)
    for kpi in ("filled", "revenue", "deals_closed"):
        project.contract(kpi, RULES, unit="count")
    project.evaluate()
    assert len(asked) == 2  # the other two share one
