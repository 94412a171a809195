"""Alertmanager's version 2 alerts: one for everything open, and one with its end for everything that is over."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from metricops.evaluate.values import CheckResult, Finding
from metricops.exception_list import Alert
from metricops.output.json_text import json_text, simple
from metricops.output.records import Record

STANDS = timedelta(days=8)  # an open alert lasts until the next weekly run and a day; each run renews it
SEVERITIES: Mapping[int, str] = {1: "critical", 2: "warning", 3: "info"}
NONE = "(none)"  # an empty label would be no label


def alertmanager_json(alerts: Iterable[Alert]) -> str:
    """The body of a POST to /api/v2/alerts."""
    return json_text([_alert(alert) for alert in alerts])


def _alert(alert: Alert) -> Record:
    ends = alert.as_of if alert.resolved else alert.as_of + STANDS
    return {
        "labels": _filled(_labels(alert)),
        "annotations": _filled(_annotations(alert)),
        "startsAt": _moment(alert.since),
        "endsAt": _moment(ends),
    }


def _labels(alert: Alert) -> dict[str, Any]:
    """What makes it the same alert, and what routes it."""
    subject = alert.subject
    return {
        "alertname": f"metricops_{alert.problem}",
        **(_of_check(subject) if isinstance(subject, CheckResult) else _of_finding(subject)),
        "owner": alert.owner,
        "severity": SEVERITIES[subject.tier],
        "fingerprint": alert.fingerprint,
    }


def _of_finding(finding: Finding) -> dict[str, Any]:
    segment = {f"segment_{_name(name)}": NONE if value is None else value for name, value in finding.segment}
    return {"metric": finding.metric, "threshold": finding.threshold, **segment}


def _of_check(check: CheckResult) -> dict[str, Any]:
    return {"check": check.check, "table": check.table}


def _annotations(alert: Alert) -> dict[str, Any]:
    subject = alert.subject
    if isinstance(subject, CheckResult):
        counted = f"{subject.violations:,} of {subject.eligible:,} violate {subject.check}"
        return {"summary": subject.reason or counted, "action": subject.fix, "place": subject.span.place}
    return {
        "summary": subject.sentence,
        "reason": subject.reason,
        "action": "; ".join(map(str, subject.action)),
        "due": subject.due,
        "at_stake": subject.at_stake,
        "state": subject.state,
        "place": subject.span.place,
    }


def _filled(values: Mapping[str, Any]) -> dict[str, str]:
    """Texts only, and none that is empty."""
    texts = {name: simple(value) for name, value in values.items()}
    return {
        name: text if isinstance(text, str) else str(text) for name, text in texts.items() if text not in (None, "")
    }


def _name(text: str) -> str:
    """A name as labels may have it: letters, digits and underscores."""
    return re.sub(r"[^a-zA-Z0-9_]", "_", text)


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
