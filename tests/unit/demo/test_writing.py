"""The generator gives the same rows everywhere, and writes a whole file or none."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest

from metricops.demo import DEMO_AS_OF, Table, write, writing

Tables = dict[tuple[str, str], Table]
SMALL = {("crm", "crm_users"): Table((("user_id", "VARCHAR"), ("n", "INTEGER")), (('a, "b"', 1), (None, None)))}
DIGEST = """
from hashlib import sha256
from metricops.demo import generate
print(sha256(repr([(key, len(table.rows), table.rows[::9]) for key, table in generate().items()]).encode()).hexdigest())
"""


def test_the_same_rows_in_another_process_with_another_hash_seed(tables: Tables) -> None:
    shown = repr([(key, len(table.rows), table.rows[::9]) for key, table in tables.items()])
    here = sha256(shown.encode()).hexdigest()
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    there = subprocess.run([sys.executable, "-c", DIGEST], env=environment, capture_output=True, text=True, check=True)
    assert there.stdout.strip() == here


def test_rows_fit_their_columns(tables: Tables) -> None:
    for (schema, name), table in tables.items():
        widths = {len(row) for row in table.rows}
        assert widths == {len(table.columns)}, f"{schema}.{name}"


def test_the_as_of_date_is_a_sunday() -> None:
    assert DEMO_AS_OF.isoweekday() == 7


def test_values_and_nulls_survive_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "generate", lambda: SMALL)
    told: list[str] = []
    write(tmp_path / "new folder" / "w.duckdb", told.append)
    with duckdb.connect(str(tmp_path / "new folder" / "w.duckdb")) as connection:
        assert connection.execute("FROM crm.crm_users").fetchall() == [('a, "b"', 1), (None, None)]
    assert told[-1] == "crm.crm_users"


def test_a_file_that_is_there_is_replaced_only_when_the_new_one_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "w.duckdb"
    path.write_text("old")

    def broken() -> Tables:
        raise KeyboardInterrupt

    monkeypatch.setattr(writing, "generate", broken)
    with pytest.raises(KeyboardInterrupt):
        write(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_importing_the_demo_does_not_load_the_driver() -> None:
    check = "import sys, metricops.demo; sys.exit('duckdb' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
