"""Exact medians, as of a day and as a weekly series."""

from benchmarks.case import Case, of_sql
from benchmarks.cases.series import S
from benchmarks.cases.windows import WHOLE, scan_of
from benchmarks.facts import LAST_DAY

AS_OF = " UNION ALL ".join(
    f"SELECT DATE '{p.start}', DATE '{p.end}', segment, MEDIAN(CAST(amount AS DOUBLE)) FROM facts "
    f"WHERE happened_on BETWEEN '{p.start}' AND '{p.end}' GROUP BY 3"
    for p in WHOLE
)
WEEKLY = (  # of the weeks that the spine holds whole: any other ends with the spine's last day
    "WITH w AS (SELECT CAST(DATE_TRUNC('week', day) AS DATE) AS week FROM dim_date GROUP BY 1 HAVING COUNT(*) = 7), "
    "x AS (SELECT week, CAST(week + 6 - CAST(back AS INTEGER) AS DATE) AS day FROM w, range(28) AS b(back)) "
    "SELECT x.week, segment, MEDIAN(CAST(amount AS DOUBLE)) FROM x JOIN facts ON happened_on = x.day GROUP BY 1, 2"
)
FAMILY = (
    Case(
        "median-as-of",
        "median as-of, 4 windows, for each",
        "scan",
        3,
        of_sql(
            lambda g: g.as_of(["median_sale"], ["fact__segment"], WHOLE), scan_of(WHOLE[-1:]), AS_OF, 3, per=len(WHOLE)
        ),
    ),
    Case(  # what DuckDB's MEDIAN itself takes: no window can be cheaper than its own
        "median-as-of-by-hand",
        "median as-of, 4 windows",
        "by hand",
        None,
        of_sql(lambda g: g.as_of(["median_sale"], ["fact__segment"], WHOLE), AS_OF, AS_OF, 3),
    ),
    Case(
        "median-series",
        "median of 28 days, a weekly series",
        "S",
        None,
        of_sql(
            lambda g: g.project.sql(
                "median_sale", by=["metric_time__week", "fact__segment"], window="28d", as_of=LAST_DAY
            ),
            S,
            WEEKLY,
            2,
            sampled=True,
        ),
    ),
)
