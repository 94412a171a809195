"""Exact distinct counts: moving windows against the dedupe alone, values as of a day against one scan."""

from datetime import date, timedelta

from benchmarks.case import Case, of_sql
from benchmarks.cases.windows import last_days, scan_of
from benchmarks.facts import DAYS, DISTINCT_WINDOWS, FIRST_DAY

DEDUPE = (
    "SELECT COUNT(*) FROM (SELECT segment, user_id, happened_on FROM facts WHERE user_id IS NOT NULL GROUP BY 1, 2, 3)"
)
AS_OF_WINDOWS = (7, 28, 91, 182, 365)
SAMPLED = [FIRST_DAY + timedelta(days=offset) for offset in (-1, 0, 5, 27, 90, 365, 731, DAYS - 1, DAYS + 6)]


def on_day(day: date) -> str:
    """The four windows that end on a day, counted plainly."""
    counts = ", ".join(
        f"CASE WHEN COUNT(CASE WHEN happened_on > DATE '{day}' - {w} THEN 1 END) > 0 "
        f"THEN COUNT(DISTINCT CASE WHEN happened_on > DATE '{day}' - {w} THEN user_id END) END"
        for w in DISTINCT_WINDOWS
    )
    return (
        f"SELECT DATE '{day}', segment, {counts} FROM facts "
        f"WHERE happened_on > DATE '{day}' - {max(DISTINCT_WINDOWS)} AND happened_on <= DATE '{day}' GROUP BY 2"
    )


def _as_of_truth() -> str:
    asked = (
        f"SELECT DATE '{p.start}', DATE '{p.end}', segment, COUNT(DISTINCT user_id) FROM facts "
        f"WHERE happened_on BETWEEN '{p.start}' AND '{p.end}' GROUP BY 3"
        for p in last_days(*AS_OF_WINDOWS)
    )
    return " UNION ALL ".join(asked)


FAMILY = (
    Case(
        "distinct-series",
        "exact distinct series, 4 windows",
        "the dedupe alone",
        3,
        of_sql(
            lambda g: g.project.sql(
                [f"users_{w}d" for w in DISTINCT_WINDOWS], by=["metric_time__day", "fact__segment"]
            ),
            DEDUPE,
            " UNION ALL ".join(map(on_day, SAMPLED)),
            2,
            sampled=True,
        ),
    ),
    Case(
        "distinct-as-of",
        "exact distinct as-of, 5 windows",
        "scan",
        6,
        of_sql(
            lambda g: g.as_of(["users"], ["fact__segment"], last_days(*AS_OF_WINDOWS)),
            scan_of(last_days(*AS_OF_WINDOWS)),
            _as_of_truth(),
            3,
        ),
    ),
)
