"""Values at one date: fifty metrics over four windows by segment in one question, against one scan of the same rows."""

from collections.abc import Sequence

from benchmarks.case import Case, of_sql
from benchmarks.cases.windows import BASELINES, WHOLE, scan_of
from benchmarks.facts import KPIS, NAMES
from metricops.periods import Period

SUMS = [f"SUM(CASE WHEN kind = {k} THEN amount END)" for k in range(KPIS)]
RATES = [
    f"SUM(CASE WHEN kind = {k} AND is_won THEN 1 ELSE 0 END) / NULLIF(COUNT(CASE WHEN kind = {k} THEN 1 END), 0)"
    for k in range(KPIS)
]


def truth(periods: Sequence[Period]) -> str:
    """One query a window, one aggregate a metric."""
    return " UNION ALL ".join(
        f"SELECT DATE '{p.start}', DATE '{p.end}', segment, {', '.join((*SUMS, *RATES))} FROM facts "
        f"WHERE happened_on BETWEEN '{p.start}' AND '{p.end}' GROUP BY 3"
        for p in periods
    )


def _asked(name: str, title: str, periods: Sequence[Period]) -> Case:
    work = of_sql(lambda g: g.as_of(NAMES, ["fact__segment"], periods), scan_of(periods), truth(periods), 3)
    return Case(name, title, "scan", 15, work)


FAMILY = (
    _asked("as-of-50x4", "as-of, 50 metrics × 4 windows up to all days", WHOLE),
    _asked("as-of-50x4-baselines", "as-of, 50 metrics × 4 windows with baselines", BASELINES),
)
