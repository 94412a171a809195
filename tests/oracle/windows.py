"""The days of a query's window as of a date."""

import re
from datetime import datetime, timedelta

from tests.oracle.asks import Range
from tests.oracle.dates import floor, step

UNITS = {"d": "day", "w": "week", "m": "month", "q": "quarter", "y": "year"}
TO_DATE = {"wtd": "week", "mtd": "month", "qtd": "quarter", "ytd": "year"}
DAY = timedelta(days=1)


def window_range(text: str, as_of: datetime) -> Range:
    """From the first day to the day after the last. Closed windows hold whole units, the last ended by as_of."""
    after = floor(as_of, "day") + DAY
    if text in TO_DATE:
        return floor(as_of, TO_DATE[text]), after
    match = re.fullmatch(r"(next |previous )?(\d+) ?([a-z]+)", text)
    assert match
    n = int(match[2])
    unit = UNITS.get(match[3]) or match[3].removesuffix("s")
    if match[1] == "next ":
        return after, step(after, n, unit)
    end = floor(after, unit)
    if match[1] == "previous ":
        end = step(end, -n, unit)
    return step(end, -n, unit), end
