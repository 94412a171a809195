"""What someone must look at: findings in the order in which to look, and the records that break checks."""

from metricops.exception_list.owners import Coaching, by_owner
from metricops.exception_list.records import Record, RecordList, Resolved, follow
from metricops.exception_list.triage import ExceptionEntry, ExceptionList, triage

__all__ = [
    "Coaching",
    "ExceptionEntry",
    "ExceptionList",
    "Record",
    "RecordList",
    "Resolved",
    "by_owner",
    "follow",
    "triage",
]
