"""evaluate --notify at the command line: shown, sent once, and never the reason for which a run fails."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from metricops.cli import main, notifying

MODELS = """
models:
  - name: deals
    semantic_model: true
    agg_time_dimension: closed_on
    columns:
      - {name: deal_id, entity: {type: primary, name: deal}}
      - {name: closed_on, granularity: day, dimension: {type: time}}
    metrics:
      - name: revenue
        type: simple
        agg: sum
        expr: amount
        config: {meta: {metricops: {owner: Head of Sales, thresholds: [{red: below 100, then: {investigate: Why?}}]}}}
"""
SETTINGS = "engine: {type: duckdb, path: w.duckdb}\nnotify: {others: REVOPS_CHANNEL}\n"
EVALUATE = ["evaluate", "--as-of", "2026-11-15", "--notify"]


@pytest.fixture
def sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was sent through a channel made up for the test, from a project in which revenue is too low."""
    import duckdb

    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "deals.yml").write_text(MODELS)
    (tmp_path / "metricops.yml").write_text(SETTINGS)
    with duckdb.connect(str(tmp_path / "w.duckdb")) as connection:
        connection.execute("create table deals as select 1 as deal_id, date '2026-11-10' as closed_on, 5 as amount")
    bodies: list[str] = []

    def send(address: str, title: str, body: str) -> str:
        bodies.append(body)
        return "" if "works" in address else "the channel did not take it"

    monkeypatch.setattr(notifying, "send", send)
    monkeypatch.chdir(tmp_path)
    return bodies


def run(*words: str) -> Result:
    return CliRunner().invoke(main, [*EVALUATE, *words], catch_exceptions=False)


def test_shown_is_not_sent(sent: list[str]) -> None:
    for _ in range(2):
        shown = run()
        assert "to Head of Sales through REVOPS_CHANNEL: metricops: 1 change for Head of Sales" in shown.stderr
        assert "1 message would be sent" in shown.stderr
    assert (sent, shown.exit_code) == ([], 2)


def test_sent_once(sent: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVOPS_CHANNEL", "json://works/s3cr3t")
    first, second = run("send"), run("send")
    assert "notified Head of Sales of 1 change through REVOPS_CHANNEL" in first.stderr
    assert "notified" not in second.stderr
    assert len(sent) == 1
    assert "Out of line (new): " in sent[0]
    assert "nothing is new to anybody" in run().stderr
    assert "s3cr3t" not in first.output


@pytest.mark.parametrize("address", ["", "json://broken/s3cr3t"])
def test_a_channel_that_is_missing_or_fails_changes_no_exit_code(
    address: str, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REVOPS_CHANNEL", address)
    failed = run("send")
    assert "Head of Sales was not notified: " in failed.stderr
    assert failed.exit_code == 2
    monkeypatch.setenv("REVOPS_CHANNEL", "json://works")
    assert "notified Head of Sales" in run("send").stderr


def test_without_channels_it_says_so(sent: list[str]) -> None:
    Path("metricops.yml").write_text(SETTINGS.split("\n")[0])
    assert "names no channels" in run("send").stderr
    assert sent == []
