"""What only a terminal sees: colours, its width, progress; and what a pipe never sees."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from metricops.cli import main, tables
from metricops.cli.progress import counted, progress
from metricops.cli.terminal import data
from metricops.output.table import Column, Table

TABLE = Table((Column("status", painted=True), Column("what", wraps=True)), (("▼ red new", "word " * 40),))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    """The table on a terminal of 60 columns."""
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in {"COLUMNS": "60", "TERM": "xterm", **environment}.items():
        monkeypatch.setenv(name, value)
    tables.show(TABLE)
    return sys.stdout.getvalue()  # type: ignore[attr-defined,no-any-return]


def test_a_terminal_has_colours_and_its_own_width(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(monkeypatch)
    assert "\x1b[31m▼ red new\x1b[0m" in text
    plain = text.replace("\x1b[31m", "").replace("\x1b[0m", "")
    assert max(map(len, plain.splitlines())) <= 60


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colour_is_left_out_where_it_is_not_wanted(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "\x1b" not in shown(monkeypatch, **environment)


def test_a_pipe_sees_neither_colour_nor_progress(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    tables.show(TABLE)
    assert "\x1b" not in sys.stdout.getvalue()  # type: ignore[attr-defined]
    with progress("working") as told:
        assert told is None
    counted(None)(1, 2, "x")
    assert capsys.readouterr().err == ""


def test_progress_is_told_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    with progress("working") as told:
        assert told is not None
        counted(told)(1, 2, "fct_orders")


class Narrow(io.TextIOWrapper):
    """A stream in an encoding that has no sign for ▼."""

    def __init__(self, terminal: bool) -> None:
        super().__init__(io.BytesIO(), encoding="latin-1")
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    def got(self) -> bytes:
        return self.buffer.getvalue()  # type: ignore[attr-defined,no-any-return]


def test_a_terminal_shows_a_question_mark_and_a_pipe_gets_utf8(monkeypatch: pytest.MonkeyPatch) -> None:
    for terminal, wanted in ((True, b"? n\xe9w"), (False, "▼ néw".encode())):
        stream = Narrow(terminal)
        monkeypatch.setattr(sys, "stdout", stream)
        data("▼ néw")
        assert stream.got() == wanted


def test_a_closed_stdout_is_one_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert CliRunner().invoke(main, ["init", str(tmp_path)]).exit_code == 0
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(SystemExit) as end:
        main(["--project", str(tmp_path), "list"])
    assert end.value.code == 1
    assert capsys.readouterr().err == "error: the result cannot be written: stdout is closed\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_full_disk_is_one_message() -> None:
    code = "import sys; from metricops.cli import main; main(['schema', 'checks'])"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-c", code], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "error: the result cannot be written: no space left on device\n")


def test_a_folder_that_refuses_the_files_takes_the_list_not_away(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["init", str(tmp_path)]).exit_code == 0
    assert CliRunner().invoke(main, ["--project", str(tmp_path), "build"]).exit_code == 0
    taken = tmp_path / "taken"
    taken.write_text("")
    asked = ["--project", str(tmp_path), "evaluate", "--as-of", "2026-11-15", "--out", str(taken)]
    result = CliRunner().invoke(main, asked)
    assert result.exit_code == 1
    assert result.stderr == f'error: "{taken / "exceptions.json"}" cannot be written: file exists\n'
    assert "As of 2026-11-15: 1 red" in result.stdout


def test_sql_imports_no_driver_and_nothing_for_screens(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["init", str(tmp_path / "p")]).exit_code == 0
    code = (
        "import sys; from metricops.cli import main\n"
        "try: main(['sql', 'revenue', '--by', 'region'])\n"
        "except SystemExit as end: print(end.code, [m for m in "
        "('duckdb', 'pandas', 'rich', 'great_expectations') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path / "p", env=os.environ, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "0 []", done.stderr


@pytest.mark.parametrize("command", [["init", "/dev/full/x"], ["schema", "--out", "/dev/full"]])
def test_a_file_that_cannot_be_written_is_named(command: list[str]) -> None:
    result = CliRunner().invoke(main, command)
    assert (result.exit_code, result.stdout) == (1, "")
    assert re.fullmatch(r'error: "/dev/full/\S+" cannot be written: not a directory\n|.*file exists\n', result.stderr)


def test_init_writes_nothing_over_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "orders.csv").write_text("mine")
    result = CliRunner().invoke(main, ["init", str(tmp_path)])
    assert result.exit_code == 1
    assert 'orders.csv" would be overwritten; an empty folder is needed' in result.stderr
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["orders.csv", "seeds"]


def test_init_in_a_dbt_project_says_what_it_found_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "dbt_project.yml").write_text("name: shop\nversion: '1.0'\nconfig-version: 2\nprofile: shop\n")
    result = CliRunner().invoke(main, ["init", str(tmp_path)])
    assert "is there already: 0 semantic models, 0 metrics" in result.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["dbt_project.yml"]


def test_init_demo_beside_another_project_writes_nothing_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "metricops.yml").write_text("name: mine\n")
    result = CliRunner().invoke(main, ["init", "--demo", str(tmp_path)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.endswith('metricops.yml" is another project; --demo needs a folder without one\n')
    assert [path.name for path in tmp_path.iterdir()] == ["metricops.yml"]


def test_the_next_commands_can_be_typed_whatever_the_folder_is_called(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["init", str(tmp_path / "my shop")])
    assert f"  cd '{tmp_path}/my shop'\n" in result.stdout


def test_a_project_without_rules_does_not_pass_in_silence(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["init", str(tmp_path)]).exit_code == 0
    assert CliRunner().invoke(main, ["--project", str(tmp_path), "build"]).exit_code == 0
    for rules in (tmp_path / "checks" / "orders.yml", tmp_path / "models" / "fct_orders.yml"):
        rules.unlink()
    result = CliRunner().invoke(main, ["--project", str(tmp_path), "evaluate"])
    assert "nothing was judged: the project has neither thresholds nor checks" in result.stderr
