"""Any change underneath, by anybody, makes partials stale; a refresh reads again what changed, and misses nothing."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import metricops as mo
from metricops.build import reading
from metricops.errors import EngineError
from metricops.periods import Grain, Window
from tests.partials.kept_shop import agree, asked, change, kept, shop

MORE = """
INSERT INTO orders SELECT {first} + range, 5, TIMESTAMP '{day} 10:00' + to_seconds(range), 10.5, 3, NULL, 1.5, 'paid'
FROM range({n})
"""
LAST_DAYS = "UPDATE orders SET amount = amount + 1 WHERE ordered_at >= TIMESTAMP '2024-11-18'"
TAKEN = "days from 2024-11-13 on read again; days before 2024-11-13 are taken for unchanged, without proof"
CHANGES = {
    "insert": (MORE.format(first=900_000, day="2024-11-21", n=2000),),
    "late insert": (MORE.format(first=900_000, day="2024-02-02", n=2000),),
    "update": ("UPDATE orders SET amount = amount + 1 WHERE order_id = 17",),
    "delete": ("DELETE FROM orders WHERE order_id = 60000",),
    "no time": ("INSERT INTO orders VALUES (1, 1, NULL, 5, 5, NULL, 1.5, 'open')",),
    "segment": ("UPDATE customers SET segment = 'large' WHERE customer_id = 3",),
    "new customer": ("INSERT INTO customers VALUES (45, 'small', 'c45')",),
    "nothing left": ("DELETE FROM orders WHERE order_id > 50",),
    "same ends and number": ("UPDATE orders SET amount = 50 WHERE order_id BETWEEN 30000 AND 30100",),
    "swapped": ("UPDATE orders SET amount = 100 - amount, items = 8 - items",),
    "other day": ("UPDATE orders SET ordered_at = ordered_at - INTERVAL 40 DAY WHERE order_id = 60000",),
    "written over": (
        "CREATE TABLE changed AS SELECT * REPLACE (amount + 1 AS amount) FROM orders",
        "DELETE FROM orders",
        "CHECKPOINT",
        "INSERT INTO orders SELECT * FROM changed",
    ),
    "renamed": (
        "CREATE TABLE others AS SELECT * REPLACE (amount + 1 AS amount) FROM orders",
        "ALTER TABLE orders RENAME TO before",
        "ALTER TABLE others RENAME TO orders",
    ),
    "other schema": (
        "CREATE SCHEMA spare",
        "CREATE TABLE spare.orders AS FROM orders",
        "UPDATE orders SET amount = 1 WHERE order_id = 17",
    ),
    "another column": ("ALTER TABLE orders ADD COLUMN more INT DEFAULT 5", "UPDATE orders SET amount = 1, more = 2"),
    "swapped names": (
        "ALTER TABLE orders RENAME amount TO other",
        "ALTER TABLE orders RENAME items TO amount",
        "ALTER TABLE orders RENAME other TO items",
    ),
    "made anew": ("CREATE OR REPLACE TABLE orders AS SELECT * REPLACE (amount + 1 AS amount) FROM orders",),
}

SWAPPED = {
    "measures": ("orders", "amount", "net"),
    "of two types": ("orders", "amount", "items"),
    "dimensions": ("orders", "status", "channel"),
    "of a joined table": ("customers", "segment", "region"),
    "keys of a joined table": ("customers", "customer_id", "parent_id"),
}
ALIKE = """
ALTER TABLE orders ADD COLUMN net DECIMAL(10, 2) DEFAULT 7;
ALTER TABLE orders ADD COLUMN channel VARCHAR DEFAULT 'web';
ALTER TABLE customers ADD COLUMN region VARCHAR DEFAULT 'north';
ALTER TABLE customers ADD COLUMN parent_id BIGINT;
UPDATE customers SET parent_id = customer_id + 20;
"""
LATE = {"late": Window(7, Grain.DAY), "as_of": "2024-11-20"}
LOGGED = {
    "new rows": MORE.format(first=900_000, day="2024-11-21", n=100),
    "many new rows": MORE.format(first=900_000, day="2024-11-21", n=150_000),
    "changed rows": "UPDATE orders SET amount = amount + 1 WHERE order_id = 17",
    "rows that are gone": "DELETE FROM orders WHERE order_id > 60000",
    "new customers": "INSERT INTO customers VALUES (45, 'small', 'c45')",
    "swapped names": ";".join(CHANGES["swapped names"]),
    "another column": "ALTER TABLE orders ADD COLUMN more INT DEFAULT 5; UPDATE orders SET amount = 1, more = 2",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = shop(tmp_path_factory.mktemp("fresh") / "shop")
    kept(root)
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """A shop of its own, with partials: copied files are others, so they are kept anew."""
    target = tmp_path / "shop"
    subprocess.run(["cp", "-r", str(made), str(target)], check=True)
    kept(target)
    assert all(agree(target))
    return target


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_underneath_is_seen_and_refreshed(root: Path, name: str) -> None:
    change(root, *CHANGES[name])
    assert not any(agree(root))
    (orders,) = kept(root).values()
    assert orders.done != "unchanged"
    assert any(agree(root))


@pytest.mark.parametrize("how", [{}, LATE], ids=["proven", "late"])
@pytest.mark.parametrize("by", ["file", "duckdb"])
@pytest.mark.parametrize("name", SWAPPED)
def test_columns_that_swap_their_names_leave_nothing_as_it_was(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str, by: str, how: dict[str, Any]
) -> None:
    table, one, other = SWAPPED[name]
    if by == "duckdb":
        monkeypatch.setattr(reading, "_agree", lambda *_: False)
    change(root, *ALIKE.strip().split("\n"))
    kept(root, full=True)
    change(root, *(f"ALTER TABLE {table} RENAME {a} TO {b}" for a, b in ((one, "x"), (other, one), ("x", other))))
    (orders,) = kept(root, **how).values()
    assert orders.done == "all rows read again"
    assert all(agree(root))
    (orders,) = kept(root, **how).values()
    assert orders.done == "unchanged"


@pytest.mark.parametrize("name", LOGGED)
def test_a_change_that_is_only_in_the_log_is_seen(root: Path, name: str) -> None:
    killed = f"""
