"""Real processes, stopped by a signal or by the time limit in the middle of a long scan: nothing runs on or is left."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from metricops.ledger import Ledger

MODELS = """
semantic_models:
  - name: slow
    model: ref('slow')
    defaults: {agg_time_dimension: counted_on}
    entities: [{name: thing, type: primary, expr: id}]
    dimensions: [{name: counted_on, expr: day, type: time, type_params: {time_granularity: day}}]
    measures: [{name: slow_total, agg: sum, expr: id}, {name: slow_things, agg: count_distinct, expr: id}]
  - name: quick
    model: ref('quick')
    defaults: {agg_time_dimension: counted_on}
    entities: [{name: piece, type: primary, expr: id}]
    dimensions: [{name: counted_on, expr: day, type: time, type_params: {time_granularity: day}}]
    measures: [{name: quick_total, agg: sum, expr: id}]
metrics:
  - name: slow_total
    type: simple
    type_params: {measure: slow_total}
    config: {meta: {metricops: {owner: ann, purpose: p, unit: things, thresholds: [{red: below 1, window: 1w}]}}}
  - {name: slow_things, type: simple, type_params: {measure: slow_things}}
  - name: quick_total
    type: simple
    type_params: {measure: quick_total}
    config: {meta: {metricops: {owner: ann, purpose: p, unit: things, thresholds: [{red: below 1, window: 1w}]}}}
"""
CHECKS = "checks:\n  - {name: no_holes, on: slow, tier: 1, require: id}\n"
ROWS = """
CREATE VIEW slow AS
SELECT a.range * 1000000 + b.range AS id, DATE '2026-11-01' + (b.range % 20)::INT AS day
FROM range(1000000) AS a CROSS JOIN range(1000000) AS b;
CREATE TABLE quick AS SELECT range AS id, DATE '2026-11-01' + (range % 20)::INT AS day FROM range(100);
"""
AS_OF = ["--as-of", "2026-11-15"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "metricops.yml").write_text("name: shop\nengine: {type: duckdb, path: shop.duckdb}\n")
    for folder, text in (("semantic", MODELS), ("checks", CHECKS)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "shop.yml").write_text(text)
    with duckdb.connect(str(tmp_path / "shop.duckdb")) as connection:
        connection.execute(ROWS)
    return tmp_path


def settings(root: Path, **more: str) -> None:
    """The settings with more of them, or more of the engine's (`engine_memory_limit`)."""
    own = {key: value for key, value in more.items() if not key.startswith("engine_")}
    engine = {key.removeprefix("engine_"): value for key, value in more.items() if key not in own}
    said = "".join(f", {key}: {value}" for key, value in engine.items())
    text = f"name: shop\nengine: {{type: duckdb, path: shop.duckdb{said}}}\n"
    (root / "metricops.yml").write_text(text + "".join(f"{key}: {value}\n" for key, value in own.items()))


def files(root: Path) -> set[str]:
    """Everything in the project that is no ledger."""
    return {file.relative_to(root).as_posix() for file in root.rglob("*") if ".metricops" not in file.parts}


def stopped(root: Path, *words: str, by: signal.Signals = signal.SIGINT) -> tuple[int, str]:
    """The exit code and what was said of a command that is stopped while its query runs, however slow the machine."""
    code, said = 0, ""
    for seconds in (2, 4, 8, 16, 32):
        code, said = _stopped(root, words, by, seconds)
        if "running" in said:
            break
    return code, said


def _stopped(root: Path, words: tuple[str, ...], by: signal.Signals, seconds: float) -> tuple[int, str]:
    command = [sys.executable, "-m", "metricops", *words]
    with subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        time.sleep(seconds)
        assert run.poll() is None, run.communicate()
        run.send_signal(by)
        began = time.monotonic()
        _, said = run.communicate(timeout=60)
        assert time.monotonic() - began < 30
    return run.returncode, said.strip()


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("query", "slow_total", "--by", "metric_time__week"), "slow_total by metric_time__week"),
        (("check",), 'the checks of "slow"'),
        (("evaluate", *AS_OF), 'the checks of "slow"'),  # they are run before the questions are asked
    ],
    ids=["query", "check", "evaluate"],
)
def test_ctrl_c_says_what_was_running_and_leaves_nothing(root: Path, words: tuple[str, ...], what: str) -> None:
    before = files(root)
    code, said = stopped(root, *words)
    assert code == 130
    head, _, seconds = said.partition(" had been running for ")
    assert head == f"interrupted; the query for {what}"
    assert seconds.endswith(" s")
    assert files(root) == before
    assert Ledger(root / ".metricops" / "ledger.db").runs() == ()


def test_a_scheduler_that_ends_the_process_ends_the_query(root: Path) -> None:
    before = files(root)
    code, said = stopped(root, "query", "slow_total", by=signal.SIGTERM)
    assert code == 143
    assert said.startswith("ended by SIGTERM; the query for slow_total had been running for ")
    assert files(root) == before


def test_what_was_put_on_disk_is_taken_away_when_a_query_is_stopped(root: Path) -> None:
    settings(root, engine_memory_limit="200MB", engine_temp_directory="spilled")
    command = [sys.executable, "-m", "metricops", "query", "slow_things"]
    with subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True) as run:
        deadline = time.monotonic() + 60
        while not any((root / "spilled").glob("*")) and time.monotonic() < deadline and run.poll() is None:
            time.sleep(0.05)
        assert any((root / "spilled").glob("*")), run.poll()
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=60)
    assert (run.returncode, "slow_things had been running" in said) == (130, True)
    assert not any((root / "spilled").glob("*"))


def ran(root: Path, *words: str) -> tuple[int, str, str]:
    """The exit code of a command, what it printed and what it said."""
    command = [sys.executable, "-m", "metricops", *words]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120, check=False)
    return run.returncode, run.stdout, run.stderr.strip()


def test_a_time_limit_stops_a_query(root: Path) -> None:
    settings(root, timeout="1")
    before = files(root)
    code, _, said = ran(root, "query", "slow_total")
    assert code == 1
    assert said.splitlines()[0] == "error: DuckDB did not answer within 1 s; running was the query for slow_total"
    assert files(root) == before


def test_a_run_judges_the_rest_when_one_question_takes_too_long(root: Path) -> None:
    settings(root, timeout="1")
    (root / "checks" / "shop.yml").unlink()
    code, shown, said = ran(root, "evaluate", *AS_OF, "--format", "json")
    assert code == 1, said
    found = {finding["metric"]: finding for finding in json.loads(shown)["findings"]}
    assert found["quick_total"]["status"] == "ok"
    assert found["slow_total"]["status"] == "not_judged"
    assert "DuckDB did not answer within 1 s; running was the query for slow_total" in found["slow_total"]["reason"]
    assert Ledger(root / ".metricops" / "ledger.db").runs()
