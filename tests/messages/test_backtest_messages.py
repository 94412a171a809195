"""Replays that are refused, as a person sees them: backtest.txt holds what is typed and what comes back.

`METRICOPS_UPDATE=1` writes the text anew.
"""

import os
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from metricops.cli import main
from tests.evaluation.made_project import made

EXPECTED = Path(__file__).parent / "backtest" / "refused.txt"
TYPED = (
    "revenu",
    "deals_won",
    "win_rate",
    "win_rate --threshold level",
    "win_rate --threshold levle --to 2026-11-15",
    "revenue --from 2026-11-15 --to 2026-11-01",
    "revenue --as-of 2026-11-15 --over mtd",
    "revenue --as-of 2026-11-15 --over soon",
    "revenue --as-of 2026-11-15 --over 8w --from 2026-01-01",
    "revenue --as-of 2026-11-15 --to 2026-11-08",
    "revenue --from yesterday",
    'revenue --against "falls 10% vs trailing 8 wekks with at least 30 deals"',
    'revenue --against "fals 10%"',
    'revenue --against "falls 10%"',
    'revenue --against "win_rate below 10%"',
    'revenue --against "below deals_one"',
    'revenue --against ""',
    'revenue --to 2026-11-15 --against "below 5 for colour = red"',
)


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What a person sees who types these."""
    project = made(tmp_path)
    project.contract("win_rate", {"red": "below 40%", "name": "floor"}, "falls 10% vs trailing 4 weeks")
    project.contract("revenue", "below 100")
    monkeypatch.chdir(project.on_disk())
    return "\n".join(f"$ metricops backtest {words}\n{answered(words)}" for words in TYPED)


def answered(words: str) -> str:
    result = CliRunner().invoke(main, ["backtest", *shlex.split(words)])
    assert (result.exit_code, result.stdout) == (1, ""), words
    return result.stderr


def test_refusals_read_as_written(session: str) -> None:
    if os.environ.get("METRICOPS_UPDATE"):
        EXPECTED.write_text(session, encoding="utf-8")
    assert session == EXPECTED.read_text(encoding="utf-8")


def test_every_code_of_a_replay_is_shown(session: str) -> None:
    assert all(f"error[{code}]" in session for code in ("P001", "P039", "P040", "P007"))