import duckdb, os
connection = duckdb.connect({str(root / "shop.duckdb")!r})
connection.execute("SET checkpoint_threshold = '1TB'")
connection.execute({LOGGED[name]!r})
os._exit(0)
"""
    size = (root / "shop.duckdb").stat().st_size
    subprocess.run([sys.executable, "-c", killed], check=True)
    assert (root / "shop.duckdb.wal").stat().st_size
    assert name == "many new rows" or (root / "shop.duckdb").stat().st_size == size
    assert not any(agree(root))
    (orders,) = kept(root).values()
    assert orders.done == "all rows read again"
    assert any(agree(root))
    change(root, "CHECKPOINT")
    assert not any(agree(root))
    kept(root)
    assert any(agree(root))


def test_a_file_that_took_the_place_of_another_is_seen_whatever_its_times_say(root: Path, made: Path) -> None:
    file = root / "shop.duckdb"
    before = file.stat()
    other = root / "other.duckdb"
    other.write_bytes(file.read_bytes())
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    os.replace(other, file)
    assert not any(agree(root))
    with file.open("r+b") as same:
        same.write(file.read_bytes()[:1])
    assert not any(agree(root))


def test_a_change_while_a_project_is_open_is_seen(root: Path) -> None:
    with mo.open(root) as project:
        assert all(read for _, read in asked(project))
        (root / "shop.duckdb").touch()  # as if written: nobody else can while it is open
        assert not any(read for _, read in asked(project))


def test_changes_elsewhere_in_the_file_are_no_changes(root: Path) -> None:
    change(root, "CREATE TABLE spare AS SELECT * FROM range(300000)", "CREATE SCHEMA other")
    change(root, "CREATE TABLE other.orders AS SELECT 1 AS order_id", "DELETE FROM spare WHERE range > 5", "CHECKPOINT")
    assert not any(agree(root))
    (orders,) = kept(root).values()
    assert orders.done == "unchanged"
    assert all(agree(root))


def test_only_new_rows_are_read_when_rows_are_added(root: Path) -> None:
    for day, first in ((21, 900_000), (22, 910_000)):
        change(root, MORE.format(first=first, day=f"2024-11-{day}", n=3000))
        (orders,) = kept(root).values()
        assert all(agree(root))
    assert orders.done == "6,000 rows read that are new or were changed"
    (orders,) = kept(root).values()
    assert orders.done == "unchanged"


def test_days_of_a_stretch_with_changed_rows_are_read_again(tmp_path: Path) -> None:
    many = shop(tmp_path / "shop")
    change(many, "INSERT INTO orders SELECT * REPLACE (ordered_at + INTERVAL 1 YEAR AS ordered_at) FROM orders")
    change(many, "INSERT INTO orders SELECT * REPLACE (ordered_at + INTERVAL 2 YEAR AS ordered_at) FROM orders")
    change(many, "CREATE OR REPLACE TABLE orders AS FROM orders ORDER BY ordered_at")
    kept(many)
    change(many, "UPDATE orders SET amount = 3 WHERE ordered_at >= TIMESTAMP '2027-11-01'")
    (orders,) = kept(many).values()
    assert "days 2027-" in orders.done
    assert "read again" in orders.done
    assert all(agree(many))


def test_what_is_said_of_late_rows_is_taken_without_proof_and_told(root: Path) -> None:
    last = 70_000 * 400 // 86_400  # days after the first of January
    assert last == 324  # the 20th of November
    change(root, LAST_DAYS)
    (orders,) = kept(root, **LATE).values()
    assert orders.done == TAKEN
    assert all(agree(root))
    change(root, MORE.format(first=900_000, day="2024-02-02", n=20))
    (orders,) = kept(root, **LATE).values()
    assert orders.done == "all rows read again"  # the number of rows says that it was not so
    assert all(agree(root))
    change(root, LAST_DAYS)
    kept(root, **LATE)
    (orders,) = kept(root).values()
    assert orders.done == "all rows read again"  # whoever does not say so wants proof
    assert all(agree(root))


def test_what_can_be_proven_is_not_taken_for_granted(root: Path) -> None:
    change(root, MORE.format(first=900_000, day="2024-02-02", n=20))
    (orders,) = kept(root, **LATE).values()
    assert orders.done == "20 rows read that are new or were changed"
    assert all(agree(root))
    (orders,) = kept(root).values()
    assert orders.done == "unchanged"
    change(root, "DELETE FROM orders WHERE ordered_at >= TIMESTAMP '2024-11-20 01:00'")
    (orders,) = kept(root, **LATE).values()
    assert orders.done == TAKEN
    assert all(agree(root))


def test_a_run_that_is_killed_leaves_the_partials_that_were_there(root: Path) -> None:
    before = {file.name for file in (root / ".metricops").iterdir()}
    (root / ".metricops" / ".partials-9.duckdb.99999999").write_bytes(b"of a process that is gone")
    change(root, *CHANGES["update"])
    slow = f"""
