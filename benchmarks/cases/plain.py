"""A plain question, run whole by `project.query`, against the SQL a person would write for it."""

from benchmarks.case import Case, Race
from benchmarks.ground import Ground

MONTH = "CAST(DATE_TRUNC('month', f.happened_on) AS DATE)"
CUSTOMERS = "LEFT JOIN customers AS c ON f.customer_id = c.customer_id"
REGIONS = f"{CUSTOMERS} LEFT JOIN regions AS r ON c.region_id = r.region_id"
RATE = "SUM(CASE WHEN f.is_won THEN 1 ELSE 0 END) / COUNT(f.fact_id)"


def _asked(name: str, title: str, metrics: str, by: list[str], hand: str, where: tuple[str, ...] = ()) -> Case:
    def ours(ground: Ground) -> list[tuple[object, ...]]:
        return list(ground.project.query(metrics.split(), by=by, where=where).rows)

    def by_hand(ground: Ground) -> list[tuple[object, ...]]:
        return ground.fetch(hand)

    return Case(f"plain-{name}", title, "by hand", 1.05, Race(ours, by_hand, ours, by_hand, len(by)))


FAMILY = (
    _asked(
        "month",
        "a sum by month",
        "sales",
        ["metric_time__month"],
        f"SELECT {MONTH} AS month, SUM(f.amount) AS sales FROM facts AS f GROUP BY 1 ORDER BY 1",
    ),
    _asked(
        "join",
        "a sum by month, one join",
        "sales",
        ["metric_time__month", "customer__industry"],
        f"SELECT {MONTH} AS month, c.industry, SUM(f.amount) AS sales FROM facts AS f {CUSTOMERS} "
        "GROUP BY 1, 2 ORDER BY 1, 2",
    ),
    _asked(
        "two-hops",
        "a ratio by month, two joins",
        "win_rate",
        ["metric_time__month", "customer__region__country"],
        f"SELECT {MONTH} AS month, r.country, {RATE} AS win_rate FROM facts AS f {REGIONS} GROUP BY 1, 2 ORDER BY 1, 2",
    ),
    _asked(
        "filter",
        "a ratio by segment, filtered over a join",
        "win_rate",
        ["fact__segment"],
        f"SELECT f.segment, {RATE} AS win_rate FROM facts AS f {CUSTOMERS} "
        "WHERE c.industry = 'industry 3' AND f.status = 'paid' GROUP BY 1 ORDER BY 1",
        ("customer__industry = 'industry 3'", "fact__status = 'paid'"),
    ),
)
