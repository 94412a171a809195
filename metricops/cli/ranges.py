"""The days that a person asks for: from the first to the last, both included."""

from datetime import date, datetime, time

from metricops.diagnostics import error
from metricops.errors import QueryError
from metricops.source import fragment


def in_order(start: str | None, end: str | None) -> tuple[str | None, str | None] | None:
    """The range as typed, None without one; raises QueryError for a range that ends before it starts.

    A program may ask for such a range and gets no rows; a person who does has made a slip. What is no date is told
    where the range is read.
    """
    if not start and not end:
        return None
    first, last = _moment(start, time.min), _moment(end, time.max)
    if first and last and (first.tzinfo is None) == (last.tzinfo is None) and first > last:
        message = f"the range from {start} to {end} has no day: it starts after it ends"
        raise QueryError((error("P041", message, fragment(str(start)).span, "the first day stands first"),))
    return (start, end)


def _moment(text: str | None, of_day: time) -> datetime | None:
    """When a day begins or ends, or the moment itself."""
    word = (text or "").strip()
    try:
        return datetime.combine(date.fromisoformat(word), of_day)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(word)
    except ValueError:
        return None
