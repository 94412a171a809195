"""The ways that this is done elsewhere: a range join of raw rows, a query for every KPI, DISTINCT over a join."""

from benchmarks.case import Case, Race, of_sql
from benchmarks.cases.as_of import RATES, SUMS, truth
from benchmarks.cases.series import BY_DAY, moving
from benchmarks.cases.windows import WHOLE
from benchmarks.facts import DISTINCT_WINDOWS, NAMES
from benchmarks.ground import Ground

DAYS = 28
RANGE_JOIN = (
    "SELECT s.day, f.segment, SUM(f.amount) AS sales FROM dim_date AS s "
    f"JOIN facts AS f ON f.happened_on > s.day - {DAYS} AND f.happened_on <= s.day GROUP BY 1, 2"
)
DISTINCT_JOIN = (
    "SELECT s.day, f.segment, COUNT(DISTINCT f.user_id) AS users FROM dim_date AS s "
    f"JOIN facts AS f ON f.happened_on > s.day - {DAYS} AND f.happened_on <= s.day GROUP BY 1, 2"
)
KPI_QUERIES = [
    f"SELECT segment, {value} FROM facts WHERE happened_on BETWEEN '{p.start}' AND '{p.end}' GROUP BY 1"
    for value in (*SUMS, *RATES)
    for p in WHOLE
]


def _one_by_one(ground: Ground) -> None:
    for sql in KPI_QUERIES:
        ground.drain(sql)


def _at_once(ground: Ground) -> str:
    return ground.as_of(NAMES, ["fact__segment"], WHOLE)


FAMILY = (
    Case(
        "against-range-join",
        f"trailing sum, {DAYS} days",
        "range join of raw rows",
        1,
        of_sql(
            lambda g: g.project.sql(f"sales_{DAYS}d", by=BY_DAY), RANGE_JOIN, moving("SUM(d.sales)", DAYS), 2, pairs=1
        ),
        ground="few",
    ),
    Case(
        "against-distinct-join",
        f"distinct, {DAYS} days",
        "range join of raw rows",
        1,
        of_sql(lambda g: g.project.sql(f"users_{DAYS}d", by=BY_DAY), DISTINCT_JOIN, DISTINCT_JOIN, 2, pairs=1),
        ground="few",
    ),
    Case(
        "against-one-by-one",
        "as-of, 50 metrics × 4 windows",
        f"{len(KPI_QUERIES)} queries, one each",
        1,
        Race(
            ours=lambda g: g.drain(_at_once(g)),
            reference=_one_by_one,
            rows=lambda g: g.fetch(_at_once(g)),
            truth=lambda g: g.fetch(truth(WHOLE)),
            keys=3,
            pairs=1,
        ),
    ),
)
assert DAYS in DISTINCT_WINDOWS
