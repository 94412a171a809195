"""The ledger: what runs observed and whom they told, appended as events and never changed."""

from metricops.ledger.events import Event, Listed, Notified, Observed, RecordKey, Run, Told
from metricops.ledger.fold import first_seen, last_told, open_since
from metricops.ledger.ledger import Ledger

__all__ = [
    "Event",
    "Ledger",
    "Listed",
    "Notified",
    "Observed",
    "RecordKey",
    "Run",
    "Told",
    "first_seen",
    "last_told",
    "open_since",
]