import metricops as mo
from metricops.api.keeping import keep_partials
from metricops.build import partials
partials.write = lambda *_: print("made", flush=True) or __import__("time").sleep(60)
keep_partials(mo.open({str(root)!r}))
"""
    with subprocess.Popen([sys.executable, "-c", slow], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "made\n"
        run.send_signal(signal.SIGKILL)
    assert not any(agree(root))
    kept(root)
    assert all(agree(root))
    assert len(list((root / ".metricops").iterdir())) == len(before)  # nothing of the killed run is left


def test_ctrl_c_ends_it_and_leaves_nothing_behind(tmp_path: Path) -> None:
    root = shop(tmp_path / "shop")
    change(root, "INSERT INTO orders SELECT o.* FROM orders AS o CROSS JOIN range(150)")
    command = [sys.executable, "-m", "metricops", "--project", str(root), "build", "--partials"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as run:
        deadline = time.monotonic() + 60
        while not list(root.glob(".metricops/.partials*")) and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.2)
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=60)
    assert run.returncode == 130, said
    assert "Traceback" not in said
    assert list((root / ".metricops").iterdir()) == []


def test_a_locked_file_is_told(root: Path) -> None:
    script = f"import duckdb; c = duckdb.connect({str(root / 'shop.duckdb')!r}); print('open', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        run.stdout.readline()
        with pytest.raises(EngineError, match="locked by"):
            kept(root, full=True)
        run.communicate("\n")
