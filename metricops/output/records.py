"""Findings and checks as flat facts by name: the fields that JSON, CSV and the rest agree on."""

from collections.abc import Mapping
from typing import Any

from metricops.engines.result import Result
from metricops.evaluate.values import CheckResult, Finding, WaiverUse
from metricops.manifest import Silence

Record = dict[str, Any]

FINDING_FIELDS = (
    *("fingerprint", "metric", "threshold", "segment", "period", "status", "state", "value", "n", "numerator"),
    *("denominator", "baseline", "limit", "sentence", "owner", "action", "due", "at_stake", "confidence", "span"),
    *("reason", "tier", "provisional", "favourable", "silence"),
)
CHECK_FIELDS = (
    *("check", "tier", "table", "status", "eligible", "violations", "owner", "fix", "span", "reason"),
    "waived",
)  # fmt: skip


def finding_record(finding: Finding) -> Record:
    """A finding as JSON shows it: the segment an object, the period its two days, the span `file:line`."""
    record = {name: getattr(finding, name) for name in FINDING_FIELDS}
    record["segment"] = dict(finding.segment)
    record["period"] = {"start": finding.period.start, "end": finding.period.end}
    record["span"] = finding.span.place
    record["state"] = finding.state or None
    record["silence"] = silence_record(finding.silence) if finding.silence else None
    return record


def silence_record(silence: Silence) -> Record:
    """A silence as JSON shows it: what it matches an object, its place `file:line`."""
    told = {"reason": silence.reason, "owner": silence.owner, "until": silence.until}
    return {"match": dict(silence.match), **told, "span": silence.span.place}


def waiver_record(use: WaiverUse) -> Record:
    """A waiver at work as JSON shows it: how many records it lets pass, its place `file:line`."""
    waiver = use.waiver
    written = {"check": waiver.check, "reason": waiver.reason, "owner": waiver.owner, "until": waiver.until}
    return written | {"days_left": use.days_left, "records": use.records, "span": waiver.span.place}


def check_record(check: CheckResult) -> Record:
    """A check's outcome as JSON shows it."""
    record = {name: getattr(check, name) for name in CHECK_FIELDS} | {"span": check.span.place}
    return record | {"judged_by": check.judged_by} if check.judged_by else record


def row_records(result: Result) -> list[Record]:
    """Rows as objects by column name."""
    names = [column.name for column in result.columns]
    return [dict(zip(names, row, strict=True)) for row in result.rows]


def finding_cells(finding: Finding) -> Record:
    """A finding with one plain value per field, for formats without nesting."""
    record = finding_record(finding)
    record["segment"] = segment_text(record["segment"])
    record["period_start"], record["period_end"] = finding.period.start, finding.period.end
    record["action"] = "; ".join(map(str, finding.action))
    record["silence"] = f"until {finding.silence.until}: {finding.silence.reason}" if finding.silence else None
    del record["period"]
    return record


def segment_text(segment: Mapping[str, str | None]) -> str:
    """`segment=Enterprise, region=EMEA`; empty for a finding over everything."""
    return ", ".join(f"{name}={'(none)' if value is None else value}" for name, value in segment.items())
