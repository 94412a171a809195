"""A value for every day and segment: moving sums and ratios, against one GROUP BY of the same rows."""

from dataclasses import replace

from benchmarks.case import Case, Race, of_sql
from benchmarks.facts import LAST_DAY, MEASURES, WINDOWS
from benchmarks.ground import Ground

S = "SELECT happened_on, segment, SUM(amount) AS sales FROM facts GROUP BY 1, 2"
BY_DAY = ["metric_time__day", "fact__segment"]
DAILY = (
    "SELECT happened_on, segment, SUM(amount) AS sales, COUNT(*) AS orders, SUM(quantity) AS units, "
    "SUM(CASE WHEN is_won THEN 1 ELSE 0 END) AS wins FROM facts GROUP BY 1, 2"
)


def moving(value: str, days: int) -> str:
    """The plain meaning: every day of the spine with the days that its window holds, joined by range."""
    return (
        f"WITH d AS ({DAILY}) SELECT s.day, d.segment, {value} FROM dim_date AS s "
        f"JOIN d ON d.happened_on > s.day - {days} AND d.happened_on <= s.day GROUP BY 1, 2"
    )


def all_at_once() -> str:
    """Sixteen moving sums by hand: a dense grid of days and segments, and a frame of rows for each window."""
    sums = ", ".join(f"{m}_{w}d" for m in MEASURES for w in WINDOWS)
    made = ", ".join(f"SUM({m}) OVER w{w} AS {m}_{w}d" for m in MEASURES for w in WINDOWS)
    frames = ", ".join(
        f"w{w} AS (PARTITION BY segment ORDER BY day ROWS BETWEEN {w - 1} PRECEDING AND CURRENT ROW)" for w in WINDOWS
    )
    return (
        f"WITH d AS ({DAILY}), k AS (SELECT DISTINCT segment FROM d), "
        "g AS (SELECT s.day, k.segment, d.sales, d.orders, d.units, d.wins FROM dim_date AS s CROSS JOIN k "
        "LEFT JOIN d ON d.happened_on = s.day AND d.segment IS NOT DISTINCT FROM k.segment), "
        f"r AS (SELECT day, segment, {made} FROM g WINDOW {frames}) "
        f"SELECT day, segment, {sums} FROM r WHERE orders_{max(WINDOWS)}d > 0"
    )


def _against_itself(longer: int, shorter: int) -> Race:
    one = of_sql(lambda g: g.project.sql(f"sales_{longer}d", by=BY_DAY), S, moving("SUM(d.sales)", longer), 2)
    return Race(
        ours=one.ours,
        reference=lambda g: g.drain(g.project.sql(f"sales_{shorter}d", by=BY_DAY)),
        rows=one.rows,
        truth=one.truth,
        keys=2,
    )


def _cumulative(metric: str, title: str, value: str, days: int) -> Case:
    def sql(ground: Ground) -> str:
        return ground.project.sql(f"{metric}_{days}d", by=BY_DAY)

    work = of_sql(sql, S, moving(value, days), 2)
    return Case(f"series-{title}-{days}d", f"trailing {title}, {days} days, by day and segment", "S", 1.25, work)


def _ordered(case: Case) -> Case:
    """The same over rows in the order of their days, where S itself costs a fraction."""
    return replace(case, name=f"{case.name}-ordered", title=f"{case.title}, rows in order", ground="ordered")


def _asked(days: int) -> Case:
    def sql(ground: Ground) -> str:
        return ground.project.sql("sales", by=BY_DAY, window=f"{days}d", as_of=LAST_DAY)

    work = of_sql(sql, S, moving("SUM(d.sales)", days), 2)
    return Case(f"series-asked-{days}d", f"query --window {days}d, by day and segment", "S", 1.25, work)


def _four_by_four(ground: Ground) -> str:
    return ground.project.sql([f"{m}_{w}d" for m in MEASURES for w in WINDOWS], by=BY_DAY)


FRAMES = (
    *(_cumulative("sales", "sum", "SUM(d.sales)", days) for days in WINDOWS),
    *(_cumulative("win_rate", "ratio", "SUM(d.wins) / SUM(d.orders)", days) for days in (28, 365)),
    *(_asked(days) for days in (28, 365)),
    Case("series-365-to-28", "the same: 365 days against 28", "28 days", 1.1, _against_itself(365, 28)),
    Case(
        "series-4x4",
        "4 windows × 4 measures in one query",
        "S",
        1.5,
        of_sql(_four_by_four, S, all_at_once(), 2),
    ),
    Case(
        "series-4x4-measures",
        "the same against S of all four measures",
        "S of four",
        None,
        of_sql(_four_by_four, DAILY, all_at_once(), 2),
    ),
    Case(
        "series-4x4-by-hand",
        "the same against one query by hand",
        "by hand",
        None,
        of_sql(_four_by_four, all_at_once(), all_at_once(), 2),
    ),
)
ORDERED = (FRAMES[0], next(case for case in FRAMES if case.name == "series-4x4"))
FAMILY = (*FRAMES, *map(_ordered, ORDERED))
