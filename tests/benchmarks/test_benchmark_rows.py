"""Every comparison of the benchmark, on few rows: what the product answers is what the SQL by hand answers."""

from pathlib import Path

import pytest

from benchmarks import running
from benchmarks.case import Case, Race, Skipped
from benchmarks.cases import CASES
from benchmarks.ground import Ground
from benchmarks.tables import MAKERS, make

ROWS = 20_000
ELSEWHERE = (  # it needs dbt, or others ask the same
    "metricflow",
    "series-365-to-28",
    "series-sum-91d",
    "series-sum-182d",
)
RACES = [case for case in CASES.values() if isinstance(case.work, Race) and not case.name.startswith(ELSEWHERE)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All tables, made once."""
    made = tmp_path_factory.mktemp("benchmark")
    for name in MAKERS:
        try:
            make(made, name, ROWS)
        except Skipped:
            (made / f"{name}.duckdb").unlink()
    return made


@pytest.mark.parametrize("case", RACES, ids=lambda case: case.name)
def test_the_rows_are_right(folder: Path, case: Case) -> None:
    assert isinstance(case.work, Race)
    with Ground(folder, case.ground, ROWS) as ground:
        if not ground.file.exists():
            pytest.skip("without the generator of TPC-H: install the extra `bench`")
        running.checked(case.work, ground)
