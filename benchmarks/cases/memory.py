"""The most memory that a series takes, and the same under a limit, within which it must finish with the same rows."""

from benchmarks import running
from benchmarks.case import Alone, Case, Measured
from benchmarks.cases.series import BY_DAY
from benchmarks.facts import DISTINCT_WINDOWS, MEASURES, WINDOWS
from benchmarks.ground import Ground

ADDITIVE = [f"{m}_{w}d" for m in MEASURES for w in WINDOWS]
DISTINCT = [f"users_{w}d" for w in DISTINCT_WINDOWS]
LIMIT = "300MB"


def _peak(metrics: list[str]) -> Alone:
    def measure(ground: Ground) -> Measured:
        ours = running.cpu(lambda: ground.drain(ground.project.sql(metrics, by=BY_DAY)))
        return Measured(running.peak(), ours)

    return Alone(measure)


def _limited(metrics: list[str]) -> Alone:
    def measure(ground: Ground) -> Measured:
        spilled = ground.folder / "spilled"
        settings = (f"memory_limit = '{LIMIT}'", f"temp_directory = '{spilled}'")
        with Ground(ground.folder, ground.name, ground.rows, settings) as limited:
            ours = running.cpu(lambda: limited.drain(limited.project.sql(metrics, by=BY_DAY)))
            found = Measured(running.peak(), ours)
            asked = limited.project.sql(metrics, by=BY_DAY)
            rows = limited.fetch(asked)
        assert not list(spilled.glob("*")), "what was spilled is still there"
        assert sorted(rows, key=str) == sorted(ground.fetch(asked), key=str), "other rows than without the limit"
        return found

    return Alone(measure)


FAMILY = (
    Case("memory-additive", "peak memory, additive (4 × 4)", "", 250, _peak(ADDITIVE), "MB"),
    Case("memory-distinct", "peak memory, distinct (4 windows)", "", 500, _peak(DISTINCT), "MB"),
    Case(
        "memory-additive-limited",
        f"additive with memory_limit={LIMIT}",
        "",
        None,
        _limited(ADDITIVE),
        "MB",
        must="finishes",
    ),
    Case(
        "memory-distinct-limited",
        f"distinct with memory_limit={LIMIT}",
        "",
        None,
        _limited(DISTINCT),
        "MB",
        must="finishes",
    ),
)
