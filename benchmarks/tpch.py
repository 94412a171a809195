"""TPC-H's tables, generated offline: scale factor 1 for a benchmark, a hundredth of it for tests."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from benchmarks.case import Skipped

DEFINITIONS = Path(__file__).with_name("tpch.yml")
TABLES = ("lineitem", "orders", "customer", "supplier", "part", "nation", "region")
FULL, SMALL = 1.0, 0.01
ENOUGH_ROWS = 2_000_000
DAYS = (
    "CREATE TABLE dim_date AS SELECT CAST(range AS DATE) AS day "
    "FROM range(DATE '1992-01-01', DATE '1999-01-01', INTERVAL 1 DAY)"
)


def scale(rows: int) -> float:
    """The scale factor that goes with so many rows of the other tables: the published answers are of 1."""
    return FULL if rows >= ENOUGH_ROWS else SMALL


def create(connection: duckdb.DuckDBPyConnection, folder: Path, rows: int) -> str:
    """Make the tables; the definitions of their metrics. Raises Skipped where the generator is not installed."""
    with TemporaryDirectory(dir=folder) as made:
        generate(Path(made), scale(rows), TABLES)
        for table in TABLES:
            connection.execute(f"CREATE TABLE {table} AS SELECT * FROM read_parquet('{made}/{table}.parquet')")
    connection.execute(DAYS)
    return DEFINITIONS.read_text(encoding="utf-8")


def generate(folder: Path, factor: float, tables: Sequence[str]) -> None:
    """Parquet files of these tables in a folder."""
    program = Path(sys.executable).with_name("tpchgen-cli")
    if not program.exists():
        raise Skipped("tpchgen-cli makes the tables: install the extra `bench`")
    words = ["parquet", "--scale-factor", f"{factor:g}", "--tables", ",".join(tables), "--output-dir", str(folder)]
    subprocess.run([str(program), *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
