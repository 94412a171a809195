"""Which files are read, how they are named, and what happens to those that cannot be."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from metricops.definitions import Definitions, read
from metricops.definitions.files import read_text

METRIC = "metrics: [{name: %s, agg: sum, expr: x}]\n"


def write(root: Path, name: str, text: str | bytes) -> Path:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def names(definitions: Definitions) -> list[str]:
    return [str(metric.name) for metric in definitions.metrics]


def test_folders_are_read_through_and_what_tools_write_is_passed_over(tmp_path: Path) -> None:
    for name in ["models/b.yml", "models/a/z.yaml", "models/A.YML"]:
        write(tmp_path, name, METRIC % Path(name).stem)
    passed_over = ["target/x.yml", "dbt_packages/p/x.yml", ".git/x.yml", "models/.hidden.yml", "dbt_project.yml"]
    passed_over += ["models/x.sql", "models/readme.md", "env/x.yml"]
    for name in passed_over:
        write(tmp_path, name, METRIC % "wrong")
    write(tmp_path, "tools/pyvenv.cfg", "")
    write(tmp_path, "tools/lib/x.yml", METRIC % "wrong")
    definitions = read([tmp_path], tmp_path)
    assert (names(definitions), definitions.diagnostics) == (["A", "b", "z"], ())
    assert list(definitions.texts) == ["models/A.YML", "models/b.yml", "models/a/z.yaml"]


def test_a_file_named_twice_is_read_once_and_one_named_outright_whatever_its_name(tmp_path: Path) -> None:
    file = write(tmp_path, "target/manifest.txt", METRIC % "revenue")
    definitions = read([file, tmp_path / "target" / ".." / "target" / "manifest.txt"], tmp_path)
    assert names(definitions) == ["revenue"]


def test_a_file_beside_the_root_keeps_its_own_name(tmp_path: Path) -> None:
    file = write(tmp_path, "elsewhere/a.yml", METRIC % "a")
    (tmp_path / "root").mkdir()
    assert list(read([file], tmp_path / "root").texts) == [str(file)]


def test_a_missing_file_is_a_diagnostic_and_the_others_are_read(tmp_path: Path) -> None:
    good = write(tmp_path, "good.yml", METRIC % "good")
    definitions = read([tmp_path / "gone.yml", good], tmp_path)
    (fault,) = definitions.diagnostics
    assert str(fault) == "gone.yml:1:1: error[L001]: the file cannot be read: no such file or directory"
    assert (names(definitions), definitions.unread) == (["good"], ("gone.yml",))


def test_loops_of_links_and_pipes_are_diagnostics_and_the_others_are_read(tmp_path: Path) -> None:
    write(tmp_path, "good.yml", METRIC % "good")
    (tmp_path / "loop.yml").symlink_to("loop.yml")
    os.mkfifo(tmp_path / "pipe.yml")
    definitions = read([tmp_path], tmp_path)
    assert [str(fault) for fault in definitions.diagnostics] == [
        "loop.yml:1:1: error[L001]: the file cannot be read: too many levels of symbolic links",
        "pipe.yml:1:1: error[L001]: the file cannot be read: it is not a regular file",
    ]
    assert names(definitions) == ["good"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_closed_file_is_a_diagnostic(tmp_path: Path) -> None:
    file = write(tmp_path, "closed.yml", "")
    file.chmod(0)
    assert [fault.code for fault in read([file], tmp_path).diagnostics] == ["L001"]


def test_a_folder_that_may_not_be_listed_is_a_diagnostic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "good.yml", METRIC % "good")
    closed = write(tmp_path, "closed/a.yml", METRIC % "a").parent

    def closing(call: Callable[[Path], Any]) -> Callable[[Path], Any]:
        def asked(folder: Path) -> Any:
            if Path(folder) == closed:
                raise PermissionError(13, "Permission denied", str(folder))
            return call(folder)

        return asked

    monkeypatch.setattr(os, "scandir", closing(os.scandir))
    monkeypatch.setattr(os, "listdir", closing(os.listdir))
    definitions = read([tmp_path], tmp_path)
    assert [str(d) for d in definitions.diagnostics] == [
        "closed:1:1: error[L001]: the file cannot be read: permission denied"
    ]
    assert names(definitions) == ["good"]


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [(b"a: 1\nb: \xe4\n", 2, 4), ("a: é\nb: ".encode() + b"\xff", 2, 4), (b"a: caf\xc3", 1, 7)],
)
def test_a_byte_that_is_not_utf8_has_a_place(tmp_path: Path, data: bytes, line: int, column: int) -> None:
    _, fault = read_text(write(tmp_path, "a.yml", data), "a.yml")
    assert fault is not None
    assert fault.span is not None
    assert (fault.code, fault.span.line, fault.span.column) == ("L002", line, column)


def test_line_ends_of_windows_change_no_text(tmp_path: Path) -> None:
    file = write(tmp_path, "a.yml", "metrics:\r\n  - name: a\r\n    expr: |\r\n      x\r\n      y\r\n")
    (metric,) = read([file], tmp_path).metrics
    assert metric.expr is not None
    assert metric.expr.text == "x\ny\n"
    assert metric.expr.at(2, 3).line == 5
