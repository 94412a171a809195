"""What only a terminal sees: colours, its width, progress; and what a pipe never sees."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from metricops.cli import main, tables
from metricops.cli.progress import counted, progress
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
