"""The same metrics on the same tables by MetricFlow's own SQL; its moving windows on fewer rows, for they take long."""

from functools import partial

from benchmarks import metricflow
from benchmarks.case import Case, Race, Row
from benchmarks.facts import NAMES
from benchmarks.ground import Ground

MONTHLY = ["metric_time__month", "customer__industry"]
COUNTRY = "customer__region__country"
DAILY = ["metric_time__day", "fact__segment"]


def _theirs(ground: Ground, metrics: list[str], by: list[str]) -> str:
    found = metricflow.sql(ground, {"metrics": metrics, "group_by": by})
    return f"SELECT {', '.join((*by, *metrics))} FROM ({found}) AS theirs"


def _ours(ground: Ground, metrics: list[str], by: list[str]) -> str:
    return ground.project.sql(metrics, by=by)


def _case(name: str, title: str, metrics: str, by: list[str], ground: str = "facts", pairs: int = 3) -> Case:
    ours, theirs = (partial(side, metrics=metrics.split(), by=by) for side in (_ours, _theirs))

    def rows(ground: Ground) -> list[Row]:
        return ground.fetch(ours(ground))

    def truth(ground: Ground) -> list[Row]:
        return ground.fetch(theirs(ground))

    work = Race(lambda g: g.drain(ours(g)), lambda g: g.drain(theirs(g)), rows, truth, len(by), pairs=pairs)
    return Case(f"metricflow-{name}", title, "MetricFlow", 1.05, work, ground=ground)


FAMILY = (
    _case("join", "a sum by month, one join", "sales", MONTHLY),
    _case("two-hops", "a ratio and a sum by month, two joins", "win_rate sales", ["metric_time__month", COUNTRY]),
    _case("segments", "fifty metrics by segment", " ".join(NAMES), ["fact__segment"]),
    _case("cumulative", "trailing sum, 28 days", "sales_28d", DAILY, "few", 1),
    _case("distinct", "distinct, 28 days", "users_28d", DAILY, "few", 1),
)
