"""Recording: a run is remembered once, with what it observed and told."""

from datetime import UTC, datetime
from pathlib import Path

from made_evaluation import EVALUATION

from metricops.ledger import Ledger
from metricops.pipeline.recording import events, record

AT = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)


def test_a_run_is_recorded_once(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    assert record(ledger, EVALUATION, AT)
    assert not record(ledger, EVALUATION, AT)
    assert [run.run for run in ledger.runs()] == [EVALUATION.run]


def test_every_finding_is_observed_and_only_what_needs_someone_is_told(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    record(ledger, EVALUATION, AT)
    metrics = {f.metric for f in EVALUATION.findings}
    observed = [o for metric in sorted(metrics) for o in ledger.observed(metric)]
    assert len(observed) == len(EVALUATION.findings)
    assert sorted(str(o.value) for o in observed) == sorted(str(f.value) for f in EVALUATION.findings)
    told = {t.fingerprint for t in ledger.told()}
    assert told == {f.fingerprint for f in EVALUATION.findings if f.status in ("breach", "watch", "not_judged")}


def test_the_run_stands_before_what_it_saw() -> None:
    first, *rest = events(EVALUATION, AT)
    assert type(first).__name__ == "Run"
    assert "Run" not in {type(e).__name__ for e in rest}
