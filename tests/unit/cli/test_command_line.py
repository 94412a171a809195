"""How the command line behaves whatever the command: help, usage errors, exit codes, pipes, interruptions."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import click
import pytest
from click.testing import CliRunner

from metricops.cli import main
from metricops.cli.commands import COMMANDS
from metricops.cli.outcome import exit_code
from metricops.errors import EngineError, StoppedError

HEAVY = ("duckdb", "pandas", "rich", "sqlglot", "pydantic", "great_expectations", "yaml", "jinja2")


def raising(fault: BaseException) -> Callable[[], Any]:
    def run() -> None:
        raise fault

    return run


def test_help_imports_nothing_heavy() -> None:
    code = f"import sys, metricops.cli; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_lists_every_command() -> None:
    text = CliRunner().invoke(main, ["--help"]).output
    assert all(f"  {name} " in text for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0
    assert f"\n    metricops {name}" in result.output


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        (["lnt"], 'there is no command "lnt"; did you mean "lint"?'),
        (["query", "--frm", "json"], "No such option"),
        (["query", "--format", "xml"], "'xml' is not one of"),
        (["--as-of", "2026-13-01", "lint"], '"2026-13-01" is not a date; needed as YYYY-MM-DD'),
        (["evaluate", "--as-of", "9999-12-31"], '"9999-12-31" is not between the years 1900 and 2999'),
        (["query", "win_rate", "--window", ""], "Invalid value for '--window': a text is needed; it is empty"),
        (["query", "win_rate", "--by", "segment", "--by", " "], "Invalid value for '--by': a text is needed"),
        (["evaluate", "--project", ""], "Invalid value for '--project': a text is needed; it is empty"),
        (["evaluate", "--out", ""], "Invalid value for '--out': a text is needed; it is empty"),
        (["packet", "--out", "p.pdf"], '"p.pdf" does not say what to write; a name in .html, .htm, .md, .json or'),
        (["--format", "junit", "query"], '"query" has no --format junit; it has: table, json, jsonl, csv, markdown'),
        (["list", "models", "--operating"], "--operating is about metrics, not models"),
    ],
)
def test_usage_errors_exit_1_because_2_means_breach(words: list[str], needed: str) -> None:
    result = CliRunner().invoke(main, words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert needed in result.stderr


def test_no_command_prints_help_and_exits_1() -> None:
    result = CliRunner().invoke(main, [])
    assert result.exit_code == 1
    assert "Commands:" in result.stderr


def test_version() -> None:
    assert CliRunner().invoke(main, ["--version"]).output.startswith("metricops 0.")


def test_codes_of_commands_are_the_exit_codes() -> None:
    assert [exit_code(lambda code=code: code, []) for code in (0, 1, 2, None)] == [0, 1, 2, 0]  # type: ignore[misc]


def test_faults_of_the_world_are_one_message(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(raising(EngineError("the warehouse did not answer", hint="is it running?")), []) == 1
    assert capsys.readouterr().err == "error: the warehouse did not answer\n  is it running?\n"


def test_a_file_that_cannot_be_written_is_no_internal_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(raising(PermissionError(13, "Permission denied", "out/x.json")), []) == 1
    assert capsys.readouterr().err == 'error: "out/x.json": permission denied\n'


def test_an_internal_error_asks_for_a_report(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(raising(KeyError("x")), []) == 1
    told = capsys.readouterr().err
    assert told.startswith("internal error: KeyError: 'x' (a fault of metricops, please report it")
    assert "--debug" in told
    assert "Traceback" not in told


def test_debug_shows_the_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    exit_code(raising(KeyError("x")), ["--debug"])
    assert "Traceback" in capsys.readouterr().err


def test_an_interruption_is_one_line_and_130(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(raising(click.Abort()), []) == 130
    assert capsys.readouterr().err == "interrupted\n"


def test_an_interruption_says_what_was_running(capsys: pytest.CaptureFixture[str]) -> None:
    def stopped() -> None:
        raise click.Abort from StoppedError("the query for win_rate had been running for 3.2 s")

    assert exit_code(stopped, []) == 130
    assert capsys.readouterr().err == "interrupted; the query for win_rate had been running for 3.2 s\n"


@pytest.mark.skipif(os.name == "nt", reason="pipes differ")
def test_a_closed_pipe_is_silent_and_keeps_the_code() -> None:
    code = (
        "import sys; from metricops.cli.terminal import data; [data('x' * 9999 + '\\n') for _ in range(9)]; sys.exit(2)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert (process.stderr.read(), process.wait()) == (b"", 2)
    process.stderr.close()


def test_shared_options_stand_before_or_after_the_command() -> None:
    from metricops.cli.options import Scope, shared

    @click.command("try")
    @shared(formats=("table", "json"))
    def command(scope: Scope) -> None:
        click.echo(json.dumps([scope.project, str(scope.as_of), scope.format]))

    group = click.Group("x", params=main.params[:3], commands={"try": command}, callback=lambda **_: None)
    after = CliRunner().invoke(group, ["try", "--project", "p", "--as-of", "2026-11-15", "--format", "json"])
    before = CliRunner().invoke(group, ["--project", "p", "--as-of", "2026-11-15", "--format", "json", "try"])
    neither = CliRunner().invoke(group, ["try"])
    assert json.loads(after.output) == json.loads(before.output) == ["p", "2026-11-15", "json"]
    assert json.loads(neither.output) == [".", "None", "table"]
