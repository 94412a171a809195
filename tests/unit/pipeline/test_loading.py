"""Loading and its cache: what hits, what misses, and what never does harm."""

import pickle
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from small_project import SHOP

from metricops.manifest import Relation
from metricops.pipeline import cache, loading
from metricops.pipeline.loading import Loaded, load, load_paths
from metricops.project import Settings, settings


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "models").mkdir(parents=True)
    (root / "metricops.yml").write_text("name: shop\n")
    (root / "models" / "shop.yml").write_text(SHOP)
    (root / "models" / "fct_orders.sql").write_text("select * from {{ ref('raw_orders') }}")
    return root


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one whenever files are really read."""
    seen: list[int] = []
    real = loading._of_project

    def counted(*given: Any) -> Loaded:
        seen.append(1)
        return real(*given)

    monkeypatch.setattr(loading, "_of_project", counted)
    return seen


def read_settings(root: Path) -> Settings:
    return settings(root, {})


def files(root: Path) -> set[Path]:
    return set(root.rglob("*"))


def entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def test_what_was_loaded_before_is_found_again_and_equal(project: Path, tmp_path: Path, read: list[int]) -> None:
    first = load(read_settings(project), tmp_path / "cache")
    again = load(read_settings(project), tmp_path / "cache")
    assert len(read) == 1
    assert again == first
    assert list(first.manifest.metrics) == ["revenue", "order_count", "average_order"]
    assert first.lineage == {Relation("fct_orders"): (Relation("raw_orders"),)}


def test_without_a_folder_nothing_is_kept(project: Path, read: list[int]) -> None:
    before = files(project)
    load(read_settings(project))
    load(read_settings(project))
    assert len(read) == 2
    assert files(project) == before


def test_nothing_is_ever_written_into_the_project(project: Path, tmp_path: Path) -> None:
    before = files(project)
    load(read_settings(project), tmp_path / "cache")
    assert files(project) == before
    assert len(entries(tmp_path / "cache")) == 1
    assert (tmp_path / "cache").stat().st_mode & 0o077 == 0


def changed_in_place(root: Path) -> None:
    """The same size and the same time, another content."""
    import os

    file = root / "models" / "shop.yml"
    stat = file.stat()
    file.write_text(SHOP.replace("average_order", "average_sales"))
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert file.stat().st_size == stat.st_size


def another_file(root: Path) -> None:
    (root / "models" / "more.yml").write_text("metrics: []\n")


def another_name(root: Path) -> None:
    (root / "models" / "shop.yml").rename(root / "models" / "store.yml")


def another_model(root: Path) -> None:
    (root / "models" / "fct_orders.sql").write_text("select * from {{ ref('other_orders') }}")


def another_calendar(root: Path) -> None:
    (root / "metricops.yml").write_text("name: shop\ncalendar: {week_starts: sunday}\n")


@pytest.mark.parametrize("change", [changed_in_place, another_file, another_name, another_model, another_calendar])
def test_whatever_changes_is_read_again(change: Any, project: Path, tmp_path: Path, read: list[int]) -> None:
    first = load(read_settings(project), tmp_path / "cache")
    change(project)
    again = load(read_settings(project), tmp_path / "cache")
    assert len(read) == 2
    fresh = load(read_settings(project))
    assert again == fresh
    assert (again != first) or change is another_file


def test_another_program_reads_nothing_that_this_one_wrote(
    project: Path, tmp_path: Path, read: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    load(read_settings(project), tmp_path / "cache")

    def program() -> Iterator[tuple[str, int, int]]:
        yield "plan.py", 1, 1

    monkeypatch.setattr(cache, "_program", program)
    load(read_settings(project), tmp_path / "cache")
    assert len(read) == 2


@pytest.mark.parametrize("torn", [b"", b"\x80", b"not a pickle", b"\x80\x05cos\nnothing_here\n.", None])
def test_a_torn_entry_is_as_good_as_none(torn: bytes | None, project: Path, tmp_path: Path, read: list[int]) -> None:
    first = load(read_settings(project), tmp_path / "cache")
    (entry,) = entries(tmp_path / "cache")
    entry.write_bytes(entry.read_bytes()[:-20] if torn is None else torn)
    assert load(read_settings(project), tmp_path / "cache") == first
    assert load(read_settings(project), tmp_path / "cache") == first
    assert len(read) == 2, "the entry is written anew"


def test_an_entry_of_something_else_is_replaced(project: Path, tmp_path: Path, read: list[int]) -> None:
    first = load(read_settings(project), tmp_path / "cache")
    (entry,) = entries(tmp_path / "cache")
    entry.write_bytes(pickle.dumps({"not": "loaded"}))
    assert load(read_settings(project), tmp_path / "cache") == first
    assert load(read_settings(project), tmp_path / "cache") == first
    assert len(read) == 2


def test_a_folder_that_cannot_be_written_is_no_fault(project: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    found = load(read_settings(project), tmp_path / "taken" / "cache")
    assert found == load(read_settings(project))
    assert (tmp_path / "taken").read_text() == "a file where the folder should be"


def test_a_file_that_cannot_be_read_is_reported_and_not_kept(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.read_bytes

    def refusing(path: Path) -> bytes:
        if path.name == "shop.yml":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", refusing)
    found = load(read_settings(project), tmp_path / "cache")
    assert [d.code for d in found.diagnostics] == ["L001"]
    assert not (tmp_path / "cache").exists()


def test_faults_come_out_of_the_cache_too(project: Path, tmp_path: Path, read: list[int]) -> None:
    (project / "models" / "shop.yml").write_text(SHOP.replace("expr: amount", "expr: amount +"))
    first = load(read_settings(project), tmp_path / "cache")
    again = load(read_settings(project), tmp_path / "cache")
    assert len(read) == 1
    assert [str(d) for d in again.diagnostics] == [str(d) for d in first.diagnostics]
    assert first.diagnostics
    assert again.texts == first.texts


def test_the_oldest_entries_go(tmp_path: Path) -> None:
    for i in range(cache.KEPT + 5):
        cache.keep(tmp_path, f"{i:03}", i)
    assert len(entries(tmp_path)) == cache.KEPT
    assert cache.kept(tmp_path, f"{cache.KEPT + 4:03}") == cache.KEPT + 4


def test_a_value_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    cache.keep(tmp_path, "entry", lambda: None)
    assert entries(tmp_path) == []
    assert cache.kept(tmp_path, "entry") is None


def test_paths_are_loaded_without_settings(project: Path) -> None:
    found = load_paths([project / "models"])
    assert found.manifest.metrics.keys() == {"revenue", "order_count", "average_order"}
    assert load_paths([project / "models" / "shop.yml"]).manifest == found.manifest


def test_every_stage_before_the_manifest_can_be_seen(project: Path) -> None:
    found = load_paths([project / "models" / "shop.yml"])
    (text,) = dict(found.stage("nodes")).values()  # type: ignore[call-overload]
    assert text == SHOP
    assert "revenue" in repr(found.stage("definitions"))


def test_policy_is_added_to_faults_once(project: Path) -> None:
    found = load_paths([project / "models"])
    policy = found.with_policy()
    assert {d.severity for d in policy} <= {"warning", "error"}
    assert replace(found, diagnostics=policy).with_policy() == policy
