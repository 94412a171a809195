"""What the file itself says of its row groups: the same as DuckDB, and never "unchanged" of rows that changed."""

import os
import random
import shutil
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from metricops.build import reading
from metricops.build.reading import Reading, Table, read_file
from metricops.build.storage import definitions, stretches
from metricops.build.stretch import Stretch
from tests.partials.kept_shop import agree, change, kept, shop

SEVERAL = 260_000
OF_ALL_KINDS = f"""
CREATE SCHEMA other;
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TABLE plain AS
SELECT range AS a, range % 7 AS b, 'x' || range AS c, DATE '2024-01-01' + (range // 1000)::INT AS d
FROM range({SEVERAL});
CREATE TABLE other.plain AS SELECT 1 AS a;
CREATE TABLE keyed (a INT PRIMARY KEY DEFAULT 5, b VARCHAR DEFAULT 'o', c INT CHECK (c > 0));
INSERT INTO keyed SELECT range, 'y', 3 FROM range(150000);
CREATE TABLE long AS SELECT range AS a, repeat('z' || range, 3000) AS s FROM range(3000);
CREATE TABLE nested AS SELECT range AS a, {{x: range, y: [range, 1]}} AS s, map {{'a': range}} AS m FROM range(150000);
CREATE TABLE same AS
SELECT range AS a, (CASE WHEN range % 2 = 0 THEN 'a' ELSE 'b' END)::mood AS m, NULL::INT AS n, 5 AS k, random() AS r
FROM range({SEVERAL});
CREATE TABLE kinds AS
SELECT 1::TINYINT AS a, 2::HUGEINT AS b, 1.5::FLOAT AS c, 2.5::DECIMAL(30, 2) AS d, TIMESTAMPTZ '2024-01-01' AS e,
       '\\xFF\\xFFj'::BLOB AS f, uuid() AS g, INTERVAL 1 DAY AS h, TIME '10:00' AS i, range % 2 = 0 AS j
FROM range(150000);
"""
WIDE = ", ".join(f"range * {i} AS c{i}, md5((range + {i})::VARCHAR) AS s{i}" for i in range(12))
TABLES = {name: ("main", name) for name in ("plain", "keyed", "long", "nested", "same", "kinds", "wide")}
TABLES["other"] = ("other", "plain")

# what may happen to rows: statements with the number of a row, and one of more rows
MUTATIONS = (
    "INSERT INTO plain SELECT {n} + range, 3, 'new' || range, DATE '2025-01-01' FROM range({n} // 3)",
    "INSERT INTO plain VALUES ({n}, 1, NULL, NULL)",
    "UPDATE plain SET b = 6 - b WHERE a = {n}",
    "UPDATE plain SET c = 'other' WHERE a BETWEEN {n} AND {n} + 10",
    "UPDATE plain SET d = d + 1 WHERE b = 3",
    "UPDATE same SET n = 5 WHERE a = {n}",
    "UPDATE same SET r = r + 1 WHERE a = {n}",
    "INSERT INTO same SELECT * FROM same LIMIT 1000",
    "CREATE OR REPLACE TABLE plain AS SELECT * REPLACE (CASE WHEN a = {n} THEN b + 1 ELSE b END AS b) FROM plain",
    "ALTER TABLE plain RENAME TO old; CREATE TABLE plain AS SELECT * FROM old ORDER BY a; DROP TABLE old",
    "CREATE TABLE more_{n} AS SELECT range AS a FROM range({n})",
    "DELETE FROM nested WHERE a > 100; CHECKPOINT; INSERT INTO plain SELECT * FROM plain LIMIT 5000",
)

# what may happen to columns while every row stays where it is, or is written as it was
REDEFINITIONS = (
    ("plain", "ALTER TABLE plain RENAME a TO x; ALTER TABLE plain RENAME b TO a; ALTER TABLE plain RENAME x TO b"),
    ("plain", "ALTER TABLE plain RENAME c TO e"),
    ("plain", "ALTER TABLE plain ALTER c TYPE VARCHAR COLLATE NOCASE"),
    ("plain", "ALTER TABLE plain ALTER b TYPE INT"),
    ("plain", "ALTER TABLE plain DROP d"),
    ("plain", "ALTER TABLE plain ADD COLUMN d2 DATE"),
    ("nested", "ALTER TABLE nested RENAME s.x TO z"),
    ("made", "CREATE OR REPLACE TABLE made (a INT, b INT GENERATED ALWAYS AS (a + 2)); INSERT INTO made VALUES (1)"),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("row_groups") / "kinds.duckdb"
    write(file, OF_ALL_KINDS, f"CREATE TABLE wide AS SELECT range AS a, {WIDE} FROM range(130000)")
    return file


@pytest.fixture
def file(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "own.duckdb"))


def test_every_kind_of_table_is_read_as_duckdb_tells_it(made: Path) -> None:
    found = read(made)
    assert {name: name in {n for n, table in TABLES.items() if table in found.tables} for name in TABLES} == {
        **dict.fromkeys(TABLES, True),
    }
    with duckdb.connect(str(made), read_only=True) as connection:
        for schema, name in TABLES.values():
            told = stretches(connection, f"{schema}.{name}", found.checksums, "d")
            assert told is not None
            checked = found.stretches((schema, name), told)
            assert checked is not None
            assert all(one.pages for one in checked), name
            assert [one.days for one in checked] == [one.days for one in told]


