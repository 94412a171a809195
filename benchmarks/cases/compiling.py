"""From question to SQL text, warm and in one process: the median CPU time of many."""

import statistics
from collections.abc import Callable, Sequence

import metricops as mo
from benchmarks import running
from benchmarks.case import Alone, Case, Measured
from benchmarks.ground import Ground
from benchmarks.made_projects import GOLDEN, many

RUNS = 200
TEN = ["revenue", "order_count", "done_orders", "average_order", "median_order", "buyers", "gifts", "done_share"]
TEN += ["net_revenue", "revenue_per_session"]
LOADED = 2000


def milliseconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """The median CPU time of one call, after one that is not counted."""
    work()
    return statistics.median(running.cpu(work) for _ in range(runs)) * 1000


def _compiled(metrics: Sequence[str] | str, by: Sequence[str]) -> Alone:
    def measure(_: Ground) -> Measured:
        project = mo.from_yaml([GOLDEN])
        return Measured(milliseconds(lambda: project.sql(metrics, by=by)))

    return Alone(measure)


def _load(ground: Ground) -> Measured:
    file = ground.folder / "many.yml"
    file.write_text(many(LOADED), encoding="utf-8")
    mo.from_yaml([GOLDEN])  # imports
    found: list[mo.Project] = []
    spent = running.cpu(lambda: found.append(mo.from_yaml([file])))
    assert len(found[0].manifest.metrics) == LOADED
    return Measured(spent * 1000)


def _case(name: str, title: str, goal: float, work: Alone) -> Case:
    return Case(f"compile-{name}", title, "", goal, work, "ms", ground="")


FAMILY = (
    _case("simple", "compile, simple", 3, _compiled("revenue", ["sale__status"])),
    _case("multi-hop", "compile, multi-hop", 5, _compiled("revenue", ["customer__region__country"])),
    _case("cumulative", "compile, cumulative", 5, _compiled("revenue_7d", ["metric_time__day"])),
    _case("ten", "compile, ten metrics", 15, _compiled(TEN, ["customer"])),
    _case("load", f"load {LOADED:,} metrics, nothing remembered", 1000, Alone(_load)),
)
