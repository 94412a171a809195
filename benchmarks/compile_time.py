"""Compiling warm, in one process: CPU milliseconds from question to SQL text, the median of many.

    python benchmarks/compile_time.py [--runs 200]

The definitions are the golden tests' own; a project of many metrics is made for the load time.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import metricops as mo

MODELS = Path(__file__).parent.parent / "tests" / "golden" / "models.yml"
TEN = ["revenue", "order_count", "done_orders", "average_order", "median_order", "buyers", "gifts", "done_share"]
TEN += ["net_revenue", "revenue_per_session"]


def milliseconds(work: Callable[[], object], runs: int) -> float:
    """The median CPU time of one call."""
    taken = []
    for _ in range(runs):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken) * 1000


def many(metrics: int) -> str:
    """A project of so many simple metrics, fifty a model."""
    lines = ["models:"]
    for m in range(metrics // 50):
        lines += [f"  - name: fct_{m}", f"    semantic_model: {{enabled: true, name: facts_{m}}}"]
        lines += ["    agg_time_dimension: at", "    columns:"]
        lines += [f"      - {{name: id, entity: {{type: primary, name: thing_{m}}}}}"]
        lines += ["      - {name: at, granularity: day, dimension: {type: time}}"]
        lines += ["      - {name: kind, dimension: {type: categorical}}", "    metrics:"]
        for k in range(50):
            where = f"{{{{ Dimension('thing_{m}__kind') }}}} = 'k{k}'"
            lines.append(f'      - {{name: m_{m}_{k}, type: simple, agg: sum, expr: amount, filter: "{where}"}}')
    return "\n".join(lines)


def main() -> None:
    """Print one line a case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=200)
    runs = parser.parse_args().runs
    project = mo.from_yaml([MODELS])
    cases: tuple[tuple[str, float, Callable[[], object]], ...] = (
        ("simple", 3, lambda: project.sql("revenue", by=["sale__status"])),
        ("two hops", 5, lambda: project.sql("revenue", by=["customer__region__country"])),
        ("cumulative", 5, lambda: project.sql("revenue_7d", by=["metric_time__day"])),
        ("ten metrics", 15, lambda: project.sql(TEN, by=["customer"])),
    )
    print(f"{'case':32} {'ms':>7} {'goal':>6}  met")
    for name, goal, work in cases:
        work()
        taken = milliseconds(work, runs)
        print(f"{name:32} {taken:7.2f} {goal:6}  {'yes' if taken <= goal else 'no'}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "many.yml")
        file.write_text(many(2000))
        start = time.process_time()
        loaded = mo.from_yaml([file])
        taken = (time.process_time() - start) * 1000
        name = f"load {len(loaded.manifest.metrics)} metrics, no cache"
        print(f"{name:32} {taken:7.0f} {1000:6}  {'yes' if taken <= 1000 else 'no'}")


if __name__ == "__main__":
    main()
