"""Alertmanager's alerts have the form that its version 2 interface takes."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from made_evaluation import BREACH, EVALUATION

from metricops.evaluate.values import Evaluation, Status
from metricops.exception_list import alerts
from metricops.ledger import Told
from metricops.output.alertmanager import alertmanager_json

LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
NOW = EVALUATION.as_of


def posted(evaluation: Evaluation, *events: Told) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(alertmanager_json(alerts(evaluation, events)))
    return found


def before(fingerprint: str) -> Told:
    at = datetime(2026, 11, 9, tzinfo=UTC)
    return Told(run="r", at=at, as_of=NOW - timedelta(7), fingerprint=fingerprint, subject="", status="breach")


def test_every_alert_is_one_that_alertmanager_takes() -> None:
    for alert in posted(EVALUATION):
        assert set(alert) == {"labels", "annotations", "startsAt", "endsAt"}
        assert alert["labels"]["alertname"]
        for values in (alert["labels"], alert["annotations"]):
            assert all(LABEL.fullmatch(name) and isinstance(value, str) and value for name, value in values.items())
        starts, ends = (datetime.fromisoformat(alert[name]) for name in ("startsAt", "endsAt"))
        assert starts < ends
        assert starts.tzinfo


def test_labels_route_and_identify_and_hold_nothing_that_changes_from_run_to_run() -> None:
    (first, *_), (later, *_) = posted(EVALUATION), posted(replace(EVALUATION, as_of=NOW + timedelta(7)), before("a1"))
    assert first["labels"] == later["labels"]
    assert first["labels"] == {
        "alertname": "metricops_breach",
        "metric": "pipeline_coverage",
        "threshold": "level",
        "segment_segment": "Enterprise",
        "owner": "Head of Sales",
        "severity": "critical",
        "fingerprint": "a1",
    }


def test_segments_become_labels_that_are_never_empty() -> None:
    odd = replace(BREACH, segment=(("account__country-code", None), ("segment", "Größe")))
    labels = posted(replace(EVALUATION, findings=(odd,), checks=()))[0]["labels"]
    assert labels["segment_account__country_code"] == "(none)"
    assert labels["segment_segment"] == "Größe"


def test_what_is_over_ends_on_the_day_of_the_run_and_what_is_open_lasts_until_the_next() -> None:
    over = replace(EVALUATION, findings=(replace(BREACH, status=Status.OK),), checks=())
    (one,) = posted(over, before("a1"))
    assert (one["startsAt"], one["endsAt"]) == ("2026-11-08T00:00:00Z", "2026-11-15T00:00:00Z")
    (still,) = posted(replace(EVALUATION, findings=(BREACH,), checks=()), before("a1"))
    assert (still["startsAt"], still["endsAt"]) == ("2026-11-08T00:00:00Z", "2026-11-23T00:00:00Z")


def test_nothing_out_of_line_is_an_empty_list() -> None:
    assert posted(replace(EVALUATION, findings=(), checks=())) == []
