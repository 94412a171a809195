"""The JSON documents, version 1: additive changes only; docs/schema/ holds a schema of each."""

from collections.abc import Mapping, Sequence
from datetime import date

from metricops.diagnostics import Diagnostic
from metricops.engines.result import Result
from metricops.evaluate.values import CheckResult, Evaluation, Restatement, SilenceUse, Status, WaiverUse
from metricops.output.json_text import json_text
from metricops.output.records import Record, check_record, finding_record, row_records, silence_record, waiver_record

VERSION = 1


def query_json(result: Result, caveats: Sequence[str] = (), confidence: str | None = None) -> str:
    """The rows of a query with what a reader must know of them."""
    return json_text(
        {
            "version": VERSION,
            "as_of": result.as_of,
            "columns": [{"name": c.name, "type": c.type, "unit": c.unit or None} for c in result.columns],
            "rows": [list(row) for row in result.rows],
            "sql": result.sql,
            "caveats": list(caveats),
            "confidence": confidence,
        }
    )


def evaluation_json(evaluation: Evaluation) -> str:
    """Every finding, worst first, and every check."""
    return json_text(
        {
            "version": VERSION,
            "as_of": evaluation.as_of,
            "run": evaluation.run,
            "findings": [finding_record(finding) for finding in evaluation.findings],
            "checks": [check_record(check) for check in evaluation.checks],
            "restatements": [_restatement(one) for one in evaluation.restatements],
            "silences": [_silence_use(use) for use in evaluation.silences],
            "waivers": [waiver_record(use) for use in evaluation.waivers],
            "summary": {status.value: evaluation.summary.get(status, 0) for status in SUMMARY},
            "exit": evaluation.exit,
        }
    )


def _restatement(one: Restatement) -> Record:
    days = {"start": one.period.start, "end": one.period.end}
    changed = {"before": one.before, "now": one.now, "as_of": one.as_of, "cause": one.cause, "crossed": one.crossed}
    return {
        "metric": one.metric,
        "threshold": one.threshold,
        "segment": dict(one.segment),
        "period": days,
        **changed,
    }


def _silence_use(use: SilenceUse) -> Record:
    counts = {"matched": use.matched, "silenced": use.silenced, "ended": use.ended}
    return silence_record(use.silence) | counts


def checks_json(
    checks: Sequence[CheckResult],
    records: Mapping[str, Result] | None = None,
    waivers: Sequence[WaiverUse] = (),
) -> str:
    """The checks, what became of their waivers, and with `records` the violating rows of each by name."""
    document: Record = {"version": VERSION, "checks": [check_record(check) for check in checks]}
    document["waivers"] = [waiver_record(use) for use in waivers]
    if records is not None:
        document["records"] = {name: row_records(rows) for name, rows in records.items()}
    return json_text(document)


def waivers_json(waivers: Sequence[WaiverUse], as_of: date | None) -> str:
    """The waivers as of a day, each with the records that it lets pass."""
    told = [waiver_record(use) for use in waivers]
    return json_text({"version": VERSION, "as_of": as_of, "waivers": told})


def diagnostics_json(diagnostics: Sequence[Diagnostic]) -> str:
    """Faults of the definitions in the order of their places; line and column count from 1."""
    ordered = sorted(diagnostics, key=_place)
    return json_text({"version": VERSION, "diagnostics": [_diagnostic(diagnostic) for diagnostic in ordered]})


def _place(diagnostic: Diagnostic) -> tuple[str, int, str]:
    span = diagnostic.span
    return (span.file if span else "", span.start if span else 0, diagnostic.code)


def _diagnostic(diagnostic: Diagnostic) -> Record:
    span = diagnostic.span
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "hint": diagnostic.hint or None,
        "file": span.file if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "related": [{"message": related.message, "span": str(related.span)} for related in diagnostic.related],
    }


SUMMARY = (
    Status.BREACH,
    Status.WATCH,
    Status.OK,
    Status.TOO_FEW,
    Status.NO_DATA,
    Status.UNDEFINED,
    Status.NOT_JUDGED,
)
