"""The scheduled job: what the warehouse does for a whole `evaluate`, in scans; the time for judging is told beside it.

A scan is one SUM by segment over all rows, because a run also asks when each segment began.
"""

from collections.abc import Sequence
from itertools import product
from pathlib import Path

import metricops as mo
from benchmarks import rows, running
from benchmarks.case import Alone, Case, Measured, Row
from benchmarks.cases.as_of import RATES, SUMS
from benchmarks.cases.windows import last_days
from benchmarks.facts import LAST_DAY, NAMES
from benchmarks.ground import Ground
from benchmarks.watched import Watched
from metricops.evaluate.values import Evaluation

WEEKS = (1, 4, 13, 26)
SEGMENT: tuple[tuple[str, ...], ...] = (("segment",),)
SIX: tuple[tuple[str, ...], ...] = (
    (),
    ("segment",),
    ("channel",),
    ("status",),
    ("segment", "channel"),
    ("channel", "status"),
)
SCAN = "SELECT segment, SUM(amount) AS sales FROM facts GROUP BY 1"
RUNS = 3
CONTRACT = "purpose: p, owner: a, steward: b, unit: usd, excludes: none, confidence: high"


def contracts(sets: Sequence[tuple[str, ...]]) -> str:
    """Every one of the fifty metrics judged over four windows by every set of dimensions."""
    rules = []
    for by, weeks in product(sets, WEEKS):
        split = f", by: [{', '.join(f'fact__{name}' for name in by)}]" if by else ""
        rules.append(f"{{red: below 0.1, window: {weeks}w{split}, name: '{named(weeks, by)}'}}")
    return "contracts:\n" + "".join(f"  {name}: {{{CONTRACT}, thresholds: [{', '.join(rules)}]}}\n" for name in NAMES)


def named(weeks: int, by: tuple[str, ...]) -> str:
    """The name of a threshold."""
    return f"{weeks}w {' '.join(by)}".strip()


def project(ground: Ground, sets: Sequence[tuple[str, ...]], history: int) -> tuple[mo.Project, Watched]:
    """A project on disk whose states look back so many windows, over the tables as they are open already."""
    folder = ground.folder / f"judged_{len(sets)}_{history}"
    (folder / "semantic").mkdir(parents=True, exist_ok=True)
    settings = f"name: judged\nengine: {{type: duckdb, path: '{ground.file}'}}\nhistory: {history}\n"
    (folder / "metricops.yml").write_text(settings, encoding="utf-8")
    _write(folder / "semantic" / "models.yml", ground.definitions.read_text(encoding="utf-8"))
    _write(folder / "semantic" / "contracts.yml", contracts(sets))
    engine, opened = Watched(mo.duckdb(ground.connection)), mo.open(folder)
    opened.engine = engine
    return opened, engine


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


def truth(ground: Ground, sets: Sequence[tuple[str, ...]]) -> list[Row]:
    """(metric, threshold, segment, value) of everything that has a value, by one query for a window and a split."""
    found: list[Row] = []
    for by, (weeks, period) in product(sets, zip(WEEKS, last_days(*(7 * w for w in WEEKS)), strict=True)):
        keys = "".join(f"CAST({name} AS VARCHAR), " for name in by)
        sql = f"SELECT {keys}{', '.join((*SUMS, *RATES))} FROM facts "
        sql += f"WHERE happened_on BETWEEN '{period.start}' AND '{period.end}' GROUP BY ALL"
        for row in ground.fetch(sql):
            values = zip(NAMES, row[len(by) :], strict=True)
            found += [(metric, named(weeks, by), row[: len(by)], v) for metric, v in values if v is not None]
    return found


def _measure(sets: Sequence[tuple[str, ...]], history: int) -> Alone:
    def measure(ground: Ground) -> Measured:
        opened, engine = project(ground, sets, history)
        scans, queries, judging, runs = [], [], [], list[Evaluation]()
        for _ in range(RUNS):
            scans.append(running.cpu(lambda: ground.drain(SCAN)))
            engine.spent = engine.queries = 0
            whole = running.cpu(lambda: runs.append(opened.evaluate(as_of=LAST_DAY)))
            queries.append(engine.spent)
            judging.append(whole - engine.spent)
        peak, told = running.peak(), f"{engine.queries} queries, {min(judging):.1f} s of CPU beside them"
        found = runs[-1].findings
        values = [
            (f.metric, f.threshold, tuple(v for _, v in f.segment), f.value) for f in found if f.value is not None
        ]
        wrong = rows.difference(values, truth(ground, sets), 3)
        assert not wrong, f"wrong values: {wrong}"
        return Measured(min(queries) / min(scans), min(queries), min(scans), f"{len(found):,} instances, {told}", peak)

    return Alone(measure)


FAMILY = (
    Case("evaluate-50x4", "evaluate, 50 metrics × 4 windows", "scan", 15, _measure(SEGMENT, 1)),
    Case("evaluate-50x4-history", "the same with 26 windows of history", "scan", None, _measure(SEGMENT, 26)),
    Case("evaluate-50x4x6", "evaluate, 50 × 4 × 6 dimension sets", "scan", 25, _measure(SIX, 1)),
)
