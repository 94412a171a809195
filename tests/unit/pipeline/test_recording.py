"""Recording: a run is remembered once, with what it observed and told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from made_evaluation import EVALUATION

from metricops.evaluate.fingerprints import check_fingerprint
from metricops.evaluate.values import Status
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
    findings = {f.fingerprint for f in EVALUATION.findings if f.status in ("breach", "watch", "not_judged")}
    assert told == findings | {check_fingerprint("commit_needs_a_date")}


def test_what_was_told_and_is_fine_again_is_told_once_more(tmp_path: Path) -> None:
    ledger, days = Ledger(tmp_path / "ledger.db"), [EVALUATION.as_of + timedelta(7 * n) for n in range(3)]
    record(ledger, EVALUATION, AT)
    fine = tuple(replace(f, status=Status.OK) for f in EVALUATION.findings)
    for n, day in enumerate(days[1:]):
        record(ledger, replace(EVALUATION, run=f"later {n}", as_of=day, findings=fine), AT)
    statuses = [(event.as_of, event.status) for event in ledger.told(["a1"])]
    assert statuses == [(days[0], "breach"), (days[1], "ok")]


def test_the_run_stands_before_what_it_saw() -> None:
    first, *rest = events(EVALUATION, AT)
    assert type(first).__name__ == "Run"
    assert "Run" not in {type(e).__name__ for e in rest}
