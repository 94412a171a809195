"""What someone must look at: findings in the order in which to look, and the records that break checks."""

from metricops.exception_list.alerts import Alert, Problem, alerts, fingerprint_of, still_open, subjects_of
from metricops.exception_list.owners import Coaching, by_owner
from metricops.exception_list.records import Record, RecordList, Resolved, follow
from metricops.exception_list.samples import Sample
from metricops.exception_list.triage import ExceptionEntry, ExceptionList, triage

__all__ = [
    "Alert",
    "Coaching",
    "ExceptionEntry",
    "ExceptionList",
    "Problem",
    "Record",
    "RecordList",
    "Resolved",
    "Sample",
    "alerts",
    "by_owner",
    "fingerprint_of",
    "follow",
    "still_open",
    "subjects_of",
    "triage",
]
