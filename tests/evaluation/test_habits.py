"""Lint with history: rules that would have been red too often, or never."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from metricops.api.backtesting import habits
from metricops.cli import main
from tests.evaluation.made_project import Made, made

WEEKS = 40
LAST = date(2026, 11, 11)


def project(folder: Path) -> Made:
    """Forty weeks of deals: ten of them with 4 deals, all others with 8."""
    found = made(folder)
    for week in range(WEEKS):
        found.deals({"on": str(LAST - timedelta(weeks=week)), "n": 4 if week % 4 == 0 else 8})
    return found


@pytest.mark.parametrize(
    ("red", "told"),
    [
        ("below 5", ["W054"]),  # 10 of 40
        ("below 5 for 2 windows", ["W055"]),  # never twice in a row
        ("below 1", ["W055"]),
        ("below 9 with at least 30 deals", []),  # hardly ever judged, so that nothing can be said
    ],
)
def test_a_rule_that_is_red_in_more_than_a_fifth_of_its_windows_or_never_is_told(
    tmp_path: Path, red: str, told: list[str]
) -> None:
    made_here = project(tmp_path)
    made_here.contract("deals_closed", red)
    found = habits(made_here.project(), "2026-11-15")
    assert [d.code for d in found] == told


def test_a_fifth_is_not_too_often(tmp_path: Path) -> None:
    made_here = made(tmp_path)
    for week in range(WEEKS):
        made_here.deals({"on": str(LAST - timedelta(weeks=week)), "n": 4 if week % 5 == 0 else 8})
    made_here.contract("deals_closed", "below 5")
    assert habits(made_here.project(), "2026-11-15") == ()


def test_the_command_asks_only_when_told_to(tmp_path: Path) -> None:
    made_here = project(tmp_path)
    made_here.contract("deals_closed", {"red": "below 5", "then": {"investigate": "Why?"}})
    folder = str(made_here.on_disk())
    plain = CliRunner().invoke(main, ["--project", folder, "lint"])
    asked = CliRunner().invoke(main, ["--project", folder, "lint", "--history", "--as-of", "2026-11-15"])
    assert "W054" not in plain.stdout
    assert 'threshold "level" of "deals_closed" would have been red in 10 of 40 windows' in asked.stdout
    assert asked.exit_code == plain.exit_code  # warnings
