"""Sessions at the command line, as a person sees them: every NAME.txt is run and must print what it says.

The first line names the project that the session stands in: `# project: demo`, `starter`, `empty`, or a folder of
`projects/`. A line `$ metricops …` is run; below it stand stdout, then stderr with `! ` before each line, then
`[exit N]` when N is not 0. METRICOPS_UPDATE=1 rewrites the files.
"""

import json
import os
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from metricops.cli import main
from metricops.cli.commands import COMMANDS

HERE = Path(__file__).parent
TRANSCRIPTS = sorted(HERE.glob("*.txt"))
UPDATE = os.environ.get("METRICOPS_UPDATE") == "1"
SUITE = {
    "name": "crm",
    "expectations": [{"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "amount"}}],
}
PROMPT = "$ metricops"


@pytest.fixture(scope="session")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which every project stands once it was asked for."""
    return tmp_path_factory.mktemp("projects")


def prepared(name: str, projects: Path) -> Path:
    """A project of its own folder, made when first asked for."""
    root = projects / name
    if root.exists():
        return root
    if name == "empty":
        root.mkdir()
    elif name in ("demo", "starter"):
        say = ["init", *(["--demo"] if name == "demo" else []), str(root)]
        assert CliRunner().invoke(main, say, catch_exceptions=False).exit_code == 0
    else:
        shutil.copytree(HERE / "projects" / name, root)
    return root


def spoken(command: str) -> str:
    """What a command prints, with its exit code."""
    result = CliRunner().invoke(main, shlex.split(command)[1:])
    lines = result.stdout.splitlines() + [f"! {line}" for line in result.stderr.splitlines()]
    return "\n".join(lines + ([f"[exit {result.exit_code}]"] if result.exit_code else []))


def session(text: str) -> Iterator[str]:
    """The commands of a transcript."""
    return (line.removeprefix("$ ") for line in text.splitlines() if line.startswith(PROMPT))


def examples() -> list[str]:
    """Every command line that the help of a command shows."""
    texts = [CliRunner().invoke(main, [name, "--help"]).stdout for name in COMMANDS]
    return [line.strip() for text in texts for line in text.splitlines() if line.startswith("    metricops ")]


@pytest.mark.parametrize("example", examples())
def test_examples_in_help_run(example: str, projects: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if example.startswith("metricops init --demo"):
        pytest.skip("the demo of the other examples is made by this very command")
    if example == "metricops build --partials":
        pytest.skip("the transcript of partials runs this very command, and shows what it says the first time")
    project = "starter" if example.startswith("metricops build") else "demo"
    monkeypatch.chdir(tmp_path if example.startswith("metricops init") else prepared(project, projects))
    if "suite.json" in example:  # which people bring along
        Path("suite.json").write_text(json.dumps(SUITE), encoding="utf-8")
    result = CliRunner().invoke(main, shlex.split(example)[1:])
    assert result.exit_code in (0, 2), result.stderr
    assert result.stdout or "written" in result.stderr


def test_there_are_transcripts() -> None:
    assert TRANSCRIPTS


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda path: path.stem)
def test_transcript(transcript: Path, projects: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = transcript.read_text(encoding="utf-8")
    head = text.splitlines()[0]
    monkeypatch.chdir(prepared(head.removeprefix("# project: "), projects))
    monkeypatch.setenv("COLUMNS", "100")
    parts = [head, *(f"\n$ {command}\n{spoken(command)}".rstrip() for command in session(text))]
    found = "\n".join(parts) + "\n"
    assert "internal error" not in found
    if UPDATE:
        transcript.write_text(found, encoding="utf-8")
    assert found == text or UPDATE