@pytest.mark.parametrize("seed", range(6))
def test_row_groups_that_are_told_unchanged_hold_the_very_rows(file: Path, seed: int) -> None:
    draw, names, unchanged = random.Random(seed), ("plain", "same"), 0
    for _ in range(6):
        before, earlier = read(file), Path(shutil.copy(file, file.with_name("before.duckdb")))
        write(file, draw.choice(MUTATIONS).format(n=draw.randrange(10, SEVERAL)))
        after = read(file, before)
        assert after.tables == read(file).tables  # what is known from before only saves reading it
        for name in names:
            old = {(one.first, one.rows, one.said) for one in before.tables.get(("main", name), ())}
            same = [o for o in after.tables.get(("main", name), ()) if (o.first, o.rows, o.said) in old]
            assert rows_of(file, name, same) == rows_of(earlier, name, same), name
            unchanged += len(same)
    assert unchanged, "a change of some rows leaves most row groups alone"


@pytest.mark.parametrize(("name", "statements"), REDEFINITIONS)
def test_a_table_is_defined_as_before_until_its_columns_are_otherwise(file: Path, name: str, statements: str) -> None:
    write(file, "CREATE TABLE made (a INT, b INT GENERATED ALWAYS AS (a + 1)); INSERT INTO made VALUES (1)")
    before = defined(file)
    write(file, "INSERT INTO plain SELECT * FROM plain LIMIT 1000", "DELETE FROM keyed", "UPDATE nested SET a = 1")
    assert defined(file) == before
    write(file, statements)
    assert {table for table, told in defined(file).items() if told != before[table]} == {("main", name)}


def test_rows_that_are_told_by_nobody_else_are_asked_of_duckdb(file: Path) -> None:
    write(file, "DELETE FROM plain WHERE a = 130000")
    found = read(file)
    assert ("main", "plain") not in found.tables
    assert ("main", "same") in found.tables
    write(file, "CREATE TABLE made (a INT, b INT GENERATED ALWAYS AS (a + 1))", "INSERT INTO made VALUES (1)")
    assert not read_file(file, [("main", "made"), ("main", "nobody"), ("nobody", "plain")], {}).tables
    connection = duckdb.connect(str(file))
    connection.execute("SET checkpoint_threshold = '1TB'")
    connection.execute("INSERT INTO same SELECT * FROM same LIMIT 1")
    other = Path(shutil.copy(file, file.with_name("other.duckdb")))
    shutil.copy(f"{file}.wal", f"{other}.wal")
    connection.close()
    assert not read(other).tables  # changes stand in the log
    assert read(other).checksums


@pytest.mark.parametrize("version", ["v1.0.0", "v1.2.0"])
def test_files_of_older_layouts_are_asked_of_duckdb(tmp_path: Path, version: str) -> None:
    old = tmp_path / "old.duckdb"
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{old}' AS old (STORAGE_VERSION '{version}')")
        connection.execute("CREATE TABLE old.main.plain AS SELECT range AS a FROM range(200000)")
    found = read_file(old, [("main", "plain")], {})
    assert found.checksums
    with duckdb.connect(str(old), read_only=True) as connection:
        told = found.stretches(("main", "plain"), stretches(connection, "main.plain", found.checksums))
    assert told is not None
    assert [one.rows for one in told] == [122_880, 77_120]


def test_torn_files_are_read_without_a_fault(file: Path, tmp_path: Path) -> None:
    whole, draw = file.read_bytes(), random.Random(7)
    before = read(file).tables
    with duckdb.connect(str(file), read_only=True) as connection:
        ((block,),) = connection.execute("SELECT max(block_id) FROM pragma_metadata_info()").fetchall()
    torn, start = tmp_path / "torn.duckdb", 12_288 + block * 262_144
    torn.write_bytes(whole)
    with torn.open("r+b", buffering=0) as some:
        for at in (start + draw.randrange(60_000) for _ in range(60)):
            os.pwrite(some.fileno(), bytes([whole[at] ^ draw.randrange(1, 256)]), at)
            found = read(torn).tables
            os.pwrite(some.fileno(), whole[at : at + 1], at)
            assert all(one.first >= 0 and one.rows > 0 for table in found.values() for one in table)
    assert read(torn).tables == before
    for length in (start + 5_000, 20_000, 5_000, 10, 0):
        os.truncate(torn, length)
        assert not read(torn).tables


def test_where_duckdb_says_otherwise_the_file_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = shop(tmp_path / "shop")
    monkeypatch.setattr(reading, "_agree", lambda *_: False)
    kept(root)
    marks = (root / ".metricops" / "partials.json").read_text()
    assert '"file ' not in marks
    change(root, "INSERT INTO orders SELECT * REPLACE (900000 + order_id AS order_id) FROM orders LIMIT 3000")
    (orders,) = kept(root).values()
    assert orders.done == "3,000 rows read that are new or were changed"
    assert all(agree(root))


def read(file: Path, before: Reading | None = None) -> Reading:
    return read_file(file, TABLES.values(), before.tables if before else {})


def defined(file: Path) -> dict[Table, str]:
    with duckdb.connect(str(file), read_only=True) as connection:
        return definitions(connection)


def write(file: Path, *statements: str) -> None:
    with duckdb.connect(str(file)) as connection:
        for statement in statements:
            connection.execute(statement)


def rows_of(file: Path, name: str, of: Sequence[Stretch]) -> list[object]:
    """A digest of the rows of some stretches, each with its number."""
    asked = f"SELECT count(*), bit_xor(hash(rowid, t)) FROM {name} AS t WHERE rowid >= ? AND rowid < ?"
    with duckdb.connect(str(file), read_only=True) as connection:
        return [connection.execute(asked, [one.first, one.end]).fetchall() for one in of]
